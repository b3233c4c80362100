// SPDX-License-Identifier: Apache-2.0
#include "core/rope/edit/length_ranges.h"

#include <QTest>

using namespace ropewalk::rope;

namespace {

FactorSet ranged(std::int64_t from, std::int64_t to)
{
    FactorSet set;
    set.lambda = { 1, 2 };
    set.from_length = from;
    set.to_length = to;
    return set;
}

} // namespace

class TestLengthRanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void servesItsRange();
    void theShortestRangeServes();
    void neighboursMoveTogether();
    void noRangeIsLeftEmpty();
    void anEndComesAndGoes();
};

void TestLengthRanges::servesItsRange()
{
    const FactorSet set = ranged(256, 2048);
    QVERIFY(!serves(set, 256));
    QVERIFY(serves(set, 257));
    QVERIFY(serves(set, 2048));
    QVERIFY(!serves(set, 2049));
    QVERIFY(serves(ranged(0, 0), 1 << 30));
}

void TestLengthRanges::theShortestRangeServes()
{
    const std::vector<FactorSet> sets{ ranged(0, 0), ranged(0, 256), ranged(256, 2048), ranged(256, 2048) };
    QCOMPARE(*serving(sets, 100), std::size_t(1));
    QCOMPARE(*serving(sets, 300), std::size_t(2));
    QCOMPARE(*serving(sets, 4000), std::size_t(0));
    QVERIFY(!serving({ ranged(0, 256) }, 257));
}

void TestLengthRanges::neighboursMoveTogether()
{
    const std::vector<FactorSet> sets{ ranged(0, 256), ranged(256, 2048), ranged(2048, 0), ranged(256, 0) };
    const auto moved = with_boundary(sets, 0, RangeEnd::to, 512);
    QCOMPARE(moved[0].to_length, std::int64_t(512));
    QCOMPARE(moved[1].from_length, std::int64_t(512));
    QCOMPARE(moved[3].from_length, std::int64_t(512));
    QCOMPARE(moved[1].to_length, std::int64_t(2048));
    const auto same = with_boundary(sets, 1, RangeEnd::from, 512);
    QVERIFY(same == moved);
}

void TestLengthRanges::noRangeIsLeftEmpty()
{
    const std::vector<FactorSet> sets{ ranged(0, 256), ranged(256, 2048) };
    QCOMPARE(with_boundary(sets, 0, RangeEnd::to, 9999)[1].from_length, std::int64_t(2047));
    QCOMPARE(with_boundary(sets, 0, RangeEnd::to, 0)[0].to_length, std::int64_t(0)); // its end is taken away
    QCOMPARE(with_boundary(sets, 1, RangeEnd::from, 0)[0].to_length, std::int64_t(1));
}

void TestLengthRanges::anEndComesAndGoes()
{
    const std::vector<FactorSet> sets{ ranged(0, 0), ranged(256, 0) };
    QCOMPARE(with_boundary(sets, 0, RangeEnd::to, 300)[0].to_length, std::int64_t(300));
    QCOMPARE(with_boundary(sets, 1, RangeEnd::to, 100)[1].to_length, std::int64_t(257));
    QCOMPARE(with_boundary(sets, 0, RangeEnd::from, 50)[1].from_length, std::int64_t(256));
}

QTEST_GUILESS_MAIN(TestLengthRanges)
#include "tst_length_ranges.moc"
