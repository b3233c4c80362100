// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/scorer_cache.h"
#include "app/engine/workbench/text_source.h"
#include "core/evaluate/perplexity.h"
#include "tests/compute_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <map>
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

/// All windows of a part.
std::vector<text::Window> all(TextSource& source, Part part, std::int64_t length)
{
    const protocol::LengthCount count = source.count(length);
    const std::int64_t windows = part == Part::search ? count.search
        : part == Part::held_out                      ? count.held_out
                                                      : count.windows;
    const auto out = source.windows(part, length, static_cast<int>(windows));
    return out ? *out : std::vector<text::Window>();
}

/// Their tokens in a row, each BOS left out.
std::vector<text::Token> joined(const std::vector<text::Window>& windows)
{
    std::vector<text::Token> out;
    for (const text::Window& window : windows)
        out.insert(out.end(), window.ids.begin() + 1, window.ids.end());
    return out;
}

bool contains(const std::vector<text::Token>& text, const std::vector<text::Token>& piece)
{
    return std::search(text.begin(), text.end(), piece.begin(), piece.end()) != text.end();
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
    /// What a search sees at one length is never scored at another.
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
        const auto searched = all(**source, Part::search, 32);
        QVERIFY(searched.size() >= 10);
        const auto text = joined(searched);
        for (const std::int64_t length : { 24, 32, 48, 64, 200 }) { // a shorter piece may stand in it twice
            const auto held_out = all(**source, Part::held_out, length);
            QVERIFY(!held_out.empty());
            for (const text::Window& window : held_out)
                QVERIFY(!contains(text, { window.ids.begin() + 1, window.ids.end() }));
        }
        QVERIFY(contains(joined(all(**source, Part::whole, 32)), { searched[1].ids.begin() + 1, searched[1].ids.end() }));
    }

    /// Of a folder by documents: the long ones by turns, so that both parts hold long windows, at every length the same.
    void documentsStayInTheirPart()
    {
        QTemporaryDir folder;
        const int sentences[]{ 3, 50, 20, 90, 60, 1, 70 };
        for (int i = 0; i < 7; ++i)
            write(folder.filePath(QStringLiteral("%1.txt").arg(i)), sentences[i], "A bird is in the tree. ");
        const auto source = open(folder.path());
        QVERIFY(source.has_value());
        std::map<std::string, Part> seen;
        for (const std::int64_t length : { 4, 10, 30, 100, 300 })
            for (const Part part : { Part::held_out, Part::search }) {
                const auto windows = all(**source, part, length);
                QVERIFY2(!windows.empty(), std::to_string(length).c_str());
                for (const text::Window& window : windows)
                    QCOMPARE(seen.try_emplace(window.source, part).first->second, part);
            }
    }

    void validationIsWhatTheSearchLeft()
    {
        QTemporaryDir folder;
        for (int i = 0; i < 4; ++i)
            write(folder.filePath(QStringLiteral("%1.txt").arg(i)), 60 + i, "A bird is in the tree. ");
        const auto source = open(folder.path());
        QVERIFY(source.has_value());
        const auto part = all(**source, Part::search, 32);
        const auto search = (*source)->windows(Part::search, 32, 3);
        const auto validation = (*source)->validation_windows(32, 3, 4, {});
        QVERIFY(search.has_value() && validation.has_value());
        QCOMPARE(validation->size(), std::size_t(4));
        for (std::size_t i = 0; i < 7; ++i) {
            const text::Window& one = i < 3 ? (*search)[i] : (*validation)[i - 3];
            QVERIFY(one.ids == part[i].ids && one.source == part[i].source);
        }
        QVERIFY((*source)->validation_windows(32, static_cast<int>(part.size()), 4, {})->empty());
        // The demo's are documents of their own.
        const auto demo = *open(QStringLiteral("demo"));
        const auto made = ids(demo->validation_windows(64, 5, 5, {}));
        for (const Part other : { Part::search, Part::held_out })
            for (const auto& window : ids(demo->windows(other, 64, 20)))
                QVERIFY(!made.contains(window));
        QCOMPARE(made.size(), std::size_t(5));
    }

    /// The windows that older journals name are found again.
    void olderJournalsHaveTheirWindows()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("numbers.txt"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 500; ++i)
            file.write(QByteArray::number(i * 7919) + " birds. ");
        file.close();
        const auto source = open(path);
        const auto whole = all(**source, Part::whole, 32);
        const auto search = (*source)->windows(Part::search, 32, 3, {}, Dividing::by_windows);
        const auto held_out = (*source)->windows(Part::held_out, 32, 3, {}, Dividing::by_windows);
        const auto validation = (*source)->validation_windows(32, 3, 2, {}, Dividing::by_windows);
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY((*held_out)[i].ids == whole[2 * i].ids);
            QVERIFY((*search)[i].ids == whole[2 * i + 1].ids);
        }
        QVERIFY((*validation)[0].ids == whole[7].ids);
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
        write(folder.filePath(QStringLiteral("a.txt")), 90, "A bird is in the tree. ");
        write(folder.filePath(QStringLiteral("b.txt")), 60, "A bird is in the tree. ");
        write(folder.filePath(QStringLiteral("c.txt")), 75, "A bird is in the tree. ");
        write(folder.filePath(QStringLiteral("short.txt")), 1, "Rain. ");
        write(folder.filePath(QStringLiteral("notes.md")), 60, "not a text ");
        const auto source = open(folder.path());
        QVERIFY(source.has_value());
        QCOMPARE((*source)->documents(), std::int64_t(4));
        const auto held_out = (*source)->windows(Part::held_out, 32, 4);
        const auto search = (*source)->windows(Part::search, 32, 2);
        QVERIFY(held_out.has_value() && search.has_value());
        const std::vector<std::string> expected{ "a.txt", "b.txt", "a.txt", "b.txt" }; // c.txt is in the middle by its length
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY((*held_out)[i].source.ends_with(expected[i]));
        for (const text::Window& window : *search)
            QVERIFY(window.source.ends_with("c.txt"));
        // The whole takes turns too.
        const auto whole = (*source)->windows(Part::whole, 32, 4);
        const std::vector<std::string> turns{ "a.txt", "b.txt", "c.txt", "a.txt" };
        for (std::size_t i = 0; i < turns.size(); ++i)
            QVERIFY((*whole)[i].source.ends_with(turns[i]));
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
        row("held out by default", Part::held_out, 0, 1);
        row("held out asked for and not there", Part::held_out, 2, -1);
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
            QVERIFY(count.held_out >= count.search); // in the middle of a document a window may be lost
            QVERIFY(count.held_out + count.search <= count.windows && count.windows <= count.held_out + count.search + 1);
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
        const auto filler = (*open(path))->filler(Part::whole, {});
        QVERIFY(filler.has_value());
        QVERIFY((*filler)(1, 20).find("The sun is over the river.") != std::string::npos);
        QVERIFY(!*(*open(QStringLiteral("demo")))->filler(Part::held_out, {})); // the prompt's own
        // Of the held-out part alone: what a search is bred on is in the second half.
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append));
        file.write(QByteArray("Where is the ring? ").repeated(40));
        file.close();
        const auto source = *open(path);
        const std::pair<Part, bool> parts[]{ { Part::held_out, false }, { Part::search, true }, { Part::whole, true } };
        for (const auto& [part, holds] : parts)
            QCOMPARE((*source->filler(part, {}))(1, 2000).find("Where is the ring?") != std::string::npos, holds);
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
