// SPDX-License-Identifier: Apache-2.0
#include "core/statistics/intervals.h"

#include <QTest>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

using namespace ropewalk::statistics;

class TestIntervals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quantilesAreTheTables_data();
    void quantilesAreTheTables();
    void pairsCancelWhatTheyShare();
    void onePairHasNoSpread();
    void nothingToPair();
    void wilsonIsWilsons_data();
    void wilsonIsWilsons();
};

/// The table of Student (1908) as Abramowitz and Stegun print it, 26.10, to more digits.
void TestIntervals::quantilesAreTheTables_data()
{
    QTest::addColumn<int>("degrees");
    QTest::addColumn<double>("t");
    constexpr std::array<std::pair<int, double>, 8> table{ { { 1, 12.7062047362 }, { 2, 4.3026527297 },
        { 3, 3.1824463053 }, { 4, 2.7764451052 }, { 7, 2.3646242516 }, { 10, 2.2281388520 }, { 30, 2.0422724563 },
        { 100, 1.9839715184 } } };
    for (const auto& [degrees, t] : table)
        QTest::addRow("%d", degrees) << degrees << t;
}

void TestIntervals::quantilesAreTheTables()
{
    QFETCH(int, degrees);
    QFETCH(double, t);
    QVERIFY2(std::abs(student_t(degrees) - t) < 1e-8, qPrintable(QString::number(student_t(degrees), 'g', 12)));
}

/// Windows that differ by nats among each other, and sets that differ by hundredths on every one of them.
void TestIntervals::pairsCancelWhatTheyShare()
{
    const std::vector<double> one{ 1.02, 3.01, 2.03, 5.02, 4.02 }, other{ 1, 3, 2, 5, 4 };
    const auto difference = paired_difference(one, other);
    QVERIFY(difference);
    QCOMPARE(difference->pairs, 5);
    QVERIFY(std::abs(difference->mean - 0.02) < 1e-12);
    // s = √(2·0.01²/4), t(4) = 2.7764451
    const double half = 2.7764451052 * std::sqrt(2e-4 / 4 / 5);
    QVERIFY(std::abs(difference->low - (0.02 - half)) < 1e-9);
    QVERIFY(std::abs(difference->high - (0.02 + half)) < 1e-9);
    const auto back = paired_difference(other, one);
    QVERIFY(std::abs(back->mean + difference->mean) < 1e-15);
    QVERIFY(std::abs(back->low + difference->high) < 1e-12);
}

void TestIntervals::onePairHasNoSpread()
{
    const auto difference = paired_difference(std::vector<double>{ 1.5 }, std::vector<double>{ 1.25, 9, 9 });
    QVERIFY(difference);
    QCOMPARE(difference->mean, 0.25); // the windows that both have
    QCOMPARE(difference->pairs, 1);
    QVERIFY(std::isnan(difference->low) && std::isnan(difference->high));
}

void TestIntervals::nothingToPair()
{
    const std::vector<double> some{ 1, 2 };
    QVERIFY(!paired_difference({}, some));
    QVERIFY(!paired_difference(some, {}));
    QVERIFY(!paired_difference(std::vector<double>{ 1, std::numeric_limits<double>::infinity() }, some));
}

/// Expected values from the formula in Python at z = 1.959963984540054.
void TestIntervals::wilsonIsWilsons_data()
{
    QTest::addColumn<int>("correct");
    QTest::addColumn<int>("trials");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("none") << 0 << 10 << 0.0 << 0.2775328;
    QTest::newRow("all") << 10 << 10 << 0.7224672 << 1.0;
    QTest::newRow("half") << 5 << 10 << 0.2365931 << 0.7634069;
    QTest::newRow("a fifth of twenty") << 4 << 20 << 0.0806577 << 0.4160174;
    QTest::newRow("one of one") << 1 << 1 << 0.2065493 << 1.0;
    QTest::newRow("no trial") << 0 << 0 << 0.0 << 1.0;
    QTest::newRow("eight of ten") << 8 << 10 << 0.4901625 << 0.9433178;
}

void TestIntervals::wilsonIsWilsons()
{
    QFETCH(int, correct);
    QFETCH(int, trials);
    QFETCH(double, low);
    QFETCH(double, high);
    const Interval interval = wilson(correct, trials);
    QVERIFY2(std::abs(interval.low - low) < 2e-5, qPrintable(QString::number(interval.low, 'g', 9)));
    QVERIFY2(std::abs(interval.high - high) < 2e-5, qPrintable(QString::number(interval.high, 'g', 9)));
}

QTEST_GUILESS_MAIN(TestIntervals)
#include "tst_intervals.moc"
