// SPDX-License-Identifier: Apache-2.0
#include "core/text/token_ids.h"
#include "tests/text/read_windows.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace ropewalk::text;

namespace {

using IdLists = std::vector<std::vector<Token>>;
constexpr std::int64_t vocabulary = 100;

/// A .npy file of version 1 as NumPy writes it.
QByteArray npy(const char* type, const char* shape, const QByteArray& data, const char* order = "False")
{
    QByteArray header = QByteArray("{'descr': '") + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
    while ((header.size() + 11) % 64 != 0)
        header += ' ';
    header += '\n';
    QByteArray out("\x93NUMPY\x01\x00", 8);
    out += static_cast<char>(header.size() & 0xff);
    out += static_cast<char>(header.size() >> 8);
    return out + header + data;
}

} // namespace

/// Documents that are token ids already.
class TokenIdsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path write(const std::string& name, const QByteArray& bytes)
    {
        const std::filesystem::path file = std::filesystem::path(m_folder.path().toStdString()) / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary).write(bytes.data(), bytes.size());
        return file;
    }

private Q_SLOTS:
    void read_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("documents");
        QTest::newRow("array") << "ids.json" << QByteArray("[5, 0, 99]") << 1;
        QTest::newRow("arrays") << "ids.json" << QByteArray("[[5, 0, 99], [5, 0, 99]]") << 2;
        QTest::newRow("result of tokenize")
            << "ids.json" << QByteArray(R"({"ids":[5,0,99],"seconds":0.1,"tokens":3})") << 1;
        QTest::newRow("object of arrays") << "ids.json" << QByteArray(R"({"ids":[[5,0,99]]})") << 1;
        QTest::newRow("npy of 16 bits") << "ids.npy" << npy("<u2", "(3,)", QByteArray("\5\0\0\0\x63\0", 6)) << 1;
        QTest::newRow("npy of 32 bits")
            << "ids.npy" << npy("<i4", "(1, 3)", QByteArray("\5\0\0\0\0\0\0\0\x63\0\0\0", 12)) << 1;
        QTest::newRow("npy of bytes") << "ids.npy" << npy("|u1", "(2, 3)", QByteArray("\5\0\x63\5\0\x63", 6)) << 2;
    }
    void read()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        QFETCH(int, documents);
        const auto ids = read_token_ids(write(name.toStdString(), bytes), vocabulary);
        QVERIFY2(ids.has_value(), ids ? "" : ids.error().text().c_str());
        QCOMPARE(*ids, IdLists(static_cast<std::size_t>(documents), {5, 0, 99}));
    }

    void refused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("place");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* title, const char* name, const QByteArray& bytes, const char* place,
                             const char* message) {
            QTest::newRow(title) << QString::fromLatin1(name) << bytes << QByteArray(place) << QByteArray(message);
        };
        row("too large", "a.json", "[0, 1, 100]", "key [2]", "expected an id from 0 to 99, found the number 100");
        row("negative", "a.json", "[-1]", "key [0]", "found the number -1");
        row("of a second document", "a.json", "[[1],[2,3,18446744073709551615]]", "key [1][2]",
            "found the number 18446744073709551615");
        row("a fraction", "a.json", R"({"ids":[1.5]})", "key ids[0]", "found the number 1.5");
        row("a word", "a.json", R"([1,"2"])", "key [1]", "found \"2\"");
        row("mixed", "a.json", "[[1],2]", "key [1]", "expected an array of token ids, found the number 2");
        row("three levels", "a.json", "[[[1]]]", "key [0][0]", "found an array of 1");
        row("no ids", "a.json", R"({"tokens":3})", "", "the key \"ids\" is missing");
        row("a text", "a.json", "\"rope\"", "", "expected an array of token ids, found \"rope\"");
        row("cut short", "a.json", "[1, 2", "", "is not valid JSON");
        row("npy too large", "a.npy", npy("<u2", "(2,)", QByteArray("\1\0\x64\0", 4)), "[1]",
            "expected an id from 0 to 99, found 100");
        row("npy negative in a row", "a.npy", npy("<i2", "(2, 1)", QByteArray("\1\0\xff\xff", 4)), "[1][0]", "found -1");
        row("npy beyond 63 bits", "a.npy", npy("<u8", "(1,)", QByteArray("\xff\xff\xff\xff\xff\xff\xff\xff")), "[0]",
            "found 9223372036854775807");
        row("npy of floats", "a.npy", npy("<f4", "(1,)", QByteArray(4, '\0')), "", "found the type '<f4'");
        row("npy of big-endian", "a.npy", npy(">i4", "(1,)", QByteArray(4, '\0')), "", "found the type '>i4'");
        row("npy in Fortran order", "a.npy", npy("<i4", "(1, 1)", QByteArray(4, '\0'), "True"), "", "C order");
        row("npy of three dimensions", "a.npy", npy("<i4", "(1, 1, 1)", QByteArray(4, '\0')), "", "one or two dimensions");
        row("npy cut short", "a.npy", npy("<i4", "(2,)", QByteArray(4, '\0')), "", "bytes of data differ");
        row("npy of an absurd shape", "a.npy", npy("<i4", "(4294967296, 4294967296)", {}), "", "bytes of data differ");
        row("npy without an end", "a.npy", npy("<i4", "(1,)", {}).left(20), "", "header goes on beyond its end");
        row("no npy", "a.npy", "[1, 2, 3]", "", "is no .npy file");
    }
    void refused()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, place);
        QFETCH(QByteArray, message);
        const auto file = write(name.toStdString(), bytes);
        const auto ids = read_token_ids(file, vocabulary);
        QVERIFY(!ids);
        QCOMPARE(ids.error().file, file.string());
        QCOMPARE(QByteArray::fromStdString(ids.error().place.text()), place);
        QVERIFY2(QByteArray::fromStdString(ids.error().message.text()).contains(message), ids.error().message.text().c_str());
        // The same when it is a document to score.
        const auto windows = windows_of_path(file, Reader{nullptr, {}, vocabulary}, 2, 0);
        QVERIFY(!windows);
        QCOMPARE(windows.error().text(), ids.error().text());
    }

    void windows_begin_with_one_bos()
    {
        const Reader reader{nullptr, Token(1), vocabulary};
        const auto with = write("with.json", "[1,10,11,12,13,14,15]");
        const auto without = write("without.json", "[10,11,12,13,14,15]");
        const std::vector<Token> first{1, 10, 11, 12}, second{1, 13, 14, 15};
        for (const auto& file : {with, without}) {
            const auto windows = windows_of_path(file, reader, 4, 0);
            QVERIFY(windows.has_value());
            QCOMPARE(windows->size(), std::size_t(2));
            QCOMPARE(windows->at(0).ids, first);
            QCOMPARE(windows->at(1).ids, second);
            QCOMPARE(windows->at(1).source, file.string());
        }
    }

    void documents_in_a_file_are_cut_by_themselves()
    {
        const Reader reader{nullptr, {}, vocabulary};
        const auto file = write("many.json", "[[1,2,3,4,5],[6],[7,8,9,10]]");
        const auto windows = windows_of_path(file, reader, 2, 0);
        QVERIFY(windows.has_value());
        QCOMPARE(windows->size(), std::size_t(4));
        QCOMPARE(windows->at(1).ids, (std::vector<Token>{3, 4}));
        QCOMPARE(windows->at(2).ids, (std::vector<Token>{7, 8}));
        QCOMPARE(windows->at(2).source, file.string() + "[2]");
        const auto documents = read_documents(file, reader);
        QVERIFY(documents.has_value());
        QCOMPARE(documents->each.size(), std::size_t(3));
        QCOMPARE(documents->each[1].ids, std::vector<Token>{6});
        QCOMPARE(documents->tokens(), std::int64_t(10));
        QCOMPARE(windows_in(5, {}, 2), 2);
    }

    void a_folder_of_ids()
    {
        write("folder/b.json", "[4,5,6]");
        const auto first = write("folder/a.npy", npy("|u1", "(3,)", "\1\2\3"));
        const Reader reader{nullptr, {}, vocabulary};
        const auto windows = windows_of_path(first.parent_path(), reader, 3, 0);
        QVERIFY2(windows.has_value(), windows ? "" : windows.error().text().c_str());
        QCOMPARE(windows->size(), std::size_t(2));
        QCOMPARE(windows->at(0).ids, (std::vector<Token>{1, 2, 3}));
        // Texts go first: other files may lie beside them.
        write("folder/c.txt", "The rope.");
        const auto text = windows_of_path(first.parent_path(), reader, 3, 0);
        QVERIFY(!text);
        QVERIFY(text.error().file.ends_with("c.txt"));
    }

    void text_without_a_tokenizer()
    {
        const auto file = write("book.txt", "The rope.");
        const auto windows = windows_of_path(file, Reader{nullptr, {}, vocabulary, ropewalk::as_is("tokenizer.json: cannot be read")}, 2, 0);
        QVERIFY(!windows);
        QCOMPARE(windows.error().file, file.string());
        QVERIFY(windows.error().message.text().find("tokenizer.json: cannot be read") != std::string::npos);
        QVERIFY(windows.error().message.text().find(".npy") != std::string::npos);
    }

    void ill_formed_text_is_counted()
    {
        const auto tokenizer = load_tokenizer(std::filesystem::path(ROPEWALK_TEST_DATA) / "tokenizer" / "llama2.json");
        QVERIFY(tokenizer.has_value());
        const auto file = write("odd.txt", QByteArray("\xef\xbb\xbf" "a rope\x80 of \xe2\x96 yarn"));
        const auto documents = read_documents(file, Reader{*tokenizer, {}, 0});
        QVERIFY(documents.has_value());
        QCOMPARE(documents->warnings.size(), std::size_t(1));
        QCOMPARE(documents->warnings.front().text(),
            file.string() + ": 2 ill-formed UTF-8 sequences were read as U+FFFD, the first at byte 9");
        const auto clean = read_documents(write("clean.txt", "a rope\xef\xbf\xbd"), Reader{*tokenizer, {}, 0});
        QVERIFY(clean.has_value());
        QVERIFY(clean->warnings.empty());
    }
};

QTEST_GUILESS_MAIN(TokenIdsTest)
#include "tst_token_ids.moc"
