// SPDX-License-Identifier: Apache-2.0
#include "core/rope/edit/segments.h"
#include "core/rope/edit/shapes.h"

#include "core/rope/methods.h"

#include <QTest>
#include <cmath>

using namespace ropewalk::rope;

namespace {

const Geometry demo{ 64, 64, 10000.0, 256, PairLayout::half_split };

void near(const std::vector<double>& found, const std::vector<double>& expected, double tolerance)
{
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        QVERIFY2(std::abs(found[i] - expected[i]) <= tolerance * expected[i],
            qPrintable(QStringLiteral("pair %1: %2, expected %3").arg(i).arg(found[i]).arg(expected[i])));
}

} // namespace

class TestCurveShapes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void straightens();
    void smooths();
    void blends();
    void rescalesMethodsIntoThemselves();
    void turnsAndWavelengths();
    void twoBoundaries();
    void twoBoundariesAreFound();
    void longRope2IsFound();
};

void TestCurveShapes::straightens()
{
    const std::vector<double> out = straightened({ 1, 9, 9, 9, 16, 2 }, 0, 4);
    near(out, { 1, 2, 4, 8, 16, 2 }, 1e-12);
    QCOMPARE(straightened({ 1, 5, 2 }, 1, 1), (std::vector<double>{ 1, 5, 2 }));
}

void TestCurveShapes::smooths()
{
    const std::vector<double> out = smoothed({ 1, 1, 16, 1, 1 }, 0, 4);
    near(out, { 1, 2, 4, 2, 1 }, 1e-12);
    near(smoothed({ 1, 1, 16, 1, 1 }, 2, 2), { 1, 1, 4, 1, 1 }, 1e-12);
    near(smoothed({ 1, 2, 4, 8 }, 0, 3, 5), { 1, 2, 4, 8 }, 1e-12); // straight already
}

void TestCurveShapes::blends()
{
    const std::vector<double> a{ 1, 2, 8 }, b{ 4, 2, 2 };
    near(blended(a, b, 0.5), { 2, 2, 4 }, 1e-12);
    QCOMPARE(blended(a, b, 0), a);
    QCOMPARE(blended(a, b, 1), b);
}

void TestCurveShapes::rescalesMethodsIntoThemselves()
{
    near(rescaled(ntk_lambda(demo, 8), 8, 32), ntk_lambda(demo, 32), 1e-12);
    QCOMPARE(rescaled(pi_lambda(demo, 8), 8, 32), pi_lambda(demo, 32));
    QCOMPARE(rescaled({ 1, 3, 5 }, 1, 4), (std::vector<double>{ 1, 3, 5 }));
    near(rescaled(rescaled(yarn_lambda(demo, 8), 8, 32), 32, 8), yarn_lambda(demo, 8), 1e-12);
}

void TestCurveShapes::turnsAndWavelengths()
{
    QCOMPARE(effective_turn(demo, 0, 4), 0.25);
    for (const int pair : { 0, 5, 31 })
        QVERIFY(std::abs(place_of_wavelength(demo, wavelength(demo, pair)) - pair) < 1e-9);
    QCOMPARE(int(std::ceil(place_of_wavelength(demo, 256))), critical_pair(demo));
}

void TestCurveShapes::twoBoundaries()
{
    near(two_boundary_lambda(7, { 1, 4, 8 }), { 1, 1, 2, 4, 8, 8, 8 }, 1e-12);
    near(two_boundary_lambda(4, { 1, 2, 8 }), { 1, 1, 8, 8 }, 1e-12);
}

void TestCurveShapes::twoBoundariesAreFound()
{
    for (const TwoBoundary& form :
        { TwoBoundary{ 3, 20, 8 }, TwoBoundary{ 0, 31, 8 }, TwoBoundary{ 10, 11, 8 } })
        QVERIFY(fit_two_boundary(two_boundary_lambda(32, form), 8) == form);
    const TwoBoundary plain = fit_two_boundary(std::vector<double>(32, 1.0), 8);
    QVERIFY(plain.low < plain.high && plain.high <= 31);
    const TwoBoundary full = fit_two_boundary(std::vector<double>(32, 8.0), 8);
    QVERIFY(full.low == 0 && full.high == 1);
}

void TestCurveShapes::longRope2IsFound()
{
    std::vector<double> free = pi_lambda(demo, 8);
    free.back() = 9.5;
    QCOMPARE(fit_longrope2(longrope2_lambda(free, 20), 17), 20);
    QCOMPARE(fit_longrope2(ntk_lambda(demo, 8), 17), 31);
    QCOMPARE(fit_longrope2(pi_lambda(demo, 8), 17), 17);
}

QTEST_GUILESS_MAIN(TestCurveShapes)
#include "tst_curve_shapes.moc"
