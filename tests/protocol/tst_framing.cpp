// SPDX-License-Identifier: Apache-2.0
#include "core/protocol/framing.h"

#include <QTest>

#include <string>
#include <vector>

using namespace ropewalk::protocol;

namespace {

struct Taken
{
    std::vector<std::string> bodies;
    std::vector<std::string> errors;
};

void take(FrameReader& reader, Taken& out)
{
    while (auto message = reader.next()) {
        if (*message)
            out.bodies.push_back(**message);
        else
            out.errors.push_back(message->error().text());
    }
}

/// The stream in two pieces, cut at every byte in turn.
Taken cutAt(const std::string& stream, std::size_t cut, std::size_t limit)
{
    FrameReader reader(limit);
    Taken out;
    for (const auto& piece : {stream.substr(0, cut), stream.substr(cut)}) {
        reader.feed(piece);
        take(reader, out);
    }
    return out;
}

} // namespace

class TestFraming : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writes();
    void readsCutAnywhere_data();
    void readsCutAnywhere();
    void readsByteByByte();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void halfMessageWaits();
    void dropsOversizedBodyWithoutKeepingIt();
    void endlessRubbishStaysSmall();
    void manySmallMessages();
};

void TestFraming::writes()
{
    QCOMPARE(frame("{}"), std::string("Content-Length: 2\r\n\r\n{}"));
    QCOMPARE(frame("é"), std::string("Content-Length: 2\r\n\r\né"));
    QCOMPARE(frame(""), std::string("Content-Length: 0\r\n\r\n"));
}

void TestFraming::readsCutAnywhere_data()
{
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<std::vector<std::string>>("bodies");
    QTest::addColumn<int>("errors");
    using Bodies = std::vector<std::string>;
    const std::string one = "{\"a\":1}";
    const auto good = frame(one);
    QTest::newRow("one") << good << Bodies{one} << 0;
    QTest::newRow("two") << good + frame("second") << Bodies{one, "second"} << 0;
    QTest::newRow("empty body") << frame("") + good << Bodies{"", one} << 0;
    QTest::newRow("body like a header") << frame("Content-Length: 3\r\n\r\nxyz") + good << Bodies{"Content-Length: 3\r\n\r\nxyz", one} << 0;
    QTest::newRow("other case, other fields")
        << std::string("content-type: a/b; charset=utf-8\r\nCONTENT-LENGTH:   2 \r\n\r\n{}") + good << Bodies{"{}", one} << 0;
    QTest::newRow("rubbish first") << "hello, window\n" + good << Bodies{one} << 1;
    QTest::newRow("rubbish between") << good + "Segmentation fault\r\n" + good << Bodies{one, one} << 1;
    QTest::newRow("no length") << "Content-Type: x\r\n\r\n{\"lost\":1}" + good << Bodies{one} << 1;
    QTest::newRow("too long") << frame(std::string(100, 'x')) + good << Bodies{one} << 1;
    QTest::newRow("too long twice") << frame(std::string(100, 'x')) + frame(std::string(51, 'y')) + good << Bodies{one} << 2;
    QTest::newRow("zero bytes") << std::string(7, '\0') + good << Bodies{one} << 1;
}

void TestFraming::readsCutAnywhere()
{
    QFETCH(std::string, stream);
    QFETCH(std::vector<std::string>, bodies);
    QFETCH(int, errors);
    const auto whole = cutAt(stream, stream.size(), 50);
    QCOMPARE(static_cast<int>(whole.errors.size()), errors);
    QCOMPARE(whole.bodies, bodies);
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        const auto parts = cutAt(stream, cut, 50);
        QCOMPARE(parts.bodies, whole.bodies);
        QCOMPARE(parts.errors, whole.errors);
    }
}

void TestFraming::readsByteByByte()
{
    const auto stream = frame("first") + "noise" + frame(std::string(60, 'x')) + frame("last");
    FrameReader reader(50);
    Taken out;
    for (char c : stream) {
        reader.feed(std::string_view(&c, 1));
        take(reader, out);
    }
    QCOMPARE(out.bodies, (std::vector<std::string>{"first", "last"}));
    QCOMPARE(out.errors.size(), 2u);
    QCOMPARE(reader.pending(), 0u);
}

void TestFraming::saysWhatIsWrong_data()
{
    QTest::addColumn<std::string>("header");
    QTest::addColumn<QString>("words");
    QTest::newRow("no number") << std::string("Content-Length: many\r\n\r\n") << QStringLiteral("found 'many'");
    QTest::newRow("negative") << std::string("Content-Length: -5\r\n\r\n") << QStringLiteral("found '-5'");
    QTest::newRow("beyond 64 bits") << std::string("Content-Length: 99999999999999999999\r\n\r\n")
                                    << QStringLiteral("found '99999999999999999999'");
    QTest::newRow("two lengths") << std::string("Content-Length: 5\r\nContent-Length: 6\r\n\r\n")
                                 << QStringLiteral("found two");
    QTest::newRow("none") << std::string("Content-Type: text\r\n\r\n") << QStringLiteral("found none");
    QTest::newRow("not a field") << std::string("hello\r\n\r\n") << QStringLiteral("found 'hello'");
    QTest::newRow("over the limit") << std::string("Content-Length: 51\r\n\r\n") << QStringLiteral("at most 50 bytes, found 51");
}

void TestFraming::saysWhatIsWrong()
{
    QFETCH(std::string, header);
    QFETCH(QString, words);
    FrameReader reader(50);
    reader.feed(header);
    const auto message = reader.next();
    QVERIFY(message.has_value());
    QVERIFY(!message->has_value());
    const auto text = QString::fromStdString(message->error().text());
    QVERIFY2(text.contains(words), qPrintable(text));
}

void TestFraming::halfMessageWaits()
{
    FrameReader reader(50);
    reader.feed("Content-Length: 10\r\n\r\nhalf");
    QVERIFY(!reader.next());
    QVERIFY(reader.pending() > 0);
    reader.feed(" there");
    QCOMPARE(reader.next()->value(), std::string("half there"));
}

void TestFraming::dropsOversizedBodyWithoutKeepingIt()
{
    FrameReader reader(1000);
    reader.feed("Content-Length: 1000000\r\n\r\n");
    QVERIFY(!reader.next()->has_value());
    const std::string piece(1000, 'x');
    for (int i = 0; i < 1000; ++i) {
        reader.feed(piece);
        QVERIFY(!reader.next());
        QCOMPARE(reader.pending(), 0u);
    }
    reader.feed(frame("after"));
    QCOMPARE(reader.next()->value(), std::string("after"));
}

void TestFraming::endlessRubbishStaysSmall()
{
    FrameReader reader(1000);
    Taken out;
    for (int i = 0; i < 1000; ++i) {
        reader.feed(std::string(1000, static_cast<char>(i)));
        take(reader, out);
        QVERIFY(reader.pending() <= max_header_bytes + 4);
    }
    QCOMPARE(out.errors.size(), 1u);
    reader.feed(frame("after"));
    take(reader, out);
    QCOMPARE(out.bodies, std::vector<std::string>{"after"});
}

void TestFraming::manySmallMessages()
{
    std::string stream;
    for (int i = 0; i < 20000; ++i)
        stream += frame(std::to_string(i));
    FrameReader reader(50);
    Taken out;
    reader.feed(stream);
    take(reader, out);
    QCOMPARE(out.bodies.size(), 20000u);
    QCOMPARE(out.bodies.back(), std::string("19999"));
    QVERIFY(out.errors.empty());
}

QTEST_GUILESS_MAIN(TestFraming)
#include "tst_framing.moc"
