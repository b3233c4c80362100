// SPDX-License-Identifier: Apache-2.0
#include "core/rope/decay.h"
#include "core/rope/methods.h"

#include <QTest>
#include <cmath>

using namespace ropewalk::rope;

namespace {

const Geometry llama2{ 128, 128, 1e4, 4096 };

/// The dot product of a vector of ones, turned at position p, with itself turned at p − distance, component by
/// component; divided by that of the vectors as they were.
double turned_product(const Geometry& geometry, const FactorSet& set, std::int64_t p, std::int64_t distance)
{
    double sum = 0;
    for (int i = 0; i < geometry.pairs(); ++i) {
        const double omega = std::pow(geometry.theta, -2.0 * i / geometry.rotary_dim) / set.lambda[std::size_t(i)];
        const double a = double(p) * omega;
        const double b = double(p - distance) * omega;
        const double qx = std::cos(a) - std::sin(a), qy = std::sin(a) + std::cos(a);
        const double kx = std::cos(b) - std::sin(b), ky = std::sin(b) + std::cos(b);
        sum += qx * kx + qy * ky;
    }
    const double m = set.attention_factor;
    return m * m * sum / (2.0 * geometry.pairs());
}

} // namespace

class TestDecay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheProductOfTurnedVectors()
    {
        for (Method method : { Method::none, Method::pi, Method::ntk, Method::yarn }) {
            FactorSet set = make_set(method, llama2, 32768);
            set.n_hat = 16; // both tokens stand beyond it
            for (std::int64_t distance : { 0, 1, 7, 100, 4095, 20000 }) {
                const double expected = turned_product(llama2, set, 30000, distance);
                QVERIFY(std::abs(expected_product(llama2, set, distance) - expected) < 1e-10);
            }
        }
    }

    void startsAtTheSquaredAttentionFactor()
    {
        const FactorSet yarn = make_set(Method::yarn, llama2, 32768);
        const double m = 0.1 * std::log(8.0) + 1;
        QVERIFY(std::abs(expected_product(llama2, yarn, 0) - m * m) < 1e-12);
        QCOMPARE(expected_product(llama2, make_set(Method::none, llama2, 32768), 0), 1.0);
    }

    void meansAreMeans()
    {
        const FactorSet set = make_set(Method::ntk, llama2, 32768);
        for (const auto& [first, count] : { std::pair(0, 1), std::pair(3, 10), std::pair(1000, 777) }) {
            double sum = 0;
            for (int d = first; d < first + count; ++d)
                sum += turned_product(llama2, set, 30000, d);
            QVERIFY(std::abs(mean_expected_product(llama2, set, first, count) - sum / count) < 1e-10);
        }
    }
};

QTEST_GUILESS_MAIN(TestDecay)
#include "tst_decay.moc"
