// SPDX-License-Identifier: Apache-2.0
#include "core/rope/edit/isotonic.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <random>

using namespace ropewalk::rope;

namespace {

/// The min-max formula of the same solution, which shares no step with pooling: the largest, over starts a ≤
/// i, of the smallest, over ends b ≥ i, mean of a … b.
std::vector<double> byMinMax(const std::vector<double>& values)
{
    std::vector<double> out(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        double best = -1e300;
        for (std::size_t a = 0; a <= i; ++a) {
            double least = 1e300, sum = 0;
            for (std::size_t b = a; b < values.size(); ++b) {
                sum += values[b];
                if (b >= i)
                    least = std::min(least, sum / double(b - a + 1));
            }
            best = std::max(best, least);
        }
        out[i] = best;
    }
    return out;
}

double squares(const std::vector<double>& a, const std::vector<double>& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

} // namespace

class TestIsotonic : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheMinMaxFormula();
    void leavesOrderedValuesAlone();
    void fixedPairsStay();
    void nothingInBoundsIsNearer();
    void fixedPairsThatFall();
    void findsViolations();
};

void TestIsotonic::agreesWithTheMinMaxFormula()
{
    std::mt19937 random(7);
    std::uniform_real_distribution<double> value(1, 10);
    for (const std::size_t count : { 1, 2, 3, 8, 32, 64 })
        for (int round = 0; round < 20; ++round) {
            std::vector<double> values(count);
            for (double& v : values)
                v = value(random);
            const std::vector<double> solution = isotonic(values), expected = byMinMax(values);
            QVERIFY(std::is_sorted(solution.begin(), solution.end()));
            for (std::size_t i = 0; i < count; ++i)
                QVERIFY2(std::abs(solution[i] - expected[i]) < 1e-12, qPrintable(QString::number(i)));
        }
    QVERIFY(isotonic({}).empty());
}

void TestIsotonic::leavesOrderedValuesAlone()
{
    const std::vector<double> values{ 1, 1.1, 1.1, 1.3000000001, 7 };
    QCOMPARE(isotonic(values), values);
    QCOMPARE(isotonic(values, { 1, 3 }), values);
}

void TestIsotonic::fixedPairsStay()
{
    const std::vector<double> solution = isotonic({ 5, 1, 2, 9, 4, 3, 8 }, { 2, 5 });
    QCOMPARE(solution, (std::vector<double>{ 2, 2, 2, 3, 3, 3, 8 }));
}

void TestIsotonic::nothingInBoundsIsNearer()
{
    std::mt19937 random(3);
    std::uniform_real_distribution<double> value(1, 10);
    for (int round = 0; round < 50; ++round) {
        std::vector<double> values(9);
        for (double& v : values)
            v = value(random);
        values[3] = 4;
        values[6] = 7;
        const std::vector<double> solution = isotonic(values, { 3, 6 });
        QVERIFY(std::is_sorted(solution.begin(), solution.end()));
        QCOMPARE(solution[3], 4.0);
        QCOMPARE(solution[6], 7.0);
        for (int other = 0; other < 200; ++other) {
            std::vector<double> allowed(9);
            for (double& v : allowed)
                v = value(random);
            std::sort(allowed.begin(), allowed.end());
            for (std::size_t i = 0; i < 9; ++i)
                allowed[i] = i == 3 ? 4
                    : i == 6        ? 7
                                    : std::clamp(allowed[i],
                                 i > 6       ? 7.0
                                            : i > 3 ? 4.0
                                                    : 0.0,
                                 i < 3       ? 4.0
                                            : i < 6 ? 7.0
                                                    : 99.0);
            QVERIFY(squares(solution, values) <= squares(allowed, values) + 1e-12);
        }
    }
}

void TestIsotonic::fixedPairsThatFall()
{
    const std::vector<double> solution = isotonic({ 8, 3, 2, 4 }, { 0, 3 });
    QCOMPARE(solution, (std::vector<double>{ 8, 2.5, 2.5, 4 }));
}

void TestIsotonic::findsViolations()
{
    QCOMPARE(violations({ 1, 2, 1.5, 1.5, 3, 2.9 }), (std::vector<int>{ 2, 5 }));
    QVERIFY(violations({ 1, 1, 2 }).empty());
    QVERIFY(violations({}).empty());
}

QTEST_GUILESS_MAIN(TestIsotonic)
#include "tst_isotonic.moc"
