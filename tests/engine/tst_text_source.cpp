// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/scorer_cache.h"
#include "app/engine/workbench/text_source.h"
#include "core/evaluate/perplexity.h"
#include "tests/compute_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <set>

using namespace ropewalk;
using namespace ropewalk::engine;

namespace {

std::shared_ptr<TokenCache> tokens()
{
    const auto tokenizer = text::load_tokenizer(ROPEWALK_SOURCE_DIR "/resources/demo");
    return std::make_shared<TokenCache>(text::Reader{ tokenizer ? *tokenizer : nullptr, 1 });
}

Result<std::shared_ptr<TextSource>> open(const QString& path, const std::string& field = {})
{
    return TextSource::open(path.toStdString(), field, tokens());
}

void write(const QString& path, int sentences, const char* sentence)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(sentence).repeated(sentences));
}

std::set<std::vector<text::Token>> ids(const Result<std::vector<text::Window>>& windows)
{
    std::set<std::vector<text::Token>> out;
    for (const text::Window& window : *windows)
        out.insert(window.ids);
    return out;
}

/// A scorer that is counted, not run.
class Idle : public evaluate::Scorer
{
public:
    Result<evaluate::Score> score(const rope::FactorSet&, evaluate::Mean, const YieldPoint&) override
    {
        return evaluate::Score{};
    }
    Result<std::vector<evaluate::Score>> score_together(
        std::span<const rope::FactorSet>, evaluate::Mean, const YieldPoint&) override
    {
        return std::vector<evaluate::Score>(1);
    }
};

} // namespace

class TestTextSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splitsOfAFileNeverMeet()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("numbers.txt"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 500; ++i)
            file.write(QByteArray::number(i * 7919) + " birds. ");
        file.close();
        const auto source = open(path);
        QVERIFY(source.has_value());
        const std::int64_t all = (*source)->count(32).windows;
        QVERIFY(all >= 20);
        const auto held_out = ids((*source)->windows(Part::held_out, 32, static_cast<int>((all + 1) / 2)));
        const auto search = ids((*source)->windows(Part::search, 32, static_cast<int>(all / 2)));
        const auto whole = ids((*source)->windows(Part::whole, 32, static_cast<int>(all)));
        QCOMPARE(held_out.size() + search.size(), static_cast<std::size_t>(all));
        QCOMPARE(whole.size(), static_cast<std::size_t>(all));
        for (const auto& window : search) {
            QVERIFY(!held_out.contains(window));
            QVERIFY(whole.contains(window));
        }
    }

    void wholeIsCutFromTheStart()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("text.txt"));
        write(path, 100, "The sun is over the river. ");
        const auto source = open(path);
        QVERIFY(source.has_value());
        const auto mine = (*source)->windows(Part::whole, 40, 3);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto cut
            = text::windows_of_text(file.readAll().toStdString(), *tokens()->reader().tokenizer, 1, 40, 3, "");
        QVERIFY(mine.has_value() && cut.has_value());
        QCOMPARE(mine->size(), cut->size());
        for (std::size_t i = 0; i < cut->size(); ++i)
            QVERIFY((*mine)[i].ids == (*cut)[i].ids);
    }

    void aFolderIsSplitByFiles()
    {
        QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("a.txt")), 60, "A bird is in the tree. ");
        write(folder.filePath(QStringLiteral("b.txt")), 60, "The river is in the wind. ");
        write(folder.filePath(QStringLiteral("c.txt")), 60, "Where is the ring? ");
        write(folder.filePath(QStringLiteral("short.txt")), 1, "Rain. ");
        write(folder.filePath(QStringLiteral("notes.md")), 60, "not a text ");
        const auto source = open(folder.path());
        QVERIFY(source.has_value());
        QCOMPARE((*source)->documents(), std::int64_t(4));
        const auto held_out = (*source)->windows(Part::held_out, 32, 4);
        const auto search = (*source)->windows(Part::search, 32, 2);
        QVERIFY(held_out.has_value() && search.has_value());
        const std::vector<std::string> expected{ "a.txt", "c.txt", "a.txt", "c.txt" };
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY((*held_out)[i].source.ends_with(expected[i]));
        for (const text::Window& window : *search)
            QVERIFY(window.source.ends_with("b.txt"));
    }

    void tooFewWindows_data()
    {
        QTest::addColumn<int>("part");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("found"); // −1: refused
        const auto row = [](const char* name, Part part, int count, int found) {
            QTest::newRow(name) << static_cast<int>(part) << count << found;
        };
        row("as many as there are", Part::whole, 0, 3);
        row("asked for and there", Part::whole, 3, 3);
        row("asked for and not there", Part::whole, 4, -1);
        row("held out by default", Part::held_out, 0, 2);
        row("search by default", Part::search, 0, 1);
        row("search asked for and not there", Part::search, 2, -1);
    }
    void tooFewWindows()
    {
        QFETCH(const int, part);
        QFETCH(const int, count);
        QFETCH(const int, found);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("text.txt"));
        write(path, 100, "The sun is over the river. ");
        const std::int64_t length = (*open(path))->tokens() / 3;
        const auto source = open(path);
        QVERIFY(source.has_value());
        QCOMPARE((*source)->count(length).windows, std::int64_t(3));
        const auto windows = (*source)->windows(static_cast<Part>(part), length, count);
        QCOMPARE(windows ? static_cast<int>(windows->size()) : -1, found);
        if (!windows) {
            QCOMPARE(windows.error().file, path.toStdString());
            QVERIFY(windows.error().message.text().find(std::to_string((*source)->tokens())) != std::string::npos);
        }
    }

    void countsAreWhatCanBeCut_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("a file") << QStringLiteral("books/b.txt");
        QTest::newRow("a folder") << QStringLiteral("books");
        QTest::newRow("JSON lines") << QStringLiteral("lines.jsonl");
    }
    void countsAreWhatCanBeCut()
    {
        QFETCH(const QString, name);
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("books")));
        write(folder.filePath(QStringLiteral("books/a.txt")), 41, "A bird is in the tree. ");
        write(folder.filePath(QStringLiteral("books/b.txt")), 60, "The river is in the wind. ");
        write(folder.filePath(QStringLiteral("books/c.txt")), 90, "Where is the ring? ");
        write(folder.filePath(QStringLiteral("books/d.txt")), 1, "Rain. ");
        write(folder.filePath(QStringLiteral("lines.jsonl")), 3,
            "{\"body\":\"The river is in the wind. The sun is over the river. A bird is in the tree.\"}\n");
        const auto source = open(folder.filePath(name), "body");
        QVERIFY2(source.has_value(), source ? "" : source.error().text().c_str());
        for (const std::int64_t length : { 8, 32, 100 }) {
            const protocol::LengthCount count = (*source)->count(length);
            QCOMPARE(count.length, length);
            QCOMPARE(count.held_out + count.search, count.windows);
            const std::pair<Part, std::int64_t> parts[]{ { Part::whole, count.windows },
                { Part::held_out, count.held_out }, { Part::search, count.search } };
            for (const auto& [part, windows] : parts) {
                QCOMPARE((*source)->windows(part, length, static_cast<int>(windows)).has_value(), windows > 0);
                QVERIFY(!(*source)->windows(part, length, static_cast<int>(windows) + 1));
            }
        }
        QVERIFY((*source)->count(8).documents >= (*source)->count(32).documents);
        QCOMPARE((*source)->count(1 << 20).documents, std::int64_t(0));
    }

    void whatCannotBeRead_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("missing") << QStringLiteral("missing.txt");
        QTest::newRow("a folder without texts") << QStringLiteral("empty");
    }
    void whatCannotBeRead()
    {
        QFETCH(const QString, name);
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("empty")));
        const auto source = open(folder.filePath(name));
        QVERIFY(!source.has_value());
        QCOMPARE(source.error().file, folder.filePath(name).toStdString());
    }

    void identityFollowsTheText()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("text.txt"));
        write(path, 30, "The sun is over the river. ");
        const auto identity = [&](const QString& of, Part part) {
            const auto source = *open(of);
            return source->identity(*source->windows(part, 32, 2));
        };
        const std::string before = identity(path, Part::search);
        QVERIFY(before.starts_with("text.txt "));
        QCOMPARE(identity(path, Part::search), before);
        write(path, 30, "The sun is over the rivers. ");
        QVERIFY(identity(path, Part::search) != before);
        QVERIFY(identity(QStringLiteral("demo"), Part::search) != identity(QStringLiteral("demo"), Part::held_out));
    }

    void keysHideInTheUsersOwnText()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("text.txt"));
        write(path, 30, "The sun is over the river. ");
        const auto filler = (*open(path))->filler({});
        QVERIFY(filler.has_value());
        QVERIFY((*filler)(1, 20).find("The sun is over the river.") != std::string::npos);
        QVERIFY(!*(*open(QStringLiteral("demo")))->filler({})); // the prompt's own
    }

    void scorersAreKeptWhileTheyFit()
    {
        ScorerCache cache(2, 1000);
        int made = 0;
        const auto make = [&]() -> ScorerCache::Made {
            ++made;
            return std::make_shared<Idle>();
        };
        const auto get = [&](std::int64_t target) { return cache.get({ target, Part::search, 1 }, make); };
        const auto* first = get(100)->get();
        QCOMPARE(get(100)->get(), first);
        QCOMPARE(made, 1);
        {
            const auto in_use = *get(100);
            const auto second = *get(100); // one in use is not given out twice
            QVERIFY(in_use != second);
            QCOMPARE(made, 2);
        }
        get(200); // the least recently used goes
        get(300);
        QCOMPARE(cache.size(), std::size_t(2));
        QCOMPARE(made, 4);
        get(300);
        QCOMPARE(made, 4);
        get(5000); // over the tokens by itself: kept alone
        QCOMPARE(cache.size(), std::size_t(1));
        QVERIFY(
            !cache.get({ 1, Part::search, 1 }, [] { return ScorerCache::Made(failure(as_is("no"))); }).has_value());
    }
};

ROPEWALK_COMPUTE_MAIN(TestTextSource)
#include "tst_text_source.moc"
