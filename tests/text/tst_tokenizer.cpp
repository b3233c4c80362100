// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace ropewalk::text;

namespace {

const std::filesystem::path folder = std::filesystem::path(ROPEWALK_TEST_DATA) / "tokenizer";

nlohmann::json read(const char* name)
{
    std::ifstream in(folder / name);
    return nlohmann::json::parse(in);
}

const nlohmann::json& expected()
{
    static const nlohmann::json read_once = read("expected.json");
    return read_once;
}

std::shared_ptr<const Tokenizer> load(const std::string& name)
{
    const auto tokenizer = load_tokenizer(folder / name);
    if (!tokenizer)
        qFatal("%s", tokenizer.error().text().c_str());
    return *tokenizer;
}

/// FNV-1a over whole ids, as the script computes it.
std::uint64_t fnv(const std::vector<Token>& ids)
{
    std::uint64_t value = 0xcbf29ce484222325ull;
    for (const Token id : ids)
        value = (value ^ static_cast<std::uint64_t>(id)) * 0x100000001b3ull;
    return value;
}

/// How the script writes a hash where there are many.
std::uint32_t low_bits(const std::vector<Token>& ids)
{
    return static_cast<std::uint32_t>(fnv(ids));
}

/// The script's long_line: a megabyte in one line.
std::string long_line(std::uint64_t count)
{
    std::string out;
    for (std::uint64_t n = 0; n < count; ++n) {
        char part[160];
        std::snprintf(part, sizeof part, "%sThe rope %llu is %llu yards long, and yarn-%llx holds;", n ? " " : "",
            static_cast<unsigned long long>(n), static_cast<unsigned long long>(n * n),
            static_cast<unsigned long long>(n));
        out += part;
    }
    return out;
}

void kinds()
{
    QTest::addColumn<QString>("name");
    for (const auto& [name, kind] : expected()["expected"].items())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

} // namespace

/// Ids and decoded text against the tokenizers and the sentencepiece libraries (tests/reference/tokenizer.py).
class TokenizerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ids_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("sample");
        for (const auto& [name, kind] : expected()["expected"].items())
            for (std::size_t i = 0; i < kind["rows"].size(); ++i)
                QTest::addRow("%s %d", name.c_str(), static_cast<int>(i))
                    << QString::fromStdString(name) << static_cast<int>(i);
    }

    void ids()
    {
        QFETCH(QString, name);
        QFETCH(int, sample);
        const auto& row = expected()["expected"][name.toStdString()]["rows"][static_cast<std::size_t>(sample)];
        const auto text = expected()["samples"][static_cast<std::size_t>(sample)].get<std::string>();
        const auto tokenizer = load(name.toStdString());
        const std::vector<Token> ids = tokenizer->encode(text);
        QCOMPARE(ids, row["ids"].get<std::vector<Token>>());
        QCOMPARE(tokenizer->decode(ids), row["decoded"].get<std::string>());
    }

    void random_texts_data() { kinds(); }
    void random_texts()
    {
        QFETCH(QString, name);
        const auto tokenizer = load(name.toStdString());
        const nlohmann::json& texts = expected()["random"];
        const nlohmann::json& hashes = expected()["expected"][name.toStdString()]["random"];
        QCOMPARE(hashes.size(), texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto hash = low_bits(tokenizer->encode(texts[i].get<std::string>()));
            QVERIFY2(hash == hashes[i].get<std::uint32_t>(), texts[i].dump(-1, ' ', true).c_str());
        }
    }

    void random_texts_as_one_data() { kinds(); }
    void random_texts_as_one()
    {
        QFETCH(QString, name);
        std::string all;
        for (const auto& text : expected()["random"])
            all += text.get<std::string>();
        QVERIFY(all.size() > 10'000);
        const auto hash = fnv(load(name.toStdString())->encode(all));
        QCOMPARE(hash, expected()["expected"][name.toStdString()]["joined"].get<std::uint64_t>());
    }

    /// A big text can be left between its pieces, whatever the tokenizer's steps are.
    void stops_between_pieces_data() { kinds(); }
    void stops_between_pieces()
    {
        QFETCH(QString, name);
        const auto tokenizer = load(name.toStdString());
        std::string text = long_line(10'000); // some 600 kB
        for (std::size_t at = 900; at < text.size(); at += 1000)
            text.replace(at, 2, "\u00e9"); // not ASCII alone
        int asked = 0;
        const auto whole = tokenizer->encode(text, [&] { return ++asked > 0; });
        QVERIFY(whole.has_value());
        QCOMPARE(*whole, tokenizer->encode(text));
        const bool at_once = name == QStringLiteral("sp_unigram.model") || name == QStringLiteral("sp_suffix.model");
        QVERIFY2(at_once ? asked == 1 : asked >= static_cast<int>(text.size() >> 17),
            QByteArray::number(asked).constData());
        for (const int last : {1, (asked + 1) / 2, asked}) {
            int now = 0;
            const auto stopped = tokenizer->encode(text, [&] { return ++now < last; });
            QVERIFY(!stopped && stopped.error().cancelled);
            QCOMPARE(now, last);
        }
    }

    void single_steps_data()
    {
        QTest::addColumn<int>("row");
        const nlohmann::json steps = read("steps.json");
        for (std::size_t i = 0; i < steps["rows"].size(); ++i) {
            const auto& row = steps["rows"][i];
            const bool cuts = row["normalizer"].is_null();
            const auto& step = cuts ? row["pre_tokenizer"]["pretokenizers"][0] : row["normalizer"];
            QTest::addRow("%d %s", static_cast<int>(i), step.dump().substr(0, 80).c_str()) << static_cast<int>(i);
        }
    }
    void single_steps()
    {
        QFETCH(int, row);
        static const nlohmann::json steps = read("steps.json");
        const nlohmann::json& wanted = steps["rows"][static_cast<std::size_t>(row)];
        nlohmann::json file = steps["base"];
        file["normalizer"] = wanted["normalizer"];
        file["pre_tokenizer"] = wanted["pre_tokenizer"];
        QTemporaryDir place;
        const std::string path = place.filePath(QStringLiteral("tokenizer.json")).toStdString();
        std::ofstream(path) << file;
        const auto tokenizer = load_tokenizer(path);
        QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().text().c_str());
        for (std::size_t i = 0; i < wanted["random"].size(); ++i) {
            const nlohmann::json& text = expected()["random"][i];
            const auto hash = low_bits((*tokenizer)->encode(text.get<std::string>()));
            QVERIFY2(hash == wanted["random"][i].get<std::uint32_t>(), text.dump(-1, ' ', true).c_str());
        }
    }

    void megabyte_in_one_line_data() { kinds(); }
    void megabyte_in_one_line()
    {
        QFETCH(QString, name);
        const nlohmann::json row = expected()["expected"][name.toStdString()]["megabyte"];
        const std::string line = long_line(row["lines"]);
        QVERIFY(line.size() > 1'000'000);
        const std::vector<Token> ids = load(name.toStdString())->encode(line);
        QCOMPARE(ids.size(), row["ids"].get<std::size_t>());
        QCOMPARE(fnv(ids), row["fnv"].get<std::uint64_t>());
    }

    void first_token_data() { kinds(); }
    void first_token()
    {
        QFETCH(QString, name);
        const nlohmann::json bos = expected()["expected"][name.toStdString()]["bos"];
        const auto found = load(name.toStdString())->bos();
        QCOMPARE(found.has_value(), !bos.is_null());
        if (found)
            QCOMPARE(*found, bos.get<Token>());
    }

    void long_runs_of_marks_are_put_in_order()
    {
        const std::string acute = "\u0301", grave_below = "\u0316";
        std::string mixed = "a", ordered = "a";
        for (int i = 0; i < 300; ++i) {
            mixed += acute + grave_below;
            ordered += grave_below;
        }
        for (int i = 0; i < 300; ++i)
            ordered += acute;
        const auto tokenizer = load("qwen2.json");
        QCOMPARE(tokenizer->encode(mixed + "b" + acute), tokenizer->encode(ordered + "b" + acute));
        QVERIFY(tokenizer->encode(mixed).size() > 600);
    }

    void invalid_utf8_becomes_replacement_characters_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        const QByteArray bad("\xef\xbf\xbd");
        QTest::newRow("lone continuation") << QByteArray("a\x80z") << "a" + bad + "z";
        QTest::newRow("cut short") << QByteArray("a\xe2\x96z") << "a" + bad + "z";
        QTest::newRow("cut short at the end") << QByteArray("a\xf0\x9f\xa7") << "a" + bad;
        QTest::newRow("overlong") << QByteArray("\xc0\xaf") << bad + bad;
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << bad + bad + bad;
        QTest::newRow("beyond Unicode") << QByteArray("\xf4\x90\x80\x80") << bad + bad + bad + bad;
    }
    void invalid_utf8_becomes_replacement_characters()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, text);
        for (const char* name : {"llama2.json", "llama3.json", "sp_bpe.model"}) {
            const auto tokenizer = load(name);
            QCOMPARE(tokenizer->encode(bytes.toStdString()), tokenizer->encode(text.toStdString()));
            QCOMPARE(tokenizer->decode(tokenizer->encode(bytes.toStdString())), text.toStdString());
        }
    }

    void byte_tokens_that_are_no_text_decode_to_replacement_characters()
    {
        const auto tokenizer = load("llama2.json");
        const std::vector<Token> ids{*tokenizer->id("<0xE2>"), *tokenizer->id("<0x96>"), *tokenizer->id("\u2581The")};
        QCOMPARE(tokenizer->decode(ids), std::string("\ufffd\ufffd The"));
    }

    void unknown_ids_decode_to_nothing()
    {
        const auto tokenizer = load("llama2.json");
        const std::vector<Token> ids{-1, *tokenizer->id("\u2581The"), 1 << 30};
        QCOMPARE(tokenizer->decode(ids), std::string("The"));
    }

    void pieces_have_ids()
    {
        const auto tokenizer = load("llama2.json");
        QCOMPARE(tokenizer->id("<s>"), std::optional<Token>(1));
        QCOMPARE(tokenizer->id("<0x00>"), std::optional<Token>(3));
        QVERIFY(!tokenizer->id("no such piece"));
        QCOMPARE(tokenizer->vocabulary_size(), static_cast<std::size_t>(*tokenizer->id("[pad]")) + 1);
    }
};

QTEST_GUILESS_MAIN(TokenizerTest)
#include "tst_tokenizer.moc"
