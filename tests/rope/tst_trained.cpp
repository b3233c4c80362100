// SPDX-License-Identifier: Apache-2.0
#include "core/rope/angles.h"
#include "core/rope/coverage.h"
#include "core/rope/unseen.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numbers>

using namespace ropewalk::rope;

namespace {

const Geometry demo{ 64, 64, 1e4, 256 };

std::vector<double> rising(double last)
{
    std::vector<double> out;
    for (int i = 0; i < 32; ++i)
        out.push_back(1.0 + (last - 1.0) * i / 31);
    return out;
}

/// As trained: the rotation of a set, looked at position by position.
struct Seen
{
    double largest = 0; ///< radians
    bool round = false; ///< a whole turn within the length
};

Seen seenBy(const Trained& trained, int pair)
{
    const auto i = static_cast<std::size_t>(pair);
    FactorSet set;
    set.lambda = trained.lambda.empty() ? std::vector<double>(32, 1.0) : trained.lambda;
    set.n_hat = trained.n_hat;
    const std::int64_t length = trained.length > 0 ? trained.length : 256;
    Seen out;
    const double turn = 2 * std::numbers::pi / frequency(demo, pair);
    for (std::int64_t n = 0; n < length; ++n)
        out.largest = std::max(out.largest, angle(demo, set, pair, n));
    out.round = turn * set.lambda[i] <= static_cast<double>(length)
        || turn <= static_cast<double>(std::min(set.n_hat, length));
    if (trained.short_lambda.empty())
        return out;
    out.largest = std::max(out.largest, 255 * frequency(demo, pair) / trained.short_lambda[i]);
    out.round = out.round || turn * trained.short_lambda[i] <= 256;
    return out;
}

const Trained plain{};
const Trained scaled{ rising(8), 0, 1.1, 2048, {} };
const Trained kept{ rising(8), 40, 1.1, 1024, {} };
const Trained two{ rising(30), 0, 1.2, 2048, rising(3) };

} // namespace

class TestTrained : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void coverageFollows_data()
    {
        QTest::addColumn<int>("which");
        QTest::newRow("plain") << 0;
        QTest::newRow("scaled") << 1;
        QTest::newRow("scaled, first positions kept") << 2;
        QTest::newRow("two lists") << 3;
    }
    /// Every position of some sets against the angles that training went through.
    void coverageFollows()
    {
        QFETCH(int, which);
        const Trained trained = std::array{ plain, scaled, kept, two }[static_cast<std::size_t>(which)];
        QVERIFY(validate(trained, demo));
        for (const Method method : { Method::none, Method::pi, Method::yarn })
            for (const std::int64_t n_hat : { 0, 64 }) {
                FactorSet set = make_set(method, demo, 4096);
                set.n_hat = n_hat;
                const std::vector<double> share = coverage(demo, trained, set, 4096);
                int round = 0;
                for (int pair = 0; pair < 32; ++pair) {
                    const Seen seen = seenBy(trained, pair);
                    QCOMPARE(trained_all_round(demo, trained, pair), seen.round);
                    QVERIFY(std::abs(trained_reach(demo, trained, pair) * frequency(demo, pair) - seen.largest)
                        < 1e-9 * seen.largest);
                    round += seen.round;
                    std::int64_t inside = 0;
                    for (std::int64_t n = 0; n < 4096; ++n) {
                        const double by = angle(demo, set, pair, n) - seen.largest * (1 + 1e-9);
                        const bool out = !seen.round && by > 0;
                        QCOMPARE(out_of_distribution(demo, trained, set, pair, n), out);
                        QCOMPARE(unseen_by(demo, trained, set, pair, n, Unseen::beyond_largest) > 0, out);
                        inside += !out;
                    }
                    QCOMPARE(share[static_cast<std::size_t>(pair)], static_cast<double>(inside) / 4096.0);
                }
                QVERIFY(round > 5 && round < 32);
                QCOMPARE(first_partly_trained(demo, trained), round); // these curves rise
            }
    }

    /// The set itself was seen throughout, at the length it was trained at, and not beyond.
    void itsOwnSetIsSeen()
    {
        FactorSet set;
        set.lambda = scaled.lambda;
        QCOMPARE(coverage(demo, scaled, set, 2048), std::vector<double>(32, 1.0));
        QVERIFY(coverage(demo, plain, set, 2048).back() < 0.99 || coverage(demo, plain, set, 2048)[14] < 0.99);
        QVERIFY(coverage(demo, scaled, set, 4096).back() < 0.6);
        set.lambda = two.short_lambda;
        QCOMPARE(coverage(demo, two, set, 256), std::vector<double>(32, 1.0));
        set.lambda = two.lambda;
        QCOMPARE(coverage(demo, two, set, 2048), std::vector<double>(32, 1.0));
    }

    void methodsStretchOnWhatWasTrained()
    {
        for (const Method method : { Method::none, Method::pi, Method::ntk, Method::dynamic_ntk, Method::yarn,
                 Method::llama3, Method::longrope2 }) {
            for (const std::int64_t target : { 100, 256, 700, 2048 })
                QVERIFY(stretch_on(method, demo, plain, target) == make_set(method, demo, target)); // to the last bit
            const FactorSet on = stretch_on(method, demo, scaled, 8192); // four times as long as trained
            const std::vector<double> alone = make_set(method, demo, 1024).lambda;
            for (std::size_t i = 0; i < 32; ++i)
                QCOMPARE(on.lambda[i], alone[i] * scaled.lambda[i]);
            QCOMPARE(stretch_on(method, demo, scaled, 1024).lambda, scaled.lambda); // within what was trained
        }
        QCOMPARE(stretch_on(Method::pi, demo, two, 200).lambda, two.short_lambda);
    }

    void boundHoldsWhatWasTrained()
    {
        QCOMPARE(lambda_bound(demo, plain, 1.25, 2048), 1.25 * 8);
        QCOMPARE(lambda_bound(demo, scaled, 1.25, 2048), 10.0);
        QCOMPARE(lambda_bound(demo, two, 1.25, 2048), 30.0);
        QCOMPARE(lambda_bound(demo, two, 1.25, 4096), 60.0);
        QCOMPARE(lambda_bound(demo, two, 1.25, 256), 3.0);
    }

    void oddValuesAreRefused()
    {
        Trained odd = scaled;
        odd.lambda.pop_back();
        QVERIFY(!validate(odd, demo));
        odd = two;
        odd.short_lambda[3] = 0;
        QVERIFY(!validate(odd, demo));
        odd = scaled;
        odd.length = -1;
        QVERIFY(!validate(odd, demo));
    }
};

QTEST_GUILESS_MAIN(TestTrained)
#include "tst_trained.moc"
