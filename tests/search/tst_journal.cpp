// SPDX-License-Identifier: Apache-2.0
#include "core/search/journal.h"
#include "search_case.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <csignal>
#include <sys/resource.h>

using namespace ropewalk;
using namespace ropewalk::search;
using namespace search_case;

namespace {

std::string contents(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::filesystem::path& path, const std::string& text)
{
    std::ofstream(path, std::ios::binary) << text;
}

std::string text(const std::vector<std::string>& lines)
{
    std::string out;
    for (const auto& line : lines)
        out += line + '\n';
    return out;
}

} // namespace

class TestJournal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void appendsLines();
    void goesOnAfterHalfALine();
    void resumesAWholeSearchFromDisk();
    void refusesToOverwrite();
    void anEmptyFileIsNew();
    void leavesOtherFilesAlone_data();
    void leavesOtherFilesAlone();
    void isLocked();
    void movingKeepsTheFile();
    void saysWhatCannotBeOpened_data();
    void saysWhatCannotBeOpened();
    void fullDiskLeavesNoHalfLine();
    void readerShowsGenerations();
    void readerReadsWhileItIsWritten();
    void readerSaysWhatIsWrong();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path;
};

void TestJournal::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = std::filesystem::path(m_folder->path().toStdString()) / "search.jsonl";
}

void TestJournal::appendsLines()
{
    {
        auto journal = JournalFile::open(m_path, false);
        QVERIFY(journal.has_value());
        QVERIFY(journal->lines().empty());
        QVERIFY(journal->append(R"({"ropewalk":"journal"})").has_value());
        QCOMPARE(contents(m_path), std::string("{\"ropewalk\":\"journal\"}\n")); // there before append returns
        QVERIFY(journal->append("{\"é\":2}").has_value());
    }
    auto again = JournalFile::open(m_path, true);
    QCOMPARE(again->lines(), (std::vector<std::string>{R"({"ropewalk":"journal"})", "{\"é\":2}"}));
    QVERIFY(again->append("3").has_value());
    QCOMPARE(contents(m_path), std::string("{\"ropewalk\":\"journal\"}\n{\"é\":2}\n3\n"));
    QCOMPARE(again->lines().size(), 3u);
}

void TestJournal::goesOnAfterHalfALine()
{
    const std::string whole = "{\"ropewalk\":\"journal\"}\n{\"b\":2}\n";
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        write(m_path, whole.substr(0, cut));
        auto journal = JournalFile::open(m_path, true);
        QVERIFY(journal.has_value());
        const auto lines = std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut), '\n');
        QCOMPARE(static_cast<std::ptrdiff_t>(journal->lines().size()), lines);
        QCOMPARE(contents(m_path), text(journal->lines()));
    }
}

void TestJournal::resumesAWholeSearchFromDisk()
{
    const auto whole = text(run(small()).lines);
    for (std::size_t cut : {std::size_t(0), std::size_t(30), whole.size() / 3, whole.size() / 2, whole.size() - 1}) {
        write(m_path, whole.substr(0, cut));
        auto journal = JournalFile::open(m_path, true);
        QVERIFY(journal.has_value());
        const auto lines = journal->lines();
        const auto outcome = evolve(one_by_one(perplexity), geometry(6), small(), "{}", lines,
            [&](const std::string& line) { return journal->append(line); });
        QVERIFY(outcome.has_value());
        QVERIFY(contents(m_path) == whole);
    }
}

void TestJournal::refusesToOverwrite()
{
    write(m_path, "{\"ropewalk\":\"journal\"}\n");
    const auto journal = JournalFile::open(m_path, false);
    QVERIFY(!journal.has_value());
    QCOMPARE(journal.error().file, m_path.string());
    QVERIFY(journal.error().message.text().find("resume") != std::string::npos);
    QCOMPARE(contents(m_path), std::string("{\"ropewalk\":\"journal\"}\n"));
}

void TestJournal::anEmptyFileIsNew()
{
    write(m_path, "");
    QVERIFY(JournalFile::open(m_path, false).has_value());
    QVERIFY(JournalFile::open(m_path, true)->lines().empty());
    QVERIFY(JournalFile::open(m_path.string() + ".other", true)->lines().empty());
}

void TestJournal::leavesOtherFilesAlone_data()
{
    QTest::addColumn<std::string>("text");
    QTest::newRow("text") << std::string("dear diary,\nhalf a line");
    QTest::newRow("JSON on one line") << std::string("{\"model_type\": \"llama\"}");
    QTest::newRow("a factor file") << std::string("{\"ropewalk\":\"factors\"}\n");
    QTest::newRow("bytes") << std::string("\0\1\2\3", 4);
}

