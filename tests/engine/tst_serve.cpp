// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"
#include "tests/engine/serve_requests.h"

#include <QTemporaryDir>
#include <cmath>

using namespace ropewalk;
using namespace serve_requests;
namespace code = protocol::error_code;

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
