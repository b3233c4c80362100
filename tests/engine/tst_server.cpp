// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve/server.h"
#include "core/protocol/json.h"
#include "tests/engine/recorder.h"

#include <QTest>
#include <thread>

using namespace ropewalk;
using namespace ropewalk::engine;
using nlohmann::json;
namespace code = protocol::error_code;

namespace {

protocol::InitializeResult greeting()
{
    protocol::InitializeResult out;
    out.build = "ropewalk-engine 1";
    out.device = "cpu";
    return out;
}

std::string request(int id, const std::string& method, const json& params = json::object())
{
    return json{ { "jsonrpc", "2.0" }, { "id", id }, { "method", method }, { "params", params } }.dump();
}

std::string notification(const std::string& method, const json& params = json::object())
{
    return json{ { "jsonrpc", "2.0" }, { "method", method }, { "params", params } }.dump();
}

/// A server whose one method, "echo", returns its params' "text" and refuses params without.
struct Served
{
    explicit Served(bool initialized = true)
        : server(queue, sink, greeting())
        , thread([this] { queue.run(); })
    {
        server.on("echo", [](const json& params) -> Result<Server::Planned> {
            if (!params.contains("text"))
                return failure(words("expected this key, found none"), {}, at_key("text"));
            Server::Planned planned;
            planned.work = [text = params["text"]](Job&) -> Answer { return text; };
            return planned;
        });
        server.on("forever", [this](const json&) -> Result<Server::Planned> {
            Server::Planned planned;
            planned.work = [this](Job& job) -> Answer {
                while (queue.yield(job))
                    std::this_thread::yield();
                return json();
            };
            return planned;
        });
        if (initialized)
            server.receive(request(0, "initialize", { { "protocol", protocol::version } }));
    }
    ~Served()
    {
        queue.close(ropewalk::as_is("the test is over"));
        thread.join();
    }

    Recorder sink;
    JobQueue queue;
    Server server;
    std::thread thread;
};

} // namespace

class TestServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void greets()
    {
        Served served;
        QCOMPARE(served.sink.answer(0)["result"]["build"], json("ropewalk-engine 1"));
        QVERIFY(served.server.receive(request(1, "echo", { { "text", "hello" } })));
        QCOMPARE(served.sink.answer(1)["result"], json("hello"));
    }

    void anotherProtocolIsRefusedInWords()
    {
        Served served(false);
        served.server.receive(request(
            1, "initialize", { { "protocol", protocol::version + 1 }, { "client", "ropewalk 9.0.0" } }));
        const json error = served.sink.answer(1)["error"];
        QCOMPARE(error["code"], json(code::version_mismatch));
        QVERIFY(error["message"].get<std::string>().find("ropewalk 9.0.0") != std::string::npos);
        served.server.receive(request(2, "echo", { { "text", "hello" } }));
        QCOMPARE(served.sink.answer(2)["error"]["code"], json(code::invalid_request));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("expected");
        QTest::newRow("no JSON") << QByteArray("{]") << code::parse_error;
        QTest::newRow("a batch") << QByteArray("[]") << code::invalid_request;
        QTest::newRow("no method known")
            << QByteArray::fromStdString(request(1, "tokenize")) << code::method_not_found;
        QTest::newRow("params without a key")
            << QByteArray::fromStdString(request(1, "echo")) << code::invalid_params;
        QTest::newRow("params that are no object")
            << QByteArray::fromStdString(request(1, "echo", json::array())) << code::invalid_params;
        QTest::newRow("initialize without a protocol")
            << QByteArray::fromStdString(request(1, "initialize")) << code::invalid_params;
        QTest::newRow("pause without a search")
            << QByteArray::fromStdString(request(1, "search/pause", { { "paused", true } })) << code::failed;
        QTest::newRow("pause without a word")
            << QByteArray::fromStdString(request(1, "search/pause")) << code::invalid_params;
    }
    void refuses()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const int, expected);
        Served served;
        QVERIFY(served.server.receive(body.toStdString()));
        const auto messages = served.sink.messages();
        QCOMPARE(messages.size(), std::size_t(2));
        QCOMPARE(messages.back()["error"]["code"], json(expected));
        served.server.receive(request(2, "echo", { { "text", "still here" } }));
        QCOMPARE(served.sink.answer(2)["result"], json("still here"));
    }

    void wrongParamsNameTheirKey()
    {
        Served served;
        served.server.receive(request(1, "echo"));
        QCOMPARE(served.sink.answer(1)["error"]["data"]["place"], json("key text"));
    }

    void cancels()
    {
        Served served;
        served.server.receive(request(1, "forever"));
        served.server.receive(notification("$/cancelRequest", { { "id", 77 } })); // of nobody: ignored
        served.server.receive(notification("$/cancelRequest"));
        served.server.receive(notification("$/cancelRequest", { { "id", 1 } }));
        QCOMPARE(served.sink.answer(1)["error"]["code"], json(code::cancelled));
        QCOMPARE(served.sink.messages().size(), std::size_t(2));
    }

    void anIdInUseIsRefused()
    {
        Served served;
        served.server.receive(request(1, "forever"));
        served.server.receive(request(1, "echo", { { "text", "double" } }));
        QCOMPARE(served.sink.answer(1)["error"]["code"], json(code::invalid_request));
    }

    void unknownNotificationsAreIgnored()
    {
        Served served;
        QVERIFY(served.server.receive(notification("window/moved")));
        QVERIFY(served.server.receive(R"({"jsonrpc": "2.0", "id": 4, "result": null})"));
        QCOMPARE(served.sink.messages().size(), std::size_t(1));
    }

    void shutsDown()
    {
        Served served;
        served.server.receive(request(1, "forever"));
        served.server.receive(request(2, "shutdown"));
        QVERIFY(!served.sink.answer(2).contains("error"));
        QCOMPARE(served.sink.answer(1)["error"]["code"], json(code::cancelled));
        QVERIFY(served.server.shut_down());
        served.server.receive(request(3, "echo", { { "text", "late" } }));
        QCOMPARE(served.sink.answer(3)["error"]["code"], json(code::invalid_request));
        QVERIFY(!served.server.receive(notification("exit")));
    }
};

QTEST_GUILESS_MAIN(TestServer)
#include "tst_server.moc"
