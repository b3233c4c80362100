// SPDX-License-Identifier: Apache-2.0
#include "core/text/sentencepiece/safe_cuts.h"
#include "core/text/tokenizer.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace ropewalk::text;

namespace {

namespace fs = std::filesystem;
const fs::path reference = fs::path(ROPEWALK_TEST_DATA) / "tokenizer";

std::string bytes_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

/// tokenizer.model files, and which file of a folder says what. Their ids are compared in tst_tokenizer.
class SentencepieceTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path write(const std::string& name, const std::string& bytes)
    {
        const fs::path file = fs::path(m_folder.path().toStdString()) / name;
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }

private Q_SLOTS:
    void pieces_have_ids()
    {
        const auto tokenizer = load_tokenizer(reference / "sp_bpe.model");
        QVERIFY(tokenizer.has_value());
        QCOMPARE((*tokenizer)->id("<s>"), std::optional<Token>(1));
        QVERIFY(!(*tokenizer)->id("no such piece"));
        QCOMPARE((*tokenizer)->id("<unk>"), std::optional<Token>(0));
        QCOMPARE((*tokenizer)->vocabulary_size(), std::size_t(560));
    }

    void ids_out_of_range_decode_to_nothing()
    {
        const auto tokenizer = load_tokenizer(reference / "sp_bpe.model");
        QVERIFY(tokenizer.has_value());
        std::vector<Token> ids = (*tokenizer)->encode("rope");
        ids.insert(ids.begin(), {-1, 1 << 30, 1});
        QCOMPARE((*tokenizer)->decode(ids), std::string("rope"));
    }

    void cuts_lie_where_no_piece_reaches_across()
    {
        SafeCuts cuts;
        for (const char* piece : {"ab", "c\u2581d", "\u00e9e", "x"})
            cuts.add(piece);
        const auto all = [&](std::string_view text) {
            std::vector<std::size_t> out;
            for (std::size_t at = cuts.next(text, 1); at < text.size(); at = cuts.next(text, at + 1))
                out.push_back(at);
            return out;
        };
        QCOMPARE(all("abab"), (std::vector<std::size_t>{2}));
        QCOMPARE(all("c d"), std::vector<std::size_t>());
        QCOMPARE(all("c\u2581d d"), (std::vector<std::size_t>{5}));
        QCOMPARE(all("\u00e9e\u00e9"), (std::vector<std::size_t>{3}));
        QCOMPARE(all("xx"), (std::vector<std::size_t>{1}));
        QCOMPARE(cuts.next("ab", 2), std::size_t(2));
    }

    void a_folder_prefers_tokenizer_json()
    {
        write("both/tokenizer.model", bytes_of(reference / "sp_bpe.model"));
        const fs::path folder = fs::path(m_folder.path().toStdString()) / "both";
        const auto sentencepiece = load_tokenizer(folder);
        QVERIFY(sentencepiece.has_value());
        write("both/tokenizer.json", bytes_of(reference / "llama2.json"));
        const auto both = load_tokenizer(folder);
        const auto json = load_tokenizer(reference / "llama2.json");
        QVERIFY(both && json);
        const std::string text = "The numbers 10432 and <0x0A> ropes.";
        QCOMPARE((*both)->encode(text), (*json)->encode(text));
        QVERIFY((*both)->encode(text) != (*sentencepiece)->encode(text));
        // One that cannot be read is no reason to take the other.
        write("both/tokenizer.json", "{}");
        const auto broken = load_tokenizer(folder);
        QVERIFY(!broken);
        QCOMPARE(broken.error().file, (folder / "tokenizer.json").string());
    }

    void a_folder_without_either()
    {
        const auto none = load_tokenizer(m_folder.path().toStdString());
        QVERIFY(!none);
        QCOMPARE(none.error().message.text(), std::string("the folder holds neither tokenizer.json nor tokenizer.model"));
    }

