// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"
#include "tests/engine/serve_requests.h"

#include <algorithm>

using namespace ropewalk;
using namespace serve_requests;
namespace code = protocol::error_code;

class TestServeJobs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSearchTellsEverythingAndCanBeTakenUp()
    {
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        const int id = engine.request("search/start", shortSearch());
        const json result = engine.response(id)["result"];
        QCOMPARE(result["best"]["lambda"].size(), std::size_t(pairs));
        QVERIFY(result["perplexity"].get<double>() > 1);
        QVERIFY(result["held_out"].get<double>() > 1);
        std::vector<std::string> journal;
        std::int64_t evaluations = 0, generations = 0;
        double best = 0;
        for (const json& message : engine.seen()) {
            const std::string method = message.value("method", std::string());
            evaluations += method == protocol::method::evaluation;
            generations += method == protocol::method::generation;
            if (method == protocol::method::generation)
                best = message["params"]["best"];
            if (method == protocol::method::journal)
                journal.push_back(message["params"]["line"]);
        }
        QCOMPARE(json(evaluations), result["evaluations"]);
        QCOMPARE(generations, std::int64_t(4)); // the starting population and three more
        QCOMPARE(json(best), result["finalists"][0]["perplexity"]); // the winner is chosen on other windows
        const auto least = std::min_element(result["finalists"].begin(), result["finalists"].end(),
            [](const json& a, const json& b) { return a["validation"] < b["validation"]; });
        QCOMPARE(result["validation"], (*least)["validation"]);
        QCOMPARE(result["best"]["lambda"], (*least)["set"]["lambda"]);
        QVERIFY(journal.back().starts_with("{\"validation\""));

        // From the first half of the journal the same result comes.
        json params = shortSearch();
        params["journal"] = std::vector<std::string>(journal.begin(), journal.begin() + journal.size() / 2);
        const json resumed = engine.response(engine.request("search/start", params))["result"];
        QCOMPARE(resumed["best"]["lambda"], result["best"]["lambda"]);
        QCOMPARE(resumed["perplexity"], result["perplexity"]);
        QCOMPARE(resumed["held_out"], result["held_out"]);
    }

    void aScoreJumpsARunningSearch()
    {
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        const int search = engine.request("search/start", endlessSearch());
        QVERIFY(!engine.notification(protocol::method::evaluation, search).is_null());
        const int score = engine.request("score", scoreParams(2, "edit"));
        QVERIFY(engine.response(score).contains("result"));
        QVERIFY(!engine.answered(search));
        QVERIFY(!engine.notification(protocol::method::evaluation, search).is_null()); // it goes on
    }

    void aNewerEditSupersedesTheOlder()
    {
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        engine.request("search/start", endlessSearch());
        std::vector<int> scores;
        for (int i = 0; i < 10; ++i) {
            json params = scoreParams(1 + i, "edit");
            params["target"] = 1024;
            scores.push_back(engine.request("score", params));
        }
        QVERIFY(engine.response(scores.back()).contains("result"));
        int superseded = 0;
        for (const int score : scores) {
            const json answer = engine.response(score);
            superseded += answer.contains("error") && answer["error"]["code"] == code::cancelled;
        }
        QVERIFY(superseded > 0);
    }

    void cancels_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("params");
        json score = scoreParams(2);
        score["target"] = 8192;
        score["samples"] = 20;
        const json passkey{ { "set", set(2) }, { "lengths", { 1024 } }, { "depths", 100 },
            { "trials", 100 } };
        json curve{ { "sets", { set(1), set(2) } }, { "lengths", { 8192 } }, { "samples", 20 } };
        QTest::newRow("search") << QByteArray("search/start")
                                << QByteArray::fromStdString(endlessSearch().dump());
        QTest::newRow("score") << QByteArray("score") << QByteArray::fromStdString(score.dump());
        QTest::newRow("passkey") << QByteArray("passkey") << QByteArray::fromStdString(passkey.dump());
        QTest::newRow("curve") << QByteArray("curve") << QByteArray::fromStdString(curve.dump());
    }
    void cancels()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, params);
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        const int job = engine.request(method.toStdString(), json::parse(params.toStdString()));
        // Something is scored while it runs, so it has begun.
        QVERIFY(engine
                    .response(
                        engine.request("score", { { "set", set(1) }, { "target", 16 }, { "preview", true } }))
                    .contains("result"));
        QVERIFY(!engine.answered(job));
        engine.notify("$/cancelRequest", { { "id", job } });
        QCOMPARE(engine.response(job)["error"]["code"], json(code::cancelled));
        // The queue is free again: a second job of the least urgency comes to its turn.
        const int search = engine.request("search/start", endlessSearch());
        QVERIFY(!engine.notification(protocol::method::evaluation, search).is_null());
    }

    void aPausedSearchHoldsAndGoesOn()
    {
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        QVERIFY(engine.response(engine.request("search/pause", { { "paused", true } })).contains("error"));
        const int search = engine.request("search/start", endlessSearch());
        QVERIFY(!engine.notification(protocol::method::evaluation, search).is_null());
        QVERIFY(engine.response(engine.request("search/pause", { { "paused", true } })).contains("result"));
        // Once another job of the same urgency has run to its end, the search is held; it says nothing more.
        QVERIFY(engine.response(engine.request("search/start", shortSearch())).contains("result"));
        const std::size_t before = engine.seen().size();
        QVERIFY(engine.response(engine.request("score", scoreParams(1))).contains("result"));
        for (std::size_t i = before; i < engine.seen().size(); ++i)
            QVERIFY(engine.seen()[i].value("method", std::string()) != protocol::method::evaluation);
        QVERIFY(engine.response(engine.request("search/pause", { { "paused", false } })).contains("result"));
        QVERIFY(!engine.notification(protocol::method::evaluation, search).is_null());
    }

    void anotherModelMayBeOpenedDuringASearch()
    {
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        const int search = engine.request("search/start", endlessSearch());
        QVERIFY(!engine.notification(protocol::method::evaluation, search).is_null());
        QVERIFY(engine.response(engine.request("model/open", { { "path", "demo" }, { "dtype", "f32" } }))
                    .contains("result"));
        QVERIFY(engine.response(engine.request("score", scoreParams(1))).contains("result"));
        QVERIFY(!engine.notification(protocol::method::evaluation, search).is_null());
    }
};

QTEST_GUILESS_MAIN(TestServeJobs)
#include "tst_serve_jobs.moc"
