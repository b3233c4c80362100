// SPDX-License-Identifier: Apache-2.0
#include "core/rope/coverage.h"
#include "core/rope/methods.h"
#include "core/rope/unseen.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numbers>

using namespace ropewalk::rope;

namespace {

const Geometry demo{ 64, 64, 1e4, 256 };
constexpr double turn = 2 * std::numbers::pi;

double angleOf(const FactorSet& set, int pair, std::int64_t n)
{
    const double plain = double(n) * std::pow(1e4, -2.0 * pair / 64);
    return n < set.n_hat ? plain : plain / set.lambda[std::size_t(pair)];
}

/// The way along the circle from an angle to the nearest of the arc 0 … trained, by looking at its ends.
double wayToArc(double angle, double trained)
{
    const double place = std::atan2(std::sin(angle), std::cos(angle));
    const double from = place < 0 ? place + turn : place;
    if (from <= trained + 1e-9)
        return 0;
    const auto apart = [](double a, double b) { return std::abs(std::remainder(a - b, turn)); };
    return std::min(apart(angle, 0), apart(angle, trained));
}

} // namespace

class TestUnseen : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithCoverage()
    {
        FactorSet set = make_set(Method::yarn, demo, 2048);
        set.n_hat = 300;
        for (int pair = 0; pair < 32; ++pair)
            for (std::int64_t n = 0; n < 2048; ++n)
                QCOMPARE(unseen_by(demo, {}, set, pair, n, Unseen::beyond_largest) > 0,
                    out_of_distribution(demo, {}, set, pair, n));
    }

    void saysByHowMuch()
    {
        const FactorSet none = make_set(Method::none, demo, 2048);
        for (int pair = 13; pair < 32; ++pair) {
            const double theta = std::pow(1e4, -2.0 * pair / 64);
            const double by = unseen_by(demo, {}, none, pair, 2047, Unseen::beyond_largest);
            QVERIFY(std::abs(by - (2047 - 255) * theta) < 1e-9);
        }
        QCOMPARE(unseen_by(demo, {}, none, 12, 2047, Unseen::beyond_largest), 0.0);
    }

    void arcsAreWaysAlongTheCircle()
    {
        FactorSet set = make_set(Method::none, demo, 4096);
        set.n_hat = 700;
        std::fill(set.lambda.begin(), set.lambda.end(), 1.7);
        for (int pair = 13; pair < 32; ++pair) {
            const double trained = 255 * std::pow(1e4, -2.0 * pair / 64);
            for (std::int64_t n = 0; n < 4096; ++n) {
                const double expected = wayToArc(angleOf(set, pair, n), trained);
                QVERIFY(std::abs(unseen_by(demo, {}, set, pair, n, Unseen::unvisited_arc) - expected) < 1e-8);
            }
        }
    }

    void sharesAreCounts()
    {
        FactorSet set = make_set(Method::none, demo, 4096);
        set.n_hat = 700;
        std::fill(set.lambda.begin(), set.lambda.end(), 1.7);
        for (Unseen rule : { Unseen::beyond_largest, Unseen::unvisited_arc }) {
            const std::vector<double> share = seen_share(demo, {}, set, 4096, rule);
            for (int pair = 0; pair < 32; ++pair) {
                int seen = 0;
                for (int n = 0; n < 4096; ++n)
                    seen += unseen_by(demo, {}, set, pair, n, rule) == 0.0;
                QVERIFY(std::abs(share[std::size_t(pair)] - seen / 4096.0) < 1e-12);
            }
        }
    }

    void rangesHoldTheirLargest()
    {
        FactorSet set = make_set(Method::none, demo, 4096);
        set.n_hat = 700;
        std::fill(set.lambda.begin(), set.lambda.end(), 1.7);
        for (Unseen rule : { Unseen::beyond_largest, Unseen::unvisited_arc })
            for (int pair : { 5, 13, 16, 24, 31 })
                for (const auto& [first, last] : { std::pair(0, 100), std::pair(250, 400), std::pair(600, 800),
                         std::pair(690, 1300), std::pair(300, 302), std::pair(1000, 1000) }) {
                    double largest = 0;
                    for (int n = first; n <= last; ++n)
                        largest = std::max(largest, unseen_by(demo, {}, set, pair, n, rule));
                    QVERIFY(std::abs(largest_unseen(demo, {}, set, pair, first, last, rule) - largest) < 1e-12);
                }
    }
};

QTEST_GUILESS_MAIN(TestUnseen)
#include "tst_unseen.moc"
