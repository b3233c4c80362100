// SPDX-License-Identifier: Apache-2.0
#include "core/protocol/framing.h"
#include "core/protocol/methods.h"
#include "core/protocol/rpc.h"

#include <QTest>

using namespace ropewalk;
using namespace ropewalk::protocol;

class TestRpc : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void requestsTravel();
    void notificationsTravel();
    void responsesTravel();
    void errorsTravel();
    void refuses_data();
    void refuses();
    void refusesDeepNesting();
    void bracketsInStringsAreText();
    void badBytesAreReplacedOnTheWayOut();
    void survivesEveryTruncation();
    void aboutARequest();
};

void TestRpc::requestsTravel()
{
    for (const Id& id : {Id(std::int64_t(7)), Id(std::int64_t(-1)), Id(std::string("score-1"))}) {
        const auto message = parse_message(to_text(Request{id, "score", {{"target", 2048}}}));
        QVERIFY(message.has_value());
        const auto* request = std::get_if<Request>(&*message);
        QVERIFY(request);
        QVERIFY(request->id == id);
        QCOMPARE(request->method, std::string("score"));
        QCOMPARE(request->params["target"].get<int>(), 2048);
    }
    const auto bare = parse_message(R"({"jsonrpc":"2.0","id":1,"method":"shutdown"})");
    QVERIFY(std::get<Request>(*bare).params.is_object());
    const auto null = parse_message(R"({"jsonrpc":"2.0","id":1,"method":"shutdown","params":null})");
    QVERIFY(std::get<Request>(*null).params.empty());
}

void TestRpc::notificationsTravel()
{
    const auto message = parse_message(to_text(Notification{"exit", nlohmann::json::object()}));
    QCOMPARE(std::get<Notification>(*message).method, std::string("exit"));
}

void TestRpc::responsesTravel()
{
    const auto message = parse_message(to_text(Response{Id(std::int64_t(3)), {{"perplexity", 2.5}}, {}}));
    const auto& response = std::get<Response>(*message);
    QVERIFY(response.id == Id(std::int64_t(3)));
    QCOMPARE(response.result["perplexity"].get<double>(), 2.5);
    QVERIFY(!response.error);
    const auto empty = parse_message(to_text(Response{Id(std::int64_t(4)), nullptr, {}}));
    QVERIFY(std::get<Response>(*empty).result.is_null());
}

void TestRpc::errorsTravel()
{
    const Error error{words("expected {1} values, found {2}", 32, 31), "factors.json", at_key("sets[0].lambda"), false};
    const auto rpc = to_rpc(error, error_code::failed);
    const auto message = parse_message(to_text(Response{Id(std::string("a")), nullptr, rpc}));
    const auto& response = std::get<Response>(*message);
    QVERIFY(response.error.has_value());
    QVERIFY(*response.error == rpc);
    QCOMPARE(from_rpc(*response.error).text(), error.text());
    QCOMPARE(to_rpc(cancelled().value(), error_code::failed).code, error_code::cancelled);
    QVERIFY(from_rpc({error_code::cancelled, as_is("stopped"), {}, {}}).cancelled);
    const auto nameless = parse_message(to_text(Response{{}, nullptr, RpcError{error_code::parse_error, as_is("x"), {}, {}}}));
    QVERIFY(!std::get<Response>(*nameless).id);
}

