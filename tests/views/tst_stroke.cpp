// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/tools/stroke.h"

#include <QTest>
#include <algorithm>

using namespace ropewalk;
using namespace ropewalk::views;

class TestStroke : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void strokeTakesEveryPairOnItsWay();
    void strokeBackwardsKeepsTheLatest();
    void brushBlendsBesideTheStroke();
    void strokeStaysMonotone();
    void aHardBrushTakesAllOfItsWidth();
    void lockedPairsAreNotPainted();
    void repairsAfterTheStroke();
};

void TestStroke::strokeTakesEveryPairOnItsWay()
{
    Stroke stroke(std::vector<double>(8, 1.0), { 1, 1 }, {});
    stroke.moveTo(1, 1);
    stroke.moveTo(5, 8); // one quick move: 2, 3 and 4 lie between
    const std::vector<double> curve = stroke.curve();
    QCOMPARE(curve[3], 2.83); // √8, half of the way by logarithm
    QCOMPARE(curve[5], 8.0);
    QCOMPARE(curve[0], 1.0);
    QCOMPARE(curve[7], 8.0); // pushed up
}

void TestStroke::strokeBackwardsKeepsTheLatest()
{
    rope::EditRules free;
    free.monotone = rope::Monotone::free;
    Stroke stroke(std::vector<double>(6, 1.0), { 1, 1 }, free);
    stroke.moveTo(0, 4);
    stroke.moveTo(4, 4);
    stroke.moveTo(2, 2);
    const std::vector<double> curve = stroke.curve();
    QCOMPARE(curve[2], 2.0);
    QCOMPARE(curve[0], 4.0);
    QCOMPARE(curve[5], 1.0);
    QVERIFY(curve[3] > 2.0 && curve[3] < 4.0);
}

void TestStroke::brushBlendsBesideTheStroke()
{
    rope::EditRules free;
    free.monotone = rope::Monotone::free;
    Stroke stroke(std::vector<double>(9, 1.0), { 5, 1 }, free);
    stroke.moveTo(4, 4);
    const std::vector<double> curve = stroke.curve();
    QCOMPARE(curve[4], 4.0);
    QCOMPARE(curve[3], 2.83); // cosine weight 0.75: 4^0.75
    QCOMPARE(curve[5], 2.83);
    QCOMPARE(curve[2], 1.41); // weight 0.25
    QCOMPARE(curve[1], 1.0);
    QCOMPARE(curve[7], 1.0);
}

void TestStroke::strokeStaysMonotone()
{
    Stroke stroke({ 1, 1.5, 2, 3, 4, 5, 6, 7 }, { 5, 1 }, {});
    for (const auto& [place, lambda] : { std::pair(1.2, 5.0), std::pair(6.7, 1.3), std::pair(3.1, 9.9) }) {
        stroke.moveTo(place, lambda);
        const std::vector<double> curve = stroke.curve();
        QVERIFY(std::is_sorted(curve.begin(), curve.end()));
        QVERIFY(curve.back() <= 10.0 && curve.front() >= 1.0);
    }
}

void TestStroke::aHardBrushTakesAllOfItsWidth()
{
    rope::EditRules free;
    free.monotone = rope::Monotone::free;
    Stroke stroke(std::vector<double>(9, 1.0), { 5, 0 }, free);
    stroke.moveTo(4, 4);
    QCOMPARE(stroke.curve(), (std::vector<double>{ 1, 1, 4, 4, 4, 4, 4, 1, 1 }));
    QCOMPARE(brushWeight({ 5, 0.5 }, 1), 1.0);
    QVERIFY(brushWeight({ 5, 0.5 }, 2) > 0.49 && brushWeight({ 5, 0.5 }, 2) < 0.51);
    QCOMPARE(brushWeight({ 5, 0.5 }, 3), 0.0);
}

void TestStroke::lockedPairsAreNotPainted()
{
    rope::EditRules rules;
    rules.monotone = rope::Monotone::free;
    rules.locked = { 3, 5 };
    Stroke stroke(std::vector<double>(9, 1.0), { 3, 1 }, rules);
    stroke.moveTo(2, 4);
    stroke.moveTo(4, 4);
    const std::vector<double> curve = stroke.curve();
    QCOMPARE(curve[2], 4.0);
    QCOMPARE(curve[3], 1.0);
    QCOMPARE(curve[4], 4.0);
    QCOMPARE(curve[5], 1.0);
}

void TestStroke::repairsAfterTheStroke()
{
    rope::EditRules rules;
    rules.monotone = rope::Monotone::repair;
    Stroke stroke({ 1, 2, 3, 4 }, { 1, 1 }, rules);
    stroke.moveTo(0, 4);
    QCOMPARE(stroke.curve(), (std::vector<double>{ 3, 3, 3, 4 }));
}

QTEST_GUILESS_MAIN(TestStroke)
#include "tst_stroke.moc"
