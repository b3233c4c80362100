// SPDX-License-Identifier: Apache-2.0
#include "core/rope/angles.h"
#include "core/rope/coverage.h"
#include "core/rope/methods.h"

#include <QTest>

using namespace ropewalk::rope;

namespace {

const Geometry demo{ 64, 64, 1e4, 256 };

} // namespace

class TestCoverage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Pairs that complete a turn within L are always covered; the others leave at L without stretching.
    void plainRopeLeavesAtTheWindow()
    {
        const FactorSet none = make_set(Method::none, demo, 2048);
        const std::vector<double> share = coverage(demo, {}, none, 2048);
        const int critical = critical_pair(demo);
        QCOMPARE(critical, 13);
        for (int pair = 0; pair < demo.pairs(); ++pair) {
            QCOMPARE(share[pair], pair < critical ? 1.0 : 256.0 / 2048.0);
            QCOMPARE(first_uncovered_position(demo, {}, none, pair, 2048), pair < critical ? -1 : 256);
            QVERIFY(!out_of_distribution(demo, {}, none, pair, 255));
            QCOMPARE(out_of_distribution(demo, {}, none, pair, 256), pair >= critical);
        }
    }

    /// PI squeezes 8·(L − 1) = 2040 positions and position 0 into the trained angles, whatever rounding says.
    void interpolationReachesTheTarget()
    {
        const FactorSet pi = make_set(Method::pi, demo, 2048);
        for (int pair = critical_pair(demo); pair < demo.pairs(); ++pair) {
            QCOMPARE(first_uncovered_position(demo, {}, pi, pair, 2041), -1);
            QCOMPARE(first_uncovered_position(demo, {}, pi, pair, 2048), 2041);
        }
        FactorSet more = pi;
        more.lambda.assign(demo.pairs(), 8.04);
        QCOMPARE(coverage(demo, {}, more, 2048), std::vector<double>(demo.pairs(), 1.0));
    }

    /// The first n̂ positions turn plainly: beyond L they leave, and the rest is back inside.
    void keptPositionsBeyondTheWindowLeave()
    {
        FactorSet set = make_set(Method::pi, demo, 2048);
        set.n_hat = 300;
        QCOMPARE(first_uncovered_position(demo, {}, set, 31, 2048), 256);
        QCOMPARE(coverage(demo, {}, set, 2048)[31], 1.0 - (44.0 + 7.0) / 2048.0);
        QVERIFY(out_of_distribution(demo, {}, set, 31, 299));
        QVERIFY(!out_of_distribution(demo, {}, set, 31, 300));
    }

    /// The counted shares against the question asked of every position, and against the angles themselves.
    void sharesAreCounts_data()
    {
        QTest::addColumn<int>("method");
        QTest::addColumn<qint64>("n_hat");
        QTest::addColumn<qint64>("target");
        for (const Method method : { Method::none, Method::pi, Method::ntk, Method::yarn, Method::longrope2 })
            for (const qint64 n_hat : { 0, 28, 256, 700, 5000 })
                for (const qint64 target : { 100, 1111 })
                    QTest::addRow("%s, n̂ %lld, target %lld", name(method).data(), n_hat, target)
                        << static_cast<int>(method) << n_hat << target;
    }
    void sharesAreCounts()
    {
        QFETCH(int, method);
        QFETCH(qint64, n_hat);
        QFETCH(qint64, target);
        FactorSet set = make_set(static_cast<Method>(method), demo, 1024);
        set.n_hat = n_hat;
        const std::vector<double> share = coverage(demo, {}, set, target);
        for (int pair = 0; pair < demo.pairs(); ++pair) {
            const double largest = 255.0 * frequency(demo, pair) * (1.0 + 1e-9);
            const bool turned = wavelength(demo, pair) <= 256.0;
            std::int64_t inside = 0, first = -1;
            for (std::int64_t n = 0; n < target; ++n) {
                const bool out = !turned && angle(demo, set, pair, n) > largest;
                QCOMPARE(out_of_distribution(demo, {}, set, pair, n), out);
                inside += out ? 0 : 1;
                if (out && first < 0)
                    first = n;
            }
            QCOMPARE(share[pair], static_cast<double>(inside) / static_cast<double>(target));
            QCOMPARE(first_uncovered_position(demo, {}, set, pair, target), first);
        }
    }

    void hugeFactorsAndNoPositions()
    {
        FactorSet set = make_set(Method::none, demo, 256);
        set.lambda.assign(demo.pairs(), 1e300);
        QCOMPARE(coverage(demo, {}, set, 1 << 30), std::vector<double>(demo.pairs(), 1.0));
        QCOMPARE(coverage(demo, {}, set, 0), std::vector<double>(demo.pairs(), 1.0));
        QCOMPARE(first_uncovered_position(demo, {}, set, 31, 0), -1);
    }
};

QTEST_GUILESS_MAIN(TestCoverage)
#include "tst_coverage.moc"
