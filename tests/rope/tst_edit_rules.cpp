// SPDX-License-Identifier: Apache-2.0
#include "core/rope/edit/rules.h"

#include "core/rope/factor_set.h"

#include <QTest>
#include <algorithm>
#include <random>

using namespace ropewalk::rope;

class TestEditRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void snapsToGridAndBounds_data();
    void snapsToGridAndBounds();
    void offTheGridWithoutStep();
    void pushesNeighbours();
    void repairsInstead();
    void leavesNeighboursWhenFree();
    void untouchedValuesKeepTheirs();
    void lockedPairsStayWhateverIsAsked();
    void dragStopsAtALockedNeighbour();
    void repairKeepsOrderOnTheGrid();
};

void TestEditRules::snapsToGridAndBounds_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("expected");
    QTest::newRow("down") << 2.344 << 2.34;
    QTest::newRow("up") << 2.346 << 2.35;
    QTest::newRow("exact") << 1.07 << 1.07;
    QTest::newRow("below") << 0.2 << 1.0;
    QTest::newRow("above") << 50.0 << 10.0;
    QTest::newRow("not a number") << std::nan("") << 1.0;
}

void TestEditRules::snapsToGridAndBounds()
{
    QFETCH(double, value);
    QFETCH(double, expected);
    QVERIFY(snapped(value, {}) == expected);
}

void TestEditRules::offTheGridWithoutStep()
{
    EditRules rules;
    rules.step = 0;
    QVERIFY(snapped(2.3449, rules) == 2.3449);
    QVERIFY(snapped(12.5, rules) == 10.0);
}

void TestEditRules::pushesNeighbours()
{
    const std::vector<double> curve{ 1, 2, 3, 4, 5 };
    QCOMPARE(moved_point(curve, 2, 4.504, {}), (std::vector<double>{ 1, 2, 4.5, 4.5, 5 }));
    QCOMPARE(moved_point(curve, 2, 1.5, {}), (std::vector<double>{ 1, 1.5, 1.5, 4, 5 }));
    QCOMPARE(moved_point(curve, 7, 1.5, {}), curve);
    // Several at once: those touched are put in order themselves, then the others give way.
    QCOMPARE(settled(curve, { 1, 6, 3, 2, 5 }, { 1, 3 }, {}), (std::vector<double>{ 1, 4, 4, 4, 5 }));
}

void TestEditRules::repairsInstead()
{
    EditRules rules;
    rules.monotone = Monotone::repair;
    QCOMPARE(moved_point({ 1, 2, 3, 4, 5 }, 1, 4, rules), (std::vector<double>{ 1, 3.5, 3.5, 4, 5 }));
}

void TestEditRules::leavesNeighboursWhenFree()
{
    EditRules rules;
    rules.monotone = Monotone::free;
    QCOMPARE(moved_point({ 1, 2, 3, 4 }, 1, 9, rules), (std::vector<double>{ 1, 9, 3, 4 }));
}

void TestEditRules::untouchedValuesKeepTheirs()
{
    const std::vector<double> curve{ 1, 1.2345678, 3, 60 };
    QCOMPARE(moved_point(curve, 2, 3.5, {}), (std::vector<double>{ 1, 1.2345678, 3.5, 60 }));
}

void TestEditRules::lockedPairsStayWhateverIsAsked()
{
    std::mt19937 random(11);
    std::uniform_real_distribution<double> value(0.5, 12);
    std::uniform_int_distribution<int> pair(0, 15);
    for (const Monotone monotone : { Monotone::keep, Monotone::repair, Monotone::free })
        for (int round = 0; round < 300; ++round) {
            std::vector<double> curve(16), wanted(16);
            for (std::size_t i = 0; i < 16; ++i) {
                curve[i] = value(random);
                wanted[i] = value(random);
            }
            const bool ordered = round % 2 == 0;
            if (ordered)
                std::sort(curve.begin(), curve.end());
            EditRules rules;
            rules.monotone = monotone;
            rules.locked = { 2, 7, 8, 15 };
            std::vector<int> touched;
            for (int k = 0; k < 6; ++k)
                touched.push_back(pair(random));
            const std::vector<double> after = settled(curve, wanted, touched, rules);
            for (const int locked : rules.locked)
                QVERIFY(after[std::size_t(locked)] == curve[std::size_t(locked)]);
            if (ordered && monotone != Monotone::free)
                QVERIFY(is_monotone(after));
        }
}

void TestEditRules::dragStopsAtALockedNeighbour()
{
    EditRules rules;
    rules.locked = { 3 };
    QCOMPARE(moved_point({ 1, 2, 3, 4, 5 }, 1, 9, rules), (std::vector<double>{ 1, 4, 4, 4, 5 }));
    QCOMPARE(moved_point({ 1, 2, 3, 4, 5 }, 4, 1, rules), (std::vector<double>{ 1, 2, 3, 4, 4 }));
    QCOMPARE(moved_point({ 1, 2, 3, 4, 5 }, 3, 9, rules), (std::vector<double>{ 1, 2, 3, 4, 5 }));
}

void TestEditRules::repairKeepsOrderOnTheGrid()
{
    // The mean 2.00435 rounds below what stands before it off the grid.
    const std::vector<double> after = repaired({ 2.004, 2.0047, 2.004, 3 }, {});
    QVERIFY(is_monotone(after));
    QCOMPARE(after[0], 2.004);
    QCOMPARE(after[3], 3.0);
    EditRules exact;
    exact.step = 0;
    QCOMPARE(repaired({ 3, 1, 2 }, exact), (std::vector<double>{ 2, 2, 2 }));
}

QTEST_GUILESS_MAIN(TestEditRules)
#include "tst_edit_rules.moc"
