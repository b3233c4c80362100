// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QDir>
#include <QTemporaryDir>
#include <cmath>

using namespace ropewalk;
using nlohmann::json;
namespace code = protocol::error_code;

namespace {

constexpr int pairs = 32; // of the bundled model

json set(double lambda, const char* name = "set")
{
    return { { "name", name }, { "lambda", std::vector<double>(pairs, lambda) }, { "n_hat", 0 },
        { "attention_factor", 1.0 } };
}

json scoreParams(double lambda, const char* slot = "")
{
    return { { "set", set(lambda) }, { "target", 64 }, { "samples", 2 }, { "slot", slot } };
}

/// A search that would take hours.
json endlessSearch()
{
    return { { "target", 64 }, { "population", 4 }, { "mutations", 4 }, { "crossovers", 4 }, { "parents", 4 },
        { "generations", 1000000 }, { "samples", 1 }, { "bound_factor", 8.0 } };
}

json shortSearch()
{
    json params = endlessSearch();
    params["generations"] = 3;
    return params;
}

} // namespace

class TestServe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void greetsAndOpensTheBundledModel()
    {
        EngineProcess engine;
        const json greeting = engine.response(
            engine.request("initialize", { { "protocol", 1 }, { "client", "test" } }))["result"];
        QCOMPARE(greeting["protocol"], json(protocol::version));
        QCOMPARE(greeting["device"], json("cpu"));
        QVERIFY(greeting["threads"].get<int>() >= 1);
        QCOMPARE(greeting["dtypes"].size(), std::size_t(2));
        const json model = engine.response(
            engine.request("model/open", { { "path", "demo" }, { "dtype", "f32" } }))["result"];
        QCOMPARE(model["name"], json("demo"));
        QCOMPARE(model["architecture"], json("LlamaForCausalLM"));
        QCOMPARE(model["dtype"], json("f32"));
        QCOMPARE(model["geometry"]["original_length"], json(256));
        QCOMPARE(model["has_tokenizer"], json(true));
        const json documents = engine.response(
            engine.request("documents/open", { { "path", "demo" }, { "target", 512 } }))["result"];
        QCOMPARE(documents["name"], json("demo"));
        QVERIFY(documents["long_enough"].get<int>() > 0);
    }

    void nothingIsMeasuredWithoutAModel_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("params");
        QTest::newRow("score") << QByteArray("score") << QByteArray::fromStdString(scoreParams(1).dump());
        QTest::newRow("search") << QByteArray("search/start")
                                << QByteArray::fromStdString(endlessSearch().dump());
        QTest::newRow("documents") << QByteArray("documents/open")
                                   << QByteArray(R"({"path": "demo", "target": 64})");
    }
    void nothingIsMeasuredWithoutAModel()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, params);
        EngineProcess engine;
        engine.request("initialize", { { "protocol", 1 } });
        const json answer
            = engine.response(engine.request(method.toStdString(), json::parse(params.toStdString())));
        QCOMPARE(answer["error"]["code"], json(code::no_model));
    }

    void refusals()
    {
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        const json missing
            = engine.response(engine.request("model/open", { { "path", "/no/such/folder" } }))["error"];
        QVERIFY(missing["data"]["file"].get<std::string>().starts_with("/no/such/folder"));
        const json short_set = engine.response(engine.request("score",
            { { "set",
                  { { "name", "short" }, { "lambda", { 1.0, 2.0 } }, { "n_hat", 0 },
                      { "attention_factor", 1 } } },
                { "target", 64 } }))["error"];
        QCOMPARE(short_set["code"], json(code::failed));
        for (const std::int64_t target : { std::int64_t(-1), std::int64_t(0), std::int64_t(1) << 40 }) {
            json params = scoreParams(1);
            params["target"] = target;
            QVERIFY(engine.response(engine.request("score", params)).contains("error"));
        }
        json params = scoreParams(1);
        params["samples"] = -3;
        QVERIFY(engine.response(engine.request("score", params)).contains("error"));
        // The model that is open stays open.
        QVERIFY(engine.response(engine.request("score", scoreParams(1))).contains("result"));
    }

    void scoresDeterministically()
    {
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        const json first = engine.response(engine.request("score", scoreParams(1)))["result"];
        QCOMPARE(first["target"], json(64));
        QCOMPARE(first["samples"], json(2));
        QCOMPARE(first["tokens"], json(2 * 63));
        QCOMPARE(first["split"], json("held-out"));
        QVERIFY(std::abs(first["perplexity"].get<double>() - std::exp(first["nll"].get<double>())) < 1e-9);
        const json again = engine.response(engine.request("score", scoreParams(1)))["result"];
        QCOMPARE(again["nll"], first["nll"]);
        const json other = engine.response(engine.request("score", scoreParams(4)))["result"];
        QVERIFY(other["nll"] != first["nll"]);
        json params = scoreParams(1);
        params["split"] = "search";
        QVERIFY(engine.response(engine.request("score", params))["result"]["nll"] != first["nll"]);
        params = scoreParams(1);
        params["preview"] = true;
        const json preview = engine.response(engine.request("score", params))["result"];
        QCOMPARE(preview["samples"], json(1));
        QCOMPARE(preview["preview"], json(true));
    }

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
        QCOMPARE(json(best), result["perplexity"]);

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

    void passkeysAndCurvesStream()
    {
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        const int passkey = engine.request(
            "passkey", { { "set", set(1) }, { "lengths", { 128 } }, { "depths", 2 }, { "trials", 1 } });
        const json cells = engine.response(passkey)["result"];
        QCOMPARE(cells["cells"].size(), std::size_t(2));
        QCOMPARE(cells["cells"][1]["depth"], json(1.0));
        const int curve = engine.request(
            "curve", { { "sets", { set(1, "a"), set(2, "b") } }, { "lengths", { 32, 64 } } });
        const json points = engine.response(curve)["result"]["points"];
        QCOMPARE(points.size(), std::size_t(4));
        int streamed = 0;
        for (const json& message : engine.seen()) {
            streamed += message.value("method", std::string()) == protocol::method::passkey_cell;
            streamed += message.value("method", std::string()) == protocol::method::curve_point;
        }
        QCOMPARE(streamed, 2 + 4);
    }

    void brokenMessagesAreSurvived_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("replies");
        QTest::newRow("no JSON") << QByteArray("Content-Length: 3\r\n\r\n{]}") << 1;
        QTest::newRow("no length") << QByteArray("Content-Type: text\r\n\r\n") << 1;
        QTest::newRow("garbage") << QByteArray("\x01\x02 hello\r\n\r\n") << 1;
        QTest::newRow("huge") << QByteArray("Content-Length: 20000000\r\n\r\n") + QByteArray(20000000, 'x')
                              << 1;
        QTest::newRow("deep") << QByteArray("Content-Length: 100000\r\n\r\n") + QByteArray(100000, '[') << 1;
    }
    void brokenMessagesAreSurvived()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, replies);
        EngineProcess engine;
        engine.response(engine.request("initialize", { { "protocol", 1 } }));
        engine.sendBytes(bytes.toStdString());
        const json answer = engine.response(engine.request("model/open", { { "path", "demo" } }));
        QVERIFY(answer.contains("result"));
        int errors = 0;
        for (const json& message : engine.seen())
            errors += message.contains("error");
        QCOMPARE(errors, replies);
    }

    void halfAMessageIsWaitedFor()
    {
        EngineProcess engine;
        const std::string whole = protocol::frame(
            R"({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocol": 1}})");
        engine.sendBytes(whole.substr(0, 30));
        engine.sendBytes(whole.substr(30));
        QVERIFY(engine.response(1).contains("result"));
    }

    void theEndOfTheInputEndsIt_data()
    {
        QTest::addColumn<bool>("busy");
        QTest::addColumn<QByteArray>("before");
        QTest::newRow("idle") << false << QByteArray();
        QTest::newRow("in a search") << true << QByteArray();
        QTest::newRow("in half a message") << false << QByteArray("Content-Length: 100\r\n\r\n{");
    }
    void theEndOfTheInputEndsIt()
    {
        QFETCH(const bool, busy);
        QFETCH(const QByteArray, before);
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        if (busy) {
            const int search = engine.request("search/start", endlessSearch());
            QVERIFY(!engine.notification(protocol::method::evaluation, search).is_null());
        }
        engine.sendBytes(before.toStdString());
        engine.process().closeWriteChannel();
        QVERIFY(engine.process().waitForFinished(10000));
        QCOMPARE(engine.process().exitStatus(), QProcess::NormalExit);
        QCOMPARE(engine.process().exitCode(), 0);
    }

    void shutdownAndExit_data()
    {
        QTest::addColumn<bool>("shutdown");
        QTest::addColumn<int>("status");
        QTest::newRow("shut down first") << true << 0;
        QTest::newRow("exit alone") << false << 1;
    }
    void shutdownAndExit()
    {
        QFETCH(const bool, shutdown);
        QFETCH(const int, status);
        EngineProcess engine;
        engine.response(engine.request("initialize", { { "protocol", 1 } }));
        if (shutdown)
            QVERIFY(engine.response(engine.request("shutdown")).contains("result"));
        engine.notify("exit");
        QVERIFY(engine.process().waitForFinished(10000));
        QCOMPARE(engine.process().exitCode(), status);
    }

    void documentsOfAFile()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("text.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 400; ++i)
            file.write("The sun is over the river and the wind is in the trees. ");
        file.close();
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        const json documents = engine.response(engine.request(
            "documents/open", { { "path", file.fileName().toStdString() }, { "target", 64 } }))["result"];
        QCOMPARE(documents["name"], json("text.txt"));
        QCOMPARE(documents["documents"], json(1));
        QCOMPARE(documents["long_enough"].get<std::int64_t>(), documents["tokens"].get<std::int64_t>() / 63);
        QVERIFY(engine.response(engine.request("score", scoreParams(1))).contains("result"));
        const json missing = engine.response(
            engine.request("documents/open", { { "path", "/no/such/text" }, { "target", 64 } }))["error"];
        QCOMPARE(missing["data"]["file"], json("/no/such/text"));
        const json unscorable
            = engine.response(engine.request("score", { { "set", set(1) }, { "target", 1 << 20 } }))["error"];
        QCOMPARE(unscorable["code"], json(code::failed));
    }
};

QTEST_GUILESS_MAIN(TestServe)
#include "tst_serve.moc"