void TestJournal::leavesOtherFilesAlone()
{
    QFETCH(std::string, text);
    write(m_path, text);
    for (bool resume : {false, true}) {
        QVERIFY(!JournalFile::open(m_path, resume).has_value());
        QCOMPARE(contents(m_path), text);
    }
}

void TestJournal::isLocked()
{
    auto first = JournalFile::open(m_path, false);
    QVERIFY(first.has_value());
    const auto second = JournalFile::open(m_path, true);
    QVERIFY(!second.has_value());
    QVERIFY(second.error().message.text().find("another search") != std::string::npos);
    first = tl::unexpected(Error{}); // closed
    QVERIFY(JournalFile::open(m_path, true).has_value());
}

void TestJournal::movingKeepsTheFile()
{
    auto first = JournalFile::open(m_path, false);
    JournalFile second = std::move(*first);
    QVERIFY(second.append("{\"ropewalk\":\"journal\"}").has_value());
    auto other = JournalFile::open(m_path.string() + ".other", false);
    second = std::move(*other);
    QVERIFY(second.append("{\"ropewalk\":\"journal\",\"n\":2}").has_value());
    QCOMPARE(contents(m_path), std::string("{\"ropewalk\":\"journal\"}\n"));
    QCOMPARE(contents(m_path.string() + ".other"), std::string("{\"ropewalk\":\"journal\",\"n\":2}\n"));
}

void TestJournal::saysWhatCannotBeOpened_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("folder") << QStringLiteral("/");
    QTest::newRow("no folder") << QStringLiteral("/nowhere/at/all.jsonl");
    QTest::newRow("device") << QStringLiteral("/dev/null");
}

void TestJournal::saysWhatCannotBeOpened()
{
    QFETCH(QString, path);
    const auto journal = JournalFile::open(path.toStdString(), true);
    QVERIFY(!journal.has_value());
    QCOMPARE(journal.error().file, path.toStdString());
    QVERIFY(!journal.error().message.text().empty());
}

void TestJournal::fullDiskLeavesNoHalfLine()
{
    auto journal = JournalFile::open(m_path, false);
    QVERIFY(journal->append("{\"ropewalk\":\"journal\"}").has_value());
    struct rlimit before = {};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    auto limit = before;
    limit.rlim_cur = 40; // bytes that a file of this process may have
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    const auto status = journal->append(std::string(100, 'x'));
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    ::signal(SIGXFSZ, handler);
    QVERIFY(!status.has_value());
    QCOMPARE(status.error().file, m_path.string());
    QCOMPARE(contents(m_path), std::string("{\"ropewalk\":\"journal\"}\n"));
    QVERIFY(journal->append("{}").has_value());
    QCOMPARE(contents(m_path), std::string("{\"ropewalk\":\"journal\"}\n{}\n"));
}

void TestJournal::readerShowsGenerations()
{
    const auto found = run(small());
    write(m_path, text(found.lines));
    const auto read = read_journal(m_path);
    QVERIFY(read.has_value());
    QCOMPARE(read->size(), 4u);
    QCOMPARE(read->back().evaluations, 24);
    QVERIFY(read->back().best == found.outcome->best);
    for (std::size_t i = 1; i < read->size(); ++i) {
        QCOMPARE((*read)[i].generation, static_cast<int>(i));
        QVERIFY((*read)[i].median <= (*read)[i - 1].median);
        QVERIFY((*read)[i].best.fitness <= (*read)[i - 1].best.fitness);
    }
}

void TestJournal::readerReadsWhileItIsWritten()
{
    const auto lines = run(small()).lines;
    auto journal = JournalFile::open(m_path, false);
    std::size_t generations = 0;
    for (const auto& line : lines) {
        QVERIFY(journal->append(line).has_value());
        generations += line.starts_with("{\"generation\"");
        QCOMPARE(read_journal(m_path)->size(), generations);
    }
    const auto whole = contents(m_path);
    write(m_path, whole.substr(0, whole.rfind("\"individuals\"")));
    QCOMPARE(read_journal(m_path)->size(), 3u);
}

void TestJournal::readerSaysWhatIsWrong()
{
    QCOMPARE(read_journal(m_path).error().file, m_path.string());
    QVERIFY(!read_journal("/").has_value());
    write(m_path, "{\"a\":1}\n{}\n");
    QCOMPARE(read_journal(m_path).error().text(), m_path.string() + ": line 1, key ropewalk: expected a journal's header");
}

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