    void bos_as_the_folder_says_data()
    {
        QTest::addColumn<QString>("tokenizer");
        QTest::addColumn<QString>("config");
        QTest::addColumn<int>("bos"); // −1: none
        QTest::addColumn<QString>("refused");
        const auto row = [](const char* name, const char* tokenizer, const char* config, int bos,
                             const char* refused = "") {
            QTest::newRow(name) << QString::fromLatin1(tokenizer) << QString::fromLatin1(config) << bos
                                << QString::fromLatin1(refused);
        };
        row("nothing said", "sp_bpe.model", "", 1);
        row("said of something else", "sp_bpe.model", R"({"bos_token":"</s>"})", 1);
        row("none", "sp_bpe.model", R"({"add_bos_token":false,"bos_token":"<s>"})", -1);
        row("named", "sp_bpe.model", R"({"add_bos_token":true,"bos_token":"</s>"})", 2);
        row("named as an object", "sp_bpe.model", R"({"add_bos_token":true,"bos_token":{"content":"</s>"}})", 2);
        row("not named", "sp_bpe.model", R"({"add_bos_token":true,"bos_token":null})", 1);
        row("a model without", "sp_suffix.model", "", -1);
        row("a model without, one wanted", "sp_suffix.model", R"({"add_bos_token":true})", -1, "no token is named");
        row("not there", "sp_bpe.model", R"({"add_bos_token":true,"bos_token":"<bos>"})", -1,
            "\"<bos>\" is not in the vocabulary");
        row("template", "llama2.json", "", 1);
        row("a template has the last word", "llama2.json", R"({"add_bos_token":false})", 1);
        row("no template", "qwen2.json", R"({"bos_token":"<|end|>"})", -1);
        row("no template, one wanted", "phi3.json", R"({"add_bos_token":true,"bos_token":"<s>"})", -1);
        row("of another type", "sp_bpe.model", R"({"add_bos_token":"yes"})", -1, "expected true or false");
    }
    void bos_as_the_folder_says()
    {
        QFETCH(QString, tokenizer);
        QFETCH(QString, config);
        QFETCH(int, bos);
        QFETCH(QString, refused);
        QTemporaryDir place;
        const fs::path folder = place.path().toStdString();
        const fs::path from = reference / tokenizer.toStdString();
        fs::copy_file(from, folder / ("tokenizer" + from.extension().string()));
        if (!config.isEmpty())
            std::ofstream(folder / "tokenizer_config.json") << config.toStdString();
        const auto loaded = load_tokenizer(folder);
        if (!refused.isEmpty()) {
            QVERIFY(!loaded);
            QCOMPARE(loaded.error().file, (folder / "tokenizer_config.json").string());
            QVERIFY2(loaded.error().message.text().find(refused.toStdString()) != std::string::npos,
                loaded.error().message.text().c_str());
            return;
        }
        QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().text().c_str());
        QCOMPARE((*loaded)->bos().value_or(-1), bos);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("message");
        const QByteArray bpe = QByteArray::fromStdString(bytes_of(reference / "sp_bpe.model"));
        const auto row = [](const char* name, const QByteArray& file, const char* message) {
            QTest::newRow(name) << file << QByteArray(message);
        };
        row("empty", "", "holds no pieces");
        row("text", "this is no model", "is no sentencepiece model");
        row("cut short", bpe.left(bpe.size() / 2), "breaks off or is damaged");
        row("cut at its end", bpe.chopped(1), "breaks off or is damaged");
        row("endless size", QByteArray("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11), "breaks off or is damaged");
        row("piece cut short", QByteArray("\x0a\x02\x0a\x05", 4), "piece 0 breaks off");
        row("no unknown piece", QByteArray("\x0a\x03\x0a\x01" "a", 5), "unk is not defined");
        row("a piece twice", bpe + QByteArray("\x0a\x03\x0a\x01" "e", 5), "e is already defined");
        row("a byte twice", bpe + QByteArray("\x0a\x0a\x0a\x06<0x00>\x18\x06", 12), "<0x00> is already defined");
        row("score that is no number", QByteArray("\x0a\x08\x0a\x01" "a\x15\x00\x00\xc0\x7f", 10),
            "the score of piece 0 is not a number");
        // A table of rewrites of one unit whose way leads out of it.
        row("rewrites outside", bpe + QByteArray("\x1a\x0b\x12\x09\x04\x00\x00\x00\x00\xfc\xff\x00\x00", 13),
            "points outside of itself");
        row("rewrites that claim more", bpe + QByteArray("\x1a\x0b\x12\x09\xff\xff\xff\xff\x00\x00\x00\x00\x00", 13),
            "points outside of itself");
    }
    void refused()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, message);
        const fs::path path = write("bad/tokenizer.model", file.toStdString());
        for (const fs::path& asked : {path, path.parent_path()}) {
            const auto tokenizer = load_tokenizer(asked);
            QVERIFY(!tokenizer);
            QCOMPARE(tokenizer.error().file, path.string());
            QVERIFY2(QByteArray::fromStdString(tokenizer.error().message.text()).contains(message),
                tokenizer.error().message.text().c_str());
        }
    }

    void a_missing_file()
    {
        const auto tokenizer = load_tokenizer(m_folder.filePath(QStringLiteral("absent.model")).toStdString());
        QVERIFY(!tokenizer);
        QVERIFY(tokenizer.error().message.text().starts_with("cannot be read"));
    }
};

QTEST_GUILESS_MAIN(SentencepieceTest)
#include "tst_sentencepiece.moc"
