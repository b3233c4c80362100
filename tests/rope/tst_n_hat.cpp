// SPDX-License-Identifier: Apache-2.0
#include "core/rope/angles.h"
#include "core/rope/edit/n_hat.h"
#include "core/rope/methods.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace ropewalk::rope;

namespace {

const Geometry demo{ 64, 64, 1e4, 256 };

FactorSet kept(Method method, std::int64_t n_hat)
{
    FactorSet set = make_set(method, demo, 2048);
    set.n_hat = n_hat;
    return set;
}

} // namespace

class TestNHat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void distancesAreTheAngles_data()
    {
        QTest::addColumn<int>("method");
        QTest::addColumn<qint64>("n_hat");
        for (const Method method : { Method::pi, Method::ntk, Method::yarn })
            for (const qint64 n_hat : { 0, 1, 16, 64, 256 })
                QTest::addRow("%s, n̂ %lld", name(method).data(), n_hat) << static_cast<int>(method) << n_hat;
    }
    /// Against the angles of every query and key around n̂.
    void distancesAreTheAngles()
    {
        QFETCH(int, method);
        QFETCH(qint64, n_hat);
        const FactorSet set = kept(static_cast<Method>(method), n_hat);
        for (int pair = 0; pair < 32; ++pair) {
            double least = 1e300, worst = 0;
            std::int64_t in_order = n_hat;
            for (std::int64_t query = n_hat; query < 2200; ++query)
                for (std::int64_t key = std::max<std::int64_t>(0, n_hat - 40); key < n_hat; ++key) {
                    const double turned = (angle(demo, set, pair, query) - angle(demo, set, pair, key))
                        / frequency(demo, pair);
                    worst = std::max(worst, std::abs(effective_distance(set, pair, query, key) - turned));
                    least = std::min(least, turned);
                    if (turned < -1e-6)
                        in_order = query + 1;
                }
            QVERIFY(worst < 1e-9 * 2200);
            if (n_hat == 0) {
                QCOMPARE(distance_across_n_hat(set, pair), 1 / set.lambda[static_cast<std::size_t>(pair)]);
                continue;
            }
            QVERIFY(std::abs(distance_across_n_hat(set, pair) - least) < 1e-6);
            QVERIFY(std::abs(queries_in_order_from(set, pair) - in_order) <= 1); // a tie is a matter of rounding
        }
    }

    void neighboursOfTheIssue()
    {
        // n̂/λ − (n̂ − 1) with PI by 8: 256/8 − 255.
        QCOMPARE(distance_across_n_hat(kept(Method::pi, 256), 31), -223.0);
        QCOMPARE(effective_distance(kept(Method::pi, 256), 5, 300, 260), 5.0);
        QCOMPARE(effective_distance(kept(Method::pi, 256), 5, 200, 160), 40.0);
        QCOMPARE(queries_in_order_from(kept(Method::pi, 256), 31), 2040);
    }

    void aGoodPartOfTheWindowWarns_data()
    {
        QTest::addColumn<int>("method");
        QTest::addColumn<qint64>("n_hat");
        QTest::addColumn<bool>("warns");
        QTest::newRow("none kept") << static_cast<int>(Method::pi) << qint64(0) << false;
        QTest::newRow("few") << static_cast<int>(Method::pi) << qint64(28) << false;
        QTest::newRow("an eighth") << static_cast<int>(Method::pi) << qint64(32) << true;
        QTest::newRow("all") << static_cast<int>(Method::yarn) << qint64(256) << true;
        QTest::newRow("nothing rescaled") << static_cast<int>(Method::none) << qint64(256) << false;
    }
    void aGoodPartOfTheWindowWarns()
    {
        QFETCH(int, method);
        QFETCH(qint64, n_hat);
        const auto warning = n_hat_warning(kept(static_cast<Method>(method), n_hat), demo);
        QTEST(!warning.empty(), "warns");
    }

    void theWarningSaysWhatHappens()
    {
        QCOMPARE(n_hat_warning(kept(Method::pi, 64), demo).text(),
            std::string("n̂ of 64 tokens reaches a good part of the trained 256: the query at 64 meets its "
                        "neighbour at 63 as if it lay 55 tokens ahead (pair 0), and up to query 503 some keys below "
                        "n̂ seem to lie ahead. No training showed a key ahead of its query."));
        Geometry llama = demo;
        llama.original_length = 4096;
        QVERIFY(n_hat_warning(kept(Method::pi, 256), llama).empty()); // all of the paper's values are fine there
    }
};

QTEST_GUILESS_MAIN(TestNHat)
#include "tst_n_hat.moc"
