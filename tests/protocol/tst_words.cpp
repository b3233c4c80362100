// SPDX-License-Identifier: Apache-2.0
#include "core/excerpt.h"
#include "core/protocol/json.h"
#include "core/protocol/rpc.h"
#include "core/protocol/words_json.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace ropewalk;
using namespace ropewalk::protocol;
using nlohmann::json;

/// Sentences out of patterns and what stands in them: their English, and how they travel.
class TestWords : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void english()
    {
        QCOMPARE(words("nothing in it").text(), std::string("nothing in it"));
        QCOMPARE(words("{2} of {1}, again {2}", 3, 4u).text(), std::string("4 of 3, again 4"));
        QCOMPARE(words("a { that is no place, {1}", "x").text(), std::string("a { that is no place, x"));
        QCOMPARE(words("found {1}", "{1} and {2}").text(), std::string("found {1} and {2}")); // filled once
        QCOMPARE(words("found {1}", words("{1} numbers", 2)).text(), std::string("found 2 numbers"));
        QCOMPARE(words("{1}", std::vector<Words>{as_is("a"), words("b {1}", 1)}).text(), std::string("a, b 1"));
        QCOMPARE(as_is("{1}").text(), std::string("{1}"));
        QVERIFY(Words().empty() && as_is("").empty() && !as_is("a").empty());
        QCOMPARE(Words("{1} of {2}", {1}).text(), std::string("1 of {2}")); // from elsewhere, with a value missing
    }

    /// What stands in a file is quoted at a sentence's length, and no character is cut in two.
    void quotes()
    {
        QCOMPARE(excerpt(std::string(longest_excerpt, 'x')), std::string(longest_excerpt, 'x'));
        const std::string brackets = "begin" + std::string(5000, '[') + "end";
        QVERIFY(excerpt(brackets).size() <= longest_excerpt + 3);
        QVERIFY(excerpt(brackets).starts_with("begin[[") && excerpt(brackets).ends_with("[[end"));
        for (int shift = 0; shift < 4; ++shift) {
            std::string text(std::size_t(shift), 'a');
            for (int i = 0; i < 100; ++i)
                text += "🙂";
            const QByteArray cut = QByteArray::fromStdString(excerpt(text));
            QCOMPARE(QString::fromUtf8(cut).toUtf8(), cut);
            QVERIFY(!QString::fromUtf8(cut).contains(QChar::ReplacementCharacter));
        }
        QVERIFY(excerpt(std::string(5000, '\x80')).size() <= longest_excerpt + 3); // no UTF-8 at all
    }

    void numbers_data()
    {
        QTest::addColumn<Argument>("value");
        QTest::addColumn<std::string>("text");
        const auto row = [](const char* name, const Argument& value, const std::string& text) {
            QTest::newRow(name) << value << text;
        };
        row("least", std::numeric_limits<std::int64_t>::min(), "-9223372036854775808");
        row("most", std::numeric_limits<std::uint64_t>::max(), "18446744073709551615");
        row("byte", std::uint8_t(7), "7");
        row("shortest", 0.1, "0.1");
        row("whole", 1e6, "1000000");
        row("large", 1e20, "1e+20");
        row("small", 1e-6, "1e-06");
        row("not finite", std::numeric_limits<double>::infinity(), "inf");
        row("significant", Number{1.17319, Number::Form::significant, 4}, "1.173");
        row("decimals", Number{0.96, Number::Form::decimals, 1}, "1.0");
        row("no decimals", Number{46.4, Number::Form::decimals, 0}, "46");
    }
    void numbers()
    {
        QFETCH(Argument, value);
        QTEST(value.text(), "text");
        // And nothing is lost on the way.
        Words read;
        QVERIFY(read_words(json::parse(words_to_json(words("{1}", value)).dump()), read));
        QVERIFY(read == words("{1}", value));
    }

    void errorsAreSentences()
    {
        const Error error{words("expected {1}, found {2}", 2, 3), "a.json", at_key("lambda"), false};
        QCOMPARE(error.text(), std::string("a.json: key lambda: expected 2, found 3"));
        QCOMPARE((Error{error.message, {}, at_line(4), false}).text(), std::string("line 4: expected 2, found 3"));
        QCOMPARE((Error{error.message, "a", {}, false}).text(), std::string("a: expected 2, found 3"));
        QCOMPARE((Error{error.message, {}, {}, false}).text(), error.message.text());
    }

    /// The text stands where it always stood; what it is made of beside it.
    void besideTheText()
    {
        MemoryResult out;
        out.message = words("needs about {1} GB", 46);
        out.advice = as_is("less");
        const json object = to_json(out);
        QCOMPARE(object["message"].get<std::string>(), std::string("needs about 46 GB"));
        QCOMPARE(object["message_words"].dump(), std::string(R"({"pattern":"needs about {1} GB","values":[46]})"));
        QVERIFY(!object.contains("advice_words"));
        QVERIFY(from_json<MemoryResult>(object)->message == out.message);
        QVERIFY(without_words(json::array({object}))[0] == [&] {
            json plain = object;
            plain.erase("message_words");
            return plain;
        }());
        // An older program's message has the text alone.
        const auto plain = from_json<MemoryResult>(without_words(object));
        QVERIFY(plain->message == as_is("needs about 46 GB"));
    }

    void listsBesideTheTexts()
    {
        SearchResult out;
        out.warnings = {as_is("plain"), words("{1} fewer", 11)};
        json object = to_json(out);
        QCOMPARE(object["warnings"].dump(), std::string(R"(["plain","11 fewer"])"));
        QVERIFY(from_json<SearchResult>(object)->warnings == out.warnings);
        object["warnings_words"].erase(0); // not one for each text
        QCOMPARE(from_json<SearchResult>(object).error().place.text(), std::string("key warnings_words"));
    }

    void errorsTravelWithTheirWords()
    {
        const Error error{words("expected {1} values, found {2}", 32, words("a list of {1}", 31)), "a.json",
            at_key("sets[0].lambda"), false};
        const auto body = to_text(Response{Id(std::int64_t(1)), nullptr, to_rpc(error, error_code::failed)});
        const json data = json::parse(body)["error"]["data"];
        QCOMPARE(data["place"].get<std::string>(), std::string("key sets[0].lambda"));
        QVERIFY(data.contains("message_words") && data.contains("place_words"));
        const auto message = parse_message(body);
        const Error back = from_rpc(*std::get<Response>(*message).error);
        QVERIFY(back.message == error.message && back.place == error.place);
    }

    void spoiledWords_data()
    {
        QTest::addColumn<std::string>("text");
        for (const char* text : {"null", "3", "[]", "{}", R"({"pattern":"a"})", R"({"pattern":1,"values":[]})",
                 R"({"pattern":"a","values":{}})", R"({"pattern":"a","values":[null]})",
                 R"({"pattern":"a","values":[true]})", R"({"pattern":"a","values":[1.5]})",
                 R"({"pattern":"a","values":[{"number":"x"}]})", R"({"pattern":"a","values":[{"number":1,"decimals":1000}]})",
                 R"({"pattern":"a","values":[{"number":1,"significant":-1}]})", R"({"pattern":"a","values":[["b"]]})"})
            QTest::newRow(text) << std::string(text);
    }
    void spoiledWords()
    {
        QFETCH(std::string, text);
        Words words = as_is("before");
        QVERIFY(!read_words(json::parse(text), words));
        QVERIFY(words == as_is("before"));
        // Of an error the English text is enough.
        const auto message = parse_message(
            R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no","data":{"message_words":)" + text + "}}}");
        QVERIFY(message.has_value());
        QVERIFY(std::get<Response>(*message).error->message == as_is("no"));
    }
};

QTEST_GUILESS_MAIN(TestWords)
#include "tst_words.moc"
