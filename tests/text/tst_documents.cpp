// SPDX-License-Identifier: Apache-2.0
#include "core/text/demo_corpus.h"
#include "core/text/documents.h"
#include "tests/text/read_windows.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace ropewalk::text;

namespace {

constexpr Token bos = 1;

std::shared_ptr<const Tokenizer> tokenizer()
{
    static const auto loaded = load_tokenizer(std::filesystem::path(ROPEWALK_TEST_DATA) / "tokenizer" / "llama2.json");
    if (!loaded)
        qFatal("%s", loaded.error().text().c_str());
    return *loaded;
}

Reader reader()
{
    return {tokenizer(), bos};
}

/// The windows put together again, without their BOS.
std::vector<Token> text_of(const std::vector<Window>& windows, bool with_bos)
{
    std::vector<Token> out;
    for (const Window& window : windows)
        out.insert(out.end(), window.ids.begin() + (with_bos ? 1 : 0), window.ids.end());
    return out;
}

} // namespace

/// How texts are cut into windows.
class DocumentsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path write(const char* name, const std::string& text)
    {
        const std::filesystem::path file = m_folder.path().toStdString() + "/" + name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }

private Q_SLOTS:
    void windows_follow_each_other_data()
    {
        QTest::addColumn<bool>("with_bos");
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("count");
        QTest::newRow("one") << true << 16 << 1;
        QTest::newRow("three") << true << 16 << 3;
        QTest::newRow("without BOS") << false << 16 << 3;
        QTest::newRow("as many as fit") << true << 16 << 0;
        QTest::newRow("as many as fit without BOS") << false << 7 << 0;
        QTest::newRow("shortest") << true << 2 << 0;
    }
    void windows_follow_each_other()
    {
        QFETCH(bool, with_bos);
        QFETCH(int, length);
        QFETCH(int, count);
        const std::string text = demo_document(3, 120);
        const std::vector<Token> all = tokenizer()->encode(text);
        const auto first = with_bos ? std::optional(bos) : std::nullopt;
        const auto windows = windows_of_text(text, *tokenizer(), first, length, count, "a text");
        QVERIFY(windows.has_value());
        const std::size_t step = static_cast<std::size_t>(with_bos ? length - 1 : length);
        QCOMPARE(windows->size(), count ? static_cast<std::size_t>(count) : all.size() / step);
        for (const Window& window : *windows) {
            QCOMPARE(window.ids.size(), static_cast<std::size_t>(length));
            QCOMPARE(window.ids.front() == bos, with_bos);
            QCOMPARE(window.source, std::string("a text"));
        }
        const std::vector<Token> joined = text_of(*windows, with_bos);
        QVERIFY(std::equal(joined.begin(), joined.end(), all.begin()));
        QCOMPARE(joined.size(), windows->size() * step);
    }

    void an_exact_fit_is_enough()
    {
        const std::string text = "The rope is long.";
        const auto tokens = std::ssize(tokenizer()->encode(text));
        QCOMPARE(windows_of_text(text, *tokenizer(), bos, tokens + 1, 1, "")->size(), std::size_t(1));
        QVERIFY(!windows_of_text(text, *tokenizer(), bos, tokens + 2, 1, ""));
    }

    void file_is_its_text_without_byte_order_mark()
    {
        const std::string text = demo_document(5, 60);
        const auto file = write("bom/text.txt", "\xef\xbb\xbf" + text);
        const auto windows = windows_of_path(file, reader(), 32, 1);
        QVERIFY(windows.has_value());
        QCOMPARE(windows->front().ids, windows_of_text(text, *tokenizer(), bos, 32, 1, "")->front().ids);
        QCOMPARE(windows->front().source, file.string());
    }

    void folder_is_read_file_by_file_in_order()
    {
        const std::string first = demo_document(1, 60), second = demo_document(2, 90);
        const auto last_file = write("many/b.txt", second);
        const auto first_file = write("many/a.txt", first);
        write("many/c.md", "not a text file of the folder");
        write("many/below/d.txt", "not in the folder itself");
        const auto folder = first_file.parent_path();
        const auto one = windows_of_path(first_file, reader(), 24, 0);
        const auto two = windows_of_path(last_file, reader(), 24, 0);
        const auto all = windows_of_path(folder, reader(), 24, 0);
        QVERIFY(one && two && all);
        QVERIFY(one->size() > 1 && two->size() > 1);
        QCOMPARE(all->size(), one->size() + two->size());
        QCOMPARE(all->front().ids, one->front().ids);
        QCOMPARE((*all)[one->size()].ids, two->front().ids);
        QCOMPARE(all->back().source, last_file.string());
        const auto some = windows_of_path(folder, reader(), 24, std::ssize(*one) + 1);
        QVERIFY(some.has_value());
        QCOMPARE(some->back().ids, two->front().ids);

        const auto documents = read_documents(folder, reader());
        QVERIFY(documents.has_value());
        QCOMPARE(documents->each.size(), std::size_t(2));
        QCOMPARE(documents->each[0].ids, tokenizer()->encode(first));
        QCOMPARE(documents->each[1].ids, tokenizer()->encode(second));
        QCOMPARE(documents->tokens(), std::ssize(documents->each[0].ids) + std::ssize(documents->each[1].ids));
        QCOMPARE(windows_in(std::ssize(documents->each[0].ids), bos, 24), std::ssize(*one));
        QCOMPARE(windows_in(std::ssize(documents->each[1].ids), bos, 24), std::ssize(*two));
    }

    void too_long_a_window_counts_as_none()
    {
        const auto documents = read_documents(write("short.txt", "The rope."), reader());
        QVERIFY(documents.has_value());
        QCOMPARE(documents->each.size(), std::size_t(1));
        QCOMPARE(windows_in(documents->tokens(), bos, 4096), 0);
    }

    void lines_are_documents()
    {
        const std::string first = demo_document(1, 60), second = demo_document(2, 90);
        const auto line = [](const std::string& text) {
            return nlohmann::json{{"title", "rope"}, {"year", 1851}, {"body", text}}.dump();
        };
        const auto file = write("lines/books.jsonl", line(first) + "\r\n\n" + line(second) + "\n");
        Reader of = reader();
        of.field = "body";
        const auto windows = windows_of_path(file, of, 24, 0);
        QVERIFY2(windows.has_value(), windows ? "" : windows.error().text().c_str());
        const auto one = windows_of_text(first, *tokenizer(), bos, 24, 0, "one");
        const auto two = windows_of_text(second, *tokenizer(), bos, 24, 0, "two");
        QCOMPARE(windows->size(), one->size() + two->size());
        QCOMPARE(windows->front().ids, one->front().ids);
        QCOMPARE(windows->front().source, file.string() + "[0]");
        QCOMPARE((*windows)[one->size()].ids, two->front().ids);
        QCOMPARE(read_documents(file.parent_path(), of)->each.size(), std::size_t(2));
        QCOMPARE(*text_of_path(file, "body"), first + "\n" + second + "\n");
        // The field that nobody names is "text".
        const auto named = read_documents(write("named.ndjson", "{\"text\":\"The rope.\"}"), reader());
        QVERIFY(named && named->each.size() == 1);
        // What is wrong is said with its line and what there is.
        const auto missing = read_documents(file, reader());
        QVERIFY(!missing);
        QCOMPARE(missing.error().text(),
            file.string() + ": line 1: expected the text in the field 'text', found text in: body, title");
        QCOMPARE(read_documents(write("odd.jsonl", "{\"text\":\"a\"}\n[1]\n"), reader()).error().place.text(), std::string("line 2"));
        QCOMPARE(read_documents(write("number.jsonl", "{\"text\":7}"), reader()).error().message.text(),
            std::string("expected the text in the field 'text', found text in: none"));
    }

    void refused_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("message");
        write("nine/nine.txt", "aaaaaaaaa"); // ▁a and eight letters
        write("empty/none.md", "");
        write("hollow.txt", "");
        const auto row = [](const char* name, const char* path, int length, int count, const char* message) {
            QTest::newRow(name) << QString::fromLatin1(path) << length << count << QString::fromLatin1(message);
        };
        row("missing", "absent.txt", 8, 1, "cannot be read");
        row("no texts", "empty", 8, 1, "the folder holds no .txt file");
        row("empty text", "hollow.txt", 8, 0, "the text has 0 tokens, enough for 0 windows of 8 tokens");
        row("too short", "nine/nine.txt", 5, 3,
            "the text has 9 tokens, enough for 2 windows of 5 tokens; 3 were asked for");
        row("too short folder", "nine", 20, 0,
            "the text has 9 tokens, enough for 0 windows of 20 tokens; 1 were asked for");
        row("nothing to score", "nine", 1, 1, "a window of 1 tokens has nothing to score");
        row("negative count", "nine", 4, -1, "-1 windows were asked for");
    }
    void refused()
    {
        QFETCH(QString, path);
        QFETCH(int, length);
        QFETCH(int, count);
        QFETCH(QString, message);
        const std::filesystem::path whole = m_folder.path().toStdString() + "/" + path.toStdString();
        const auto windows = windows_of_path(whole, reader(), length, count);
        QVERIFY(!windows);
        QCOMPARE(windows.error().file, whole.string());
        QVERIFY2(QString::fromStdString(windows.error().message.text()).contains(message), windows.error().message.text().c_str());
    }

    void reading_stops_when_it_is_told()
    {
        const std::string line = nlohmann::json{{"text", demo_document(1, 400)}}.dump() + "\n";
        std::string text, lines;
        for (int i = 0; i < 40; ++i) {
            text += demo_document(static_cast<std::uint64_t>(i), 2000) + "\n";
            lines += line;
        }
        for (const auto& file : {write("long.txt", text), write("long.jsonl", lines)}) {
            int asked = 0;
            const auto whole = read_documents(file, reader(), [&] { return ++asked > 0; });
            QVERIFY(whole.has_value());
            QVERIFY2(asked > 5, QByteArray::number(asked).constData());
            for (const int last : {1, 3, asked}) {
                int now = 0;
                const auto stopped = read_documents(file, reader(), [&] { return ++now < last; });
                QVERIFY(!stopped && stopped.error().cancelled);
                QCOMPARE(now, last); // it is not asked twice
            }
        }
    }

    void demo_splits_never_meet()
    {
        const auto search = demo_windows(*tokenizer(), bos, Split::search, 64, 3);
        const auto held_out = demo_windows(*tokenizer(), bos, Split::held_out, 64, 3);
        QCOMPARE(search.size(), std::size_t(3));
        for (std::size_t k = 0; k < 3; ++k) {
            const auto expected = tokenizer()->encode(demo_document(search_seed + k, 64));
            QCOMPARE(search[k].ids.size(), std::size_t(64));
            QCOMPARE(search[k].ids.front(), bos);
            QVERIFY(std::equal(search[k].ids.begin() + 1, search[k].ids.end(), expected.begin()));
            const auto other = tokenizer()->encode(demo_document(held_out_seed + k, 64));
            QVERIFY(std::equal(held_out[k].ids.begin() + 1, held_out[k].ids.end(), other.begin()));
            QVERIFY(search[k].ids != held_out[k].ids);
        }
        // More windows or longer ones begin with the same text.
        const auto longer = demo_windows(*tokenizer(), bos, Split::search, 100, 1);
        QVERIFY(std::equal(search[0].ids.begin(), search[0].ids.end(), longer[0].ids.begin()));
    }
};

QTEST_GUILESS_MAIN(DocumentsTest)
#include "tst_documents.moc"
