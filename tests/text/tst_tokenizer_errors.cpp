// SPDX-License-Identifier: Apache-2.0
#include "core/excerpt.h"
#include "core/text/tokenizer.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace ropewalk::text;

/// Whatever is not supported or not right is refused with the file and the place in it.
class TokenizerErrorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whole_file_and_folder_are_read();
    void refused_data();
    void refused();
    void patterns_that_mean_something_else_to_pcre2_are_refused_data();
    void patterns_that_mean_something_else_to_pcre2_are_refused();
    void missing_file();

private:
    std::string write(const QByteArray& bytes);

    QTemporaryDir m_folder;
};

namespace {

/// A tokenizer.json that is read, with one of its parts replaced.
QByteArray with(const char* key, const char* value)
{
    QByteArray out("{");
    const auto part = [&](const char* name, const char* otherwise) {
        out += (out.size() > 1 ? ",\"" : "\"") + QByteArray(name) + "\":";
        out += qstrcmp(name, key) == 0 ? value : otherwise;
    };
    part("added_tokens", "[]");
    part("normalizer", "null");
    part("pre_tokenizer", "null");
    part("post_processor", "null");
    part("decoder", "null");
    part("model", R"({"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]})");
    return out + "}";
}

} // namespace

std::string TokenizerErrorsTest::write(const QByteArray& bytes)
{
    const std::string file = m_folder.filePath(QStringLiteral("tokenizer.json")).toStdString();
    std::ofstream(file, std::ios::binary).write(bytes.data(), bytes.size());
    return file;
}

void TokenizerErrorsTest::whole_file_and_folder_are_read()
{
    const std::string file = write(with("", ""));
    for (const std::string& path : {file, m_folder.path().toStdString()}) {
        const auto tokenizer = load_tokenizer(path);
        QVERIFY2(tokenizer.has_value(), path.c_str());
        QCOMPARE((*tokenizer)->encode("abba"), (std::vector<Token>{2, 1, 0}));
    }
}

