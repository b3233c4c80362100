// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/curve_edit.h"

#include <QTest>
#include <algorithm>

using namespace ropewalk::views;

class TestCurveEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void snapsToGridAndBounds_data();
    void snapsToGridAndBounds();
    void pushesNeighboursWhenMonotone();
    void leavesNeighboursWhenFree();
    void untouchedValuesKeepTheirs();
    void strokeTakesEveryPairOnItsWay();
    void strokeBackwardsKeepsTheLatest();
    void brushBlendsBesideTheStroke();
    void strokeStaysMonotone();
};

void TestCurveEdit::snapsToGridAndBounds_data()
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

void TestCurveEdit::snapsToGridAndBounds()
{
    QFETCH(double, value);
    QFETCH(double, expected);
    QVERIFY(snapped(value, {}) == expected);
}

void TestCurveEdit::pushesNeighboursWhenMonotone()
{
    const std::vector<double> curve{ 1, 2, 3, 4, 5 };
    QCOMPARE(movedPoint(curve, 2, 4.504, {}), (std::vector<double>{ 1, 2, 4.5, 4.5, 5 }));
    QCOMPARE(movedPoint(curve, 2, 1.5, {}), (std::vector<double>{ 1, 1.5, 1.5, 4, 5 }));
    QCOMPARE(movedPoint(curve, 7, 1.5, {}), curve);
}

void TestCurveEdit::leavesNeighboursWhenFree()
{
    EditRules free;
    free.monotone = false;
    QCOMPARE(movedPoint({ 1, 2, 3, 4 }, 1, 9, free), (std::vector<double>{ 1, 9, 3, 4 }));
}

void TestCurveEdit::untouchedValuesKeepTheirs()
{
    const std::vector<double> curve{ 1, 1.2345678, 3, 60 };
    QCOMPARE(movedPoint(curve, 2, 3.5, {}), (std::vector<double>{ 1, 1.2345678, 3.5, 60 }));
}

void TestCurveEdit::strokeTakesEveryPairOnItsWay()
{
    Stroke stroke(std::vector<double>(8, 1.0), 1, {});
    stroke.moveTo(1, 1);
    stroke.moveTo(5, 8); // one quick move: 2, 3 and 4 lie between
    const std::vector<double> curve = stroke.curve();
    QCOMPARE(curve[3], 2.83); // √8, half of the way by logarithm
    QCOMPARE(curve[5], 8.0);
    QCOMPARE(curve[0], 1.0);
    QCOMPARE(curve[7], 8.0); // pushed up
}

void TestCurveEdit::strokeBackwardsKeepsTheLatest()
{
    EditRules free;
    free.monotone = false;
    Stroke stroke(std::vector<double>(6, 1.0), 1, free);
    stroke.moveTo(0, 4);
    stroke.moveTo(4, 4);
    stroke.moveTo(2, 2);
    const std::vector<double> curve = stroke.curve();
    QCOMPARE(curve[2], 2.0);
    QCOMPARE(curve[0], 4.0);
    QCOMPARE(curve[5], 1.0);
    QVERIFY(curve[3] > 2.0 && curve[3] < 4.0);
}

void TestCurveEdit::brushBlendsBesideTheStroke()
{
    EditRules free;
    free.monotone = false;
    Stroke stroke(std::vector<double>(9, 1.0), 5, free);
    stroke.moveTo(4, 4);
    const std::vector<double> curve = stroke.curve();
    QCOMPARE(curve[4], 4.0);
    QCOMPARE(curve[3], 2.83); // cosine weight 0.75: 4^0.75
    QCOMPARE(curve[5], 2.83);
    QCOMPARE(curve[2], 1.41); // weight 0.25
    QCOMPARE(curve[1], 1.0);
    QCOMPARE(curve[7], 1.0);
}

void TestCurveEdit::strokeStaysMonotone()
{
    Stroke stroke({ 1, 1.5, 2, 3, 4, 5, 6, 7 }, 5, {});
    for (const auto& [place, lambda] : { std::pair(1.2, 5.0), std::pair(6.7, 1.3), std::pair(3.1, 9.9) }) {
        stroke.moveTo(place, lambda);
        const std::vector<double> curve = stroke.curve();
        QVERIFY(std::is_sorted(curve.begin(), curve.end()));
        QVERIFY(curve.back() <= 10.0 && curve.front() >= 1.0);
    }
}

QTEST_GUILESS_MAIN(TestCurveEdit)
#include "tst_curve_edit.moc"
