// SPDX-License-Identifier: Apache-2.0
#include "core/rope/angles.h"

#include "core/rope/methods.h"

#include <QTest>
#include <cmath>
#include <numbers>

using namespace ropewalk::rope;

namespace {

const Geometry llama2{ 128, 128, 1e4, 4096 };
const Geometry demo{ 64, 64, 1e4, 256 };

/// Σ cos over the positions, angles in long double so that the reference is the better of the two.
double summed(
    const Geometry& geometry, const FactorSet& set, int pair, std::int64_t first, std::int64_t count)
{
    long double sum = 0.0L;
    const long double plain = frequency(geometry, pair);
    const long double scaled = frequency(geometry, pair) / set.lambda[pair];
    for (std::int64_t n = first; n < first + count; ++n)
        sum += std::cos(static_cast<long double>(n) * (n < set.n_hat ? plain : scaled));
    return static_cast<double>(sum / count);
}

} // namespace

class TestAngles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void turnsByEquationThree()
    {
        FactorSet set = make_set(Method::yarn, demo, 2048);
        set.n_hat = 28;
        for (int pair : { 0, 7, 20, 31 })
            for (std::int64_t n : { 0, 1, 27, 28, 29, 255, 2047 }) {
                const double plain = static_cast<double>(n) * frequency(demo, pair);
                QCOMPARE(angle(demo, set, pair, n), n < 28 ? plain : plain / set.lambda[pair]);
            }
    }

    void cosAndSinOfEveryRow_data()
    {
        QTest::addColumn<qint64>("first");
        QTest::addColumn<qint64>("count");
        QTest::addColumn<qint64>("n_hat");
        QTest::newRow("from zero") << qint64(0) << qint64(300) << qint64(0);
        QTest::newRow("n̂ inside a block") << qint64(0) << qint64(300) << qint64(28);
        QTest::newRow("n̂ past the chunk") << qint64(100) << qint64(50) << qint64(256);
        QTest::newRow("n̂ before the chunk") << qint64(100) << qint64(130) << qint64(16);
        QTest::newRow("one row") << qint64(77) << qint64(1) << qint64(0);
        QTest::newRow("nothing") << qint64(77) << qint64(0) << qint64(0);
        QTest::newRow("two million") << qint64(2097000) << qint64(152) << qint64(64);
    }
    void cosAndSinOfEveryRow()
    {
        QFETCH(qint64, first);
        QFETCH(qint64, count);
        QFETCH(qint64, n_hat);
        FactorSet set = make_set(Method::yarn, llama2, 65536);
        set.n_hat = n_hat;
        const int pairs = llama2.pairs();
        std::vector<float> cos(count * pairs, 9.0f), sin(count * pairs, 9.0f);
        fill_cos_sin(llama2, set, first, count, cos, sin);
        for (qint64 row = 0; row < count; ++row)
            for (int pair = 0; pair < pairs; ++pair) {
                const double a = angle(llama2, set, pair, first + row);
                const double m = first + row < n_hat ? 1.0 : set.attention_factor;
                // one rounding to float32 of a number up to m; the angle itself is known to 2e-9 at two
                // million
                QVERIFY(std::abs(cos[row * pairs + pair] - m * std::cos(a)) < 8e-8);
                QVERIFY(std::abs(sin[row * pairs + pair] - m * std::sin(a)) < 8e-8);
            }
    }

    /// A chunk's numbers are the same bits as the whole's, wherever it is cut.
    void chunksAreTheSameBits()
    {
        FactorSet set = make_set(Method::ntk, demo, 2048);
        set.n_hat = 20;
        const std::size_t pairs = demo.pairs();
        std::vector<float> cos(500 * pairs), sin(500 * pairs);
        fill_cos_sin(demo, set, 0, 500, cos, sin);
        for (const std::int64_t chunk : { 1, 7, 64, 100, 333 }) {
            std::vector<float> part_cos(500 * pairs), part_sin(500 * pairs);
            for (std::int64_t first = 0; first < 500; first += chunk) {
                const std::int64_t count = std::min<std::int64_t>(chunk, 500 - first);
                fill_cos_sin(demo, set, first, count,
                    std::span(part_cos).subspan(first * pairs, count * pairs),
                    std::span(part_sin).subspan(first * pairs, count * pairs));
            }
            QVERIFY(part_cos == cos);
            QVERIFY(part_sin == sin);
        }
    }

    void meanCosineIsTheMean_data()
    {
        QTest::addColumn<double>("lambda");
        QTest::addColumn<qint64>("first");
        QTest::addColumn<qint64>("count");
        QTest::addColumn<qint64>("n_hat");
        const double pi = std::numbers::pi;
        QTest::newRow("plain") << 1.0 << qint64(0) << qint64(100) << qint64(0);
        QTest::newRow("one position") << 3.7 << qint64(1234) << qint64(1) << qint64(0);
        QTest::newRow("many turns") << 1.3 << qint64(17) << qint64(4096) << qint64(0);
        QTest::newRow("split at n̂") << 5.0 << qint64(10) << qint64(500) << qint64(64);
        QTest::newRow("n̂ beyond") << 5.0 << qint64(10) << qint64(500) << qint64(100000);
        QTest::newRow("slow") << 1e9 << qint64(0) << qint64(4096) << qint64(0);
        QTest::newRow("half a turn") << 1.0 / pi << qint64(3) << qint64(101) << qint64(0);
        QTest::newRow("a turn a token") << 1.0 / (2.0 * pi) << qint64(3) << qint64(101) << qint64(0);
        QTest::newRow("next to a turn a token")
            << 1.0 / (2.0 * pi + 1e-9) << qint64(1000) << qint64(5000) << qint64(0);
        QTest::newRow("next to three turns")
            << 1.0 / (6.0 * pi - 1e-13) << qint64(0) << qint64(4096) << qint64(8);
        QTest::newRow("far out") << 7.0 << qint64(2000000) << qint64(2048) << qint64(256);
    }
    void meanCosineIsTheMean()
    {
        QFETCH(double, lambda);
        QFETCH(qint64, first);
        QFETCH(qint64, count);
        QFETCH(qint64, n_hat);
        FactorSet set;
        set.lambda.assign(llama2.pairs(), lambda);
        set.n_hat = n_hat;
        set.attention_factor = 1.4; // left out of the mean
        for (int pair : { 0, 1, 13, 40, 63 }) {
            const double own = mean_cosine(llama2, set, pair, first, count);
            const double expected = summed(llama2, set, pair, first, count);
            QVERIFY2(std::abs(own - expected) < 1e-8,
                qPrintable(
                    QStringLiteral("pair %1: %2, summed %3").arg(pair).arg(own, 0, 'g', 17).arg(expected)));
            double sines = 0;
            for (std::int64_t n = first; n < first + count; ++n)
                sines += std::sin(angle(llama2, set, pair, n));
            QVERIFY(std::abs(mean_sine(llama2, set, pair, first, count) - sines / double(count)) < 1e-8);
        }
    }

    void meanOfNothingIsNotANumber()
    {
        QVERIFY(std::isnan(mean_cosine(demo, make_set(Method::none, demo, 256), 0, 5, 0)));
        QVERIFY(std::isnan(mean_sine(demo, make_set(Method::none, demo, 256), 0, 5, 0)));
    }
};

QTEST_GUILESS_MAIN(TestAngles)
#include "tst_angles.moc"