void TokenizerErrorsTest::refused_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const QByteArray& file, const char* place, const char* message) {
        QTest::newRow(name) << file << QByteArray(place) << QByteArray(message);
    };
    row("empty file", "", "", "is not valid JSON");
    row("cut short", with("", "").chopped(3), "", "is not valid JSON");
    row("not UTF-8", "{\"model\":\"\xff\"}", "", "is not valid JSON");
    row("no object", "[1]", "", "expected an object, found an array");
    row("no model", "{}", "", "the key \"model\" is missing");

    const auto model = [&](const char* name, const char* value, const char* place, const char* message) {
        row(name, with("model", value), place, message);
    };
    model("unigram", R"({"type":"Unigram","vocab":[]})", "key model.type", "Unigram is not supported");
    model("no vocabulary", R"({"type":"BPE","merges":[]})", "key model", "\"vocab\" is missing");
    model("vocabulary of another type", R"({"vocab":["a"],"merges":[]})", "key model.vocab", "expected an object");
    model("empty vocabulary", R"({"vocab":{},"merges":[]})", "key model", "the vocabulary is empty");
    model("id as text", R"({"vocab":{"a":"0"},"merges":[]})", "key model.vocab[\"a\"]", "found \"0\"");
    model("negative id", R"({"vocab":{"a":-1},"merges":[]})", "key model.vocab[\"a\"]", "found the number -1");
    model("huge id", R"({"vocab":{"a":4294967295},"merges":[]})", "key model.vocab[\"a\"]", "found the number 4294967295");
    model("id twice", R"({"vocab":{"a":0,"b":0},"merges":[]})", "key model.vocab[\"b\"]",
        "the id 0 belongs to \"a\" already");
    model("no merges", R"({"vocab":{"a":0}})", "key model", "\"merges\" is missing");
    model("merges of another type", R"({"vocab":{"a":0},"merges":{}})", "key model.merges", "expected an array");
    model("merge without its left part", R"({"vocab":{"b":0,"ab":1},"merges":["a b"]})", "key model.merges[0]",
        "\"a\" is not in the vocabulary");
    model("merge without its right part", R"({"vocab":{"a":0,"ab":1},"merges":[["a","b"]]})",
        "key model.merges[0]", "\"b\" is not in the vocabulary");
    model("merge without its result", R"({"vocab":{"a":0,"b":1},"merges":["a b"]})", "key model.merges[0]",
        "\"ab\" is not in the vocabulary");
    model("merge of three", R"({"vocab":{"a":0,"aa":1},"merges":["a a","a a a"]})", "key model.merges[1]",
        "two parts with a space between them");
    model("merge of a number", R"({"vocab":{"a":0},"merges":[["a",1]]})", "key model.merges[0]",
        "expected a merge");
    model("merge with nothing", R"({"vocab":{"":0,"a":1},"merges":[["a",""]]})", "key model.merges[0]",
        "a merge needs two parts");
    model("merge of a structure", R"({"vocab":{"a":0},"merges":[[["a"],"a"]]})", "key model.merges[0]",
        "found an array of 2");
    model("unknown token that is not there", R"({"vocab":{"a":0},"merges":[],"unk_token":"?"})",
        "key model.unk_token", "\"?\" is not in the vocabulary");
    model("dropout", R"({"vocab":{"a":0},"merges":[],"dropout":0.1})", "key model.dropout", "not supported");
    model("suffix", R"({"vocab":{"a":0},"merges":[],"end_of_word_suffix":"</w>"})",
        "key model.end_of_word_suffix", "not supported");
    model("flag of another type", R"({"vocab":{"a":0},"merges":[],"fuse_unk":1})", "key model.fuse_unk",
        "expected true or false, found the number 1");

    const auto added = [&](const char* name, const char* value, const char* place, const char* message) {
        row(name, with("added_tokens", value), place, message);
    };
    added("added without id", R"([{"content":"x"}])", "key added_tokens[0]", "\"id\" is missing");
    added("added with another's id", R"([{"content":"x","id":1}])", "key added_tokens[0]", "belongs to \"b\"");
    added("added with another id", R"([{"content":"a","id":5}])", "key added_tokens[0]", "has the id 5 here and 0");
    added("added ids twice", R"([{"content":"x","id":5},{"content":"y","id":5}])", "key added_tokens[1]",
        "belongs to \"x\"");
    added("added twice", R"([{"content":"x","id":5},{"content":"x","id":6}])", "key added_tokens[1]",
        "is added a second time");
    added("huge added id", R"([{"content":"x","id":16777216}])", "key added_tokens[0].id", "found 16777216");

    row("normalizer", with("normalizer", R"({"type":"BertNormalizer"})"), "key normalizer",
        "BertNormalizer is not supported");
    row("nested normalizer",
        with("normalizer", R"({"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Precompiled"}]})"),
        "key normalizer.normalizers[1]", "Precompiled is not supported");
    row("normalizer's option", with("normalizer", R"({"type":"NFC","form":2})"), "key normalizer.form",
        "this option of NFC is not supported");
    row("expression that is none",
        with("normalizer", R"({"type":"Replace","pattern":{"Regex":"(a"},"content":"b"})"),
        "key normalizer.pattern.Regex", "not a regular expression");
    row("expression of another type",
        with("normalizer", R"({"type":"Replace","pattern":{"Regex":1},"content":"b"})"),
        "key normalizer.pattern.Regex", "expected a string, found the number 1");
    row("no pattern", with("normalizer", R"({"type":"Replace","pattern":{},"content":"b"})"),
        "key normalizer.pattern", "expected a pattern");
    row("strip's flag", with("normalizer", R"({"type":"Strip","strip_left":"yes"})"), "key normalizer.strip_left",
        "expected true or false, found \"yes\"");
    row("normalizer of another type", with("normalizer", "7"), "key normalizer",
        "expected an object, found the number 7");

    constexpr int levels = 100000;
    const QByteArray deep = QByteArray(R"({"type":"Sequence","normalizers":[)").repeated(levels)
        + R"({"type":"NFC"})" + QByteArray("]}").repeated(levels);
    std::string place = "normalizer";
    for (int i = 0; i < 31; ++i)
        place += ".normalizers[0]";
    place = "key " + ropewalk::excerpt(place + ".normalizers");
    row("nested without end", with("normalizer", deep), place.c_str(),
        "nested deeper than 64 levels");

    row("pre-tokenizer", with("pre_tokenizer", R"({"type":"Whitespace"})"), "key pre_tokenizer", "Whitespace");
    row("prepend scheme", with("pre_tokenizer", R"({"type":"Metaspace","replacement":"_","prepend_scheme":"last"})"),
        "key pre_tokenizer.prepend_scheme", "found \"last\"");
    row("contradiction",
        with("pre_tokenizer",
            R"({"type":"Metaspace","replacement":"_","prepend_scheme":"first","add_prefix_space":false})"),
        "key pre_tokenizer.prepend_scheme", "contradicts");
    row("mark of two characters", with("pre_tokenizer", R"({"type":"Metaspace","replacement":"__"})"),
        "key pre_tokenizer.replacement", "expected one character");
    row("behaviour",
        with("pre_tokenizer", R"({"type":"Split","pattern":{"String":"a"},"behavior":"Both","invert":false})"),
        "key pre_tokenizer.behavior", "Both is not supported");

    row("post-processor", with("post_processor", R"({"type":"BertProcessing"})"), "key post_processor",
        "BertProcessing is not supported");
    row("two first tokens",
        with("post_processor",
            R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"SpecialToken":{"id":"x"}},
            {"Sequence":{"id":"A"}}],"special_tokens":{"x":{"tokens":["a"]}}})"),
        "key post_processor.single[1]", "more than one token before the text");
    row("first token that is not there",
        with("post_processor",
            R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"Sequence":{"id":"A"}}],
            "special_tokens":{"x":{"tokens":["x"]}}})"),
        "key post_processor", "\"x\" is not in the vocabulary");
    row("decoder", with("decoder", R"({"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"CTC"}]})"),
        "key decoder.decoders[1]", "CTC is not supported");
    row("decoder's count", with("decoder", R"({"type":"Strip","content":" ","start":-1,"stop":0})"),
        "key decoder.start", "found -1");
}