void TestRpc::refuses_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("hasId");
    const auto row = [](const char* name, const char* body, int code, bool hasId = false) {
        QTest::newRow(name) << std::string(body) << code << hasId;
    };
    using namespace error_code;
    row("empty", "", parse_error);
    row("not JSON", "{\"jsonrpc\":", parse_error);
    row("trailing text", R"({"jsonrpc":"2.0","id":1,"method":"a"} x)", parse_error);
    row("bad UTF-8", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\xff\"}", parse_error);
    row("number too big", R"({"jsonrpc":"2.0","id":1,"method":"a","params":{"x":1e999}})", parse_error);
    row("batch", R"([{"jsonrpc":"2.0","id":1,"method":"a"}])", invalid_request);
    row("empty batch", "[]", invalid_request);
    row("a number", "1", invalid_request);
    row("null", "null", invalid_request);
    row("a string", "\"score\"", invalid_request);
    row("no version", R"({"id":1,"method":"a"})", invalid_request, true);
    row("version as a number", R"({"jsonrpc":2.0,"id":1,"method":"a"})", invalid_request, true);
    row("version 1", R"({"jsonrpc":"1.0","id":"q","method":"a"})", invalid_request, true);
    row("method not a string", R"({"jsonrpc":"2.0","id":1,"method":5})", invalid_request, true);
    row("method empty", R"({"jsonrpc":"2.0","id":1,"method":""})", invalid_request, true);
    row("id null", R"({"jsonrpc":"2.0","id":null,"method":"a"})", invalid_request);
    row("id fraction", R"({"jsonrpc":"2.0","id":1.5,"method":"a"})", invalid_request);
    row("id object", R"({"jsonrpc":"2.0","id":{},"method":"a"})", invalid_request);
    row("id beyond 63 bits", R"({"jsonrpc":"2.0","id":9223372036854775808,"method":"a"})", invalid_request);
    row("params list", R"({"jsonrpc":"2.0","id":1,"method":"a","params":[1]})", invalid_params, true);
    row("params number", R"({"jsonrpc":"2.0","id":1,"method":"a","params":1})", invalid_params, true);
    row("nothing", R"({"jsonrpc":"2.0","id":1})", invalid_request, true);
    row("method and result", R"({"jsonrpc":"2.0","id":1,"method":"a","result":1})", invalid_request, true);
    row("method and error", R"({"jsonrpc":"2.0","id":1,"method":"a","error":{}})", invalid_request, true);
    row("result and error", R"({"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":""}})",
        invalid_request, true);
    row("result without id", R"({"jsonrpc":"2.0","result":1})", invalid_request);
    row("result for null", R"({"jsonrpc":"2.0","id":null,"result":1})", invalid_request);
    row("error a string", R"({"jsonrpc":"2.0","id":1,"error":"no"})", invalid_request, true);
    row("error without code", R"({"jsonrpc":"2.0","id":1,"error":{"message":"no"}})", invalid_request, true);
    row("error code as text", R"({"jsonrpc":"2.0","id":1,"error":{"code":"1","message":"no"}})", invalid_request, true);
    row("error code too big", R"({"jsonrpc":"2.0","id":1,"error":{"code":18446744073709551615,"message":""}})",
        invalid_request, true);
    row("error without message", R"({"jsonrpc":"2.0","id":1,"error":{"code":1}})", invalid_request, true);
}

void TestRpc::refuses()
{
    QFETCH(std::string, body);
    QFETCH(int, code);
    QFETCH(bool, hasId);
    const auto message = parse_message(body);
    QVERIFY(!message.has_value());
    QCOMPARE(message.error().error.code, code);
    QVERIFY(!message.error().error.message.text().empty());
    QCOMPARE(message.error().id.has_value(), hasId);
    // What is refused can be answered.
    const auto answer = parse_message(to_text(message.error().answer()));
    QVERIFY(answer.has_value());
    QCOMPARE(std::get<Response>(*answer).error->code, code);
}

void TestRpc::refusesDeepNesting()
{
    for (char open : {'[', '{'}) {
        const auto message = parse_message(std::string(max_message_bytes, open));
        QCOMPARE(message.error().error.code, error_code::parse_error);
    }
    const std::string levels(max_depth - 2, '[');
    const auto nested = levels + std::string(max_depth - 2, ']');
    QVERIFY(parse_message(R"({"jsonrpc":"2.0","id":1,"method":"a","params":{"x":)" + nested + "}}").has_value());
    QVERIFY(!parse_message(R"({"jsonrpc":"2.0","id":1,"method":"a","params":{"x":[)" + nested + "]}}").has_value());
}

void TestRpc::bracketsInStringsAreText()
{
    const std::string text = "\\\"" + std::string(1000, '[');
    const auto message = parse_message(R"({"jsonrpc":"2.0","method":"a","params":{"x":")" + text + "\"}}");
    QVERIFY(message.has_value());
    QCOMPARE(std::get<Notification>(*message).params["x"].get<std::string>().size(), 1001u);
}

void TestRpc::badBytesAreReplacedOnTheWayOut()
{
    const auto body = to_text(Response{Id(std::int64_t(1)), nullptr, RpcError{-32000, as_is("no file"), "/tmp/\xff.json", {}}});
    const auto message = parse_message(body);
    QVERIFY(message.has_value());
    QCOMPARE(std::get<Response>(*message).error->file, std::string("/tmp/\xEF\xBF\xBD.json"));
}

void TestRpc::survivesEveryTruncation()
{
    const auto body = to_text(Request{Id(std::string("é\"")), "score", {{"set", {{"lambda", {1.0, 2.5}}}}, {"n", -3}}});
    QVERIFY(parse_message(body).has_value());
    for (std::size_t i = 0; i < body.size(); ++i)
        QCOMPARE(parse_message(std::string_view(body).substr(0, i)).error().error.code, error_code::parse_error);
}

void TestRpc::aboutARequest()
{
    const auto params = about(Id(std::string("s1")), {{"done", 3}});
    QCOMPARE(params["done"].get<int>(), 3);
    QVERIFY(request_of(params).value() == Id(std::string("s1")));
    for (const auto& bad : {nlohmann::json::object(), nlohmann::json{{"id", nullptr}}, nlohmann::json(4)})
        QCOMPARE(request_of(bad).error().place.text(), std::string("key id"));
}

QTEST_GUILESS_MAIN(TestRpc)
#include "tst_rpc.moc"