void TokenizerErrorsTest::refused()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, place);
    QFETCH(QByteArray, message);
    const std::string path = write(file);
    const auto tokenizer = load_tokenizer(path);
    QVERIFY(!tokenizer);
    const ropewalk::Error& error = tokenizer.error();
    QCOMPARE(error.file, path);
    QCOMPARE(QByteArray::fromStdString(error.place.text()), place);
    QVERIFY2(QByteArray::fromStdString(error.message.text()).contains(message), error.message.text().c_str());
}

void TokenizerErrorsTest::patterns_that_mean_something_else_to_pcre2_are_refused_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<bool>("read");
    for (const char* pattern : {R"(a(?i:'s)|\\p{L}++|\\s+(?!\\S))", R"([^\\r\\n\\p{L}]?\\p{Lu}+|[]a]|\\x{41}+)",
             R"((?<=a)b|(?<!c)d|(?>e)|\\w+|[\\w.]|\\p{N}{1,3}|\\.\\-)"})
        QTest::newRow(pattern) << QByteArray(pattern) << true;
    for (const char* pattern : {R"([a[b]])", R"([a&&b])", R"(\\h)", R"(\\bword)", R"(\\p{N}{1,3}+)", R"(a{,3})",
             R"((?m:a))", R"((?<name>a))", R"(a\\)", R"((a)\\1)", R"([\\W])", R"((a)", R"(\\p{Nonsense})"})
        QTest::newRow(pattern) << QByteArray(pattern) << false;
}
void TokenizerErrorsTest::patterns_that_mean_something_else_to_pcre2_are_refused()
{
    QFETCH(QByteArray, pattern);
    QFETCH(bool, read);
    const QByteArray split
        = R"({"type":"Split","behavior":"Isolated","invert":false,"pattern":{"Regex":")" + pattern + R"("}})";
    const auto tokenizer = load_tokenizer(write(with("pre_tokenizer", split.constData())));
    if (read) {
        QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().text().c_str());
        return;
    }
    QVERIFY(!tokenizer);
    QCOMPARE(tokenizer.error().place.text(), std::string("key pre_tokenizer.pattern.Regex"));
}

void TokenizerErrorsTest::missing_file()
{
    const std::string path = m_folder.filePath(QStringLiteral("absent.json")).toStdString();
    const auto tokenizer = load_tokenizer(path);
    QVERIFY(!tokenizer);
    QCOMPARE(tokenizer.error().file, path);
    QVERIFY(tokenizer.error().message.text().starts_with("cannot be read"));
}

QTEST_GUILESS_MAIN(TokenizerErrorsTest)
#include "tst_tokenizer_errors.moc"
