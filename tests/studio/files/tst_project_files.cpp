// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/dropped.h"
#include "app/studio/files/project_files.h"
#include "app/studio/session/new_project.h"

#include <QDir>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::studio;

/// Saving, what counts as modified, the copy against a crash, the list of recent files.
class TestProjectFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void modifiedUntilUndone();
    void savesAndOpens();
    void refusesABrokenFile();
    void recoversWhatACrashLeft();
    void leavesNothingAfterAGoodEnd();
    void sparesWhoStillLives();
    void remembersTheLatest();
    void knowsTheLastAtOnce();
    void journalsStandBesideTheProject();
    void journalsComeAlong();
    void aSaveThatFailsLosesNoJournal();
    void kinds_data();
    void kinds();
    void contents();

private:
    QString file(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    QStringList autosaves() const
    {
        return QDir(file("data/autosave")).entryList({QStringLiteral("*.ropewalk")}, QDir::Files);
    }
    static void write(const QString& path, const QByteArray& bytes)
    {
        QFile made(path);
        QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()) && made.open(QIODevice::WriteOnly));
        made.write(bytes);
    }
    static QByteArray content(const QString& path)
    {
        QFile read(path);
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray("cannot be read");
    }
    QStringList journals() const
    {
        QStringList out;
        for (const project::SearchRecord& search : m_document->project().searches)
            out << QString::fromStdString(search.journal);
        return out;
    }
    static void edit(views::Document& document, double last)
    {
        auto lambda = document.activeSet()->lambda;
        lambda.back() = last;
        document.setLambda(document.activeSet()->id, lambda);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<views::Document> m_document;
};

void TestProjectFiles::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder->path());
    m_document = std::make_unique<views::Document>();
    m_document->reset(demoProject());
}

void TestProjectFiles::modifiedUntilUndone()
{
    ProjectFiles files(*m_document, file("data"));
    QVERIFY(!files.isModified());
    QSignalSpy changed(&files, &ProjectFiles::changed);
    edit(*m_document, 9);
    QVERIFY(files.isModified());
    QCOMPARE(changed.size(), 1);
    m_document->undoStack()->undo();
    QVERIFY(!files.isModified());
    QCOMPARE(changed.size(), 2);
    // What the engine says of the model is no edit.
    m_document->setModel("demo", "fingerprint", m_document->geometry());
    QVERIFY(!files.isModified());
}

void TestProjectFiles::savesAndOpens()
{
    ProjectFiles files(*m_document, file("data"));
    edit(*m_document, 9);
    QVERIFY(files.saveAs(file("a.ropewalk")));
    QVERIFY(!files.isModified());
    QCOMPARE(files.name(), QStringLiteral("a"));
    edit(*m_document, 8);
    QVERIFY(files.isModified());
    QVERIFY(files.open(file("a.ropewalk")));
    QCOMPARE(m_document->activeSet()->lambda.back(), 9.0);
    QVERIFY(!files.isModified());
}

void TestProjectFiles::refusesABrokenFile()
{
    ProjectFiles files(*m_document, file("data"));
    edit(*m_document, 9);
    const auto before = m_document->project();
    QFile broken(file("b.ropewalk"));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("{\"ropewalk\": ");
    broken.close();
    const Status opened = files.open(broken.fileName());
    QVERIFY(!opened);
    QVERIFY(QString::fromStdString(opened.error().text()).contains(QStringLiteral("b.ropewalk")));
    QCOMPARE(m_document->project(), before);
    QVERIFY(files.isModified());
    const Status saved = files.saveAs(file("no/such/folder/c.ropewalk"));
    QVERIFY(!saved);
    QVERIFY(files.isModified());
}

void TestProjectFiles::recoversWhatACrashLeft()
{
    // A window that is gone: its copy is there, its lock belongs to no process.
    project::Project lost = m_document->project();
    lost.sets.front().lambda.back() = 9;
    QVERIFY(QDir().mkpath(file("data/autosave")));
    QVERIFY(project::save_project(lost, file("data/autosave/x.ropewalk").toStdString()));
    QFile origin(file("data/autosave/x.ropewalk.origin"));
    QVERIFY(origin.open(QIODevice::WriteOnly));
    origin.write(file("mine.ropewalk").toUtf8());
    origin.close();

    ProjectFiles files(*m_document, file("data"));
    const auto orphans = files.takeOrphans();
    QCOMPARE(orphans.size(), 1u);
    QCOMPARE(orphans[0].origin, file("mine.ropewalk"));
    files.recover(orphans[0]);
    QCOMPARE(m_document->activeSet()->lambda.back(), 9.0);
    QVERIFY(files.isModified());
    QCOMPARE(files.path(), file("mine.ropewalk"));
    // The copy stays until the project is saved.
    QVERIFY(QFile::exists(file("data/autosave/x.ropewalk")));
    QVERIFY(files.save());
    QVERIFY(!QFile::exists(file("data/autosave/x.ropewalk")));
}

void TestProjectFiles::leavesNothingAfterAGoodEnd()
{
    {
        ProjectFiles files(*m_document, file("data"));
        edit(*m_document, 9);
        QTRY_COMPARE_WITH_TIMEOUT(autosaves().size(), 1, 20'000);
    }
    QCOMPARE(autosaves().size(), 0);
}

void TestProjectFiles::sparesWhoStillLives()
{
    ProjectFiles files(*m_document, file("data"));
    edit(*m_document, 9);
    QTRY_COMPARE_WITH_TIMEOUT(autosaves().size(), 1, 20'000);
    views::Document other;
    other.reset(demoProject());
    ProjectFiles beside(other, file("data"));
    QVERIFY(beside.takeOrphans().empty());
    QVERIFY(files.takeOrphans().empty());
    QVERIFY(files.saveAs(file("a.ropewalk")));
    QCOMPARE(autosaves().size(), 0);
}

void TestProjectFiles::remembersTheLatest()
{
    ProjectFiles files(*m_document, file("data"));
    QSignalSpy changed(&files, &ProjectFiles::recentChanged);
    for (int i = 0; i < 12; ++i)
        files.remember(QString::number(i));
    files.remember(QStringLiteral("5"));
    QCOMPARE(files.recent().size(), 10);
    QCOMPARE(files.recent().first(), QStringLiteral("5"));
    QCOMPARE(files.recent().count(QStringLiteral("5")), 1);
    files.clearRecent();
    QVERIFY(files.recent().isEmpty());
    QCOMPARE(changed.size(), 14);
}

/// What is opened next time is known at every moment, not first when the window is asked to close.
void TestProjectFiles::knowsTheLastAtOnce()
{
    ProjectFiles files(*m_document, file("data"));
    QCOMPARE(files.last(), QString());
    QVERIFY(files.saveAs(file("a.ropewalk")));
    QCOMPARE(files.last(), file("a.ropewalk"));
    QVERIFY(files.saveAs(file("b.ropewalk")));
    QCOMPARE(files.last(), file("b.ropewalk"));
    QVERIFY(files.open(file("a.ropewalk")));
    QCOMPARE(files.last(), file("a.ropewalk"));
    QVERIFY(!files.open(file("none.ropewalk")));
    QCOMPARE(files.last(), file("a.ropewalk"));
    // Another window that opens nothing changes nothing.
    views::Document document;
    document.reset(demoProject());
    QCOMPARE(ProjectFiles(document, file("data")).last(), file("a.ropewalk"));
    files.begin(demoProject());
    QCOMPARE(files.last(), QString());
}

void TestProjectFiles::journalsStandBesideTheProject()
{
    ProjectFiles files(*m_document, file("data"));
    QVERIFY(files.nextJournal().startsWith(file("data")));
    QVERIFY(files.saveAs(file("a.ropewalk")));
    QCOMPARE(files.nextJournal(), file("a.searches/search-1.jsonl"));
    QVERIFY(QDir().mkpath(file("a.searches")));
    QFile taken(files.nextJournal());
    QVERIFY(taken.open(QIODevice::WriteOnly));
    QCOMPARE(files.nextJournal(), file("a.searches/search-2.jsonl"));
}

/// The journals of a project without a file are moved beside the file that it gets; Save as takes copies along.
void TestProjectFiles::journalsComeAlong()
{
    ProjectFiles files(*m_document, file("data"));
    QSignalSpy moved(&files, &ProjectFiles::journalMoved);
    const QString kept = files.nextJournal();
    write(kept, "one\n");
    write(file("elsewhere.jsonl"), "two\n");
    project::SearchRecord first, second, gone;
    first.journal = kept.toStdString();
    first.best = 4.5;
    second.journal = file("elsewhere.jsonl").toStdString();
    gone.journal = file("gone.jsonl").toStdString();
    m_document->setSearches({ first, second, gone });
    QVERIFY(files.isModified()); // a search is worth a question
    QVERIFY(files.saveAs(file("p/a.ropewalk")));
    QVERIFY(!files.isModified());
    QCOMPARE(journals(), (QStringList{ file("p/a.searches/search-1.jsonl"), file("p/a.searches/search-2.jsonl"),
                             file("gone.jsonl") }));
    QCOMPARE(content(file("p/a.searches/search-1.jsonl")), QByteArray("one\n"));
    QCOMPARE(content(file("p/a.searches/search-2.jsonl")), QByteArray("two\n"));
    QVERIFY(!QFile::exists(kept)); // it was this project's alone
    QVERIFY(QFile::exists(file("elsewhere.jsonl")));
    QCOMPARE(moved.size(), 2);
    QCOMPARE(m_document->project().searches[0].best, 4.5);
    const QByteArray written = content(file("p/a.ropewalk"));
    QVERIFY2(written.contains("\"a.searches/search-1.jsonl\""), written.constData());
    QVERIFY2(!written.contains(kept.toUtf8()), written.constData());
    // Saved again, nothing moves; under another name copies come along, whatever is there already.
    QVERIFY(files.save());
    QCOMPARE(moved.size(), 2);
    write(file("p/b.searches/search-1.jsonl"), "another's\n");
    QVERIFY(files.saveAs(file("p/b.ropewalk")));
    QCOMPARE(content(file("p/b.searches/search-1.jsonl")), QByteArray("another's\n"));
    QCOMPARE(content(file("p/a.searches/search-1.jsonl")), QByteArray("one\n"));
    QCOMPARE(content(journals().at(0)), QByteArray("one\n"));
    QCOMPARE(content(journals().at(1)), QByteArray("two\n"));
    for (int i : { 0, 1 })
        QVERIFY2(journals().at(i).startsWith(file("p/b.searches/")), qPrintable(journals().at(i)));
}

void TestProjectFiles::aSaveThatFailsLosesNoJournal()
{
    ProjectFiles files(*m_document, file("data"));
    const QString kept = files.nextJournal();
    write(kept, "one\n");
    project::SearchRecord search;
    search.journal = kept.toStdString();
    m_document->setSearches({ search });
    QVERIFY(QDir().mkpath(file("a.ropewalk/in the way")));
    QVERIFY(!files.saveAs(file("a.ropewalk")));
    QCOMPARE(content(kept), QByteArray("one\n"));
    QCOMPARE(journals(), QStringList{ kept });
    QVERIFY(!QFile::exists(file("a.searches")));
    QVERIFY(files.path().isEmpty());
}

void TestProjectFiles::kinds_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<PathKind>("kind");
    QTest::newRow("project") << QStringLiteral("p.ropewalk") << PathKind::Project;
    QTest::newRow("config alone") << QStringLiteral("config.json") << PathKind::Factors;
    QTest::newRow("factors") << QStringLiteral("f.json") << PathKind::Factors;
    QTest::newRow("csv") << QStringLiteral("result_final.CSV") << PathKind::Factors;
    QTest::newRow("text") << QStringLiteral("book.txt") << PathKind::Text;
    QTest::newRow("JSON lines") << QStringLiteral("books.jsonl") << PathKind::Text;
    QTest::newRow("picture") << QStringLiteral("a.png") << PathKind::Unknown;
}

void TestProjectFiles::kinds()
{
    QFETCH(QString, name);
    QFETCH(PathKind, kind);
    QTemporaryDir folder;
    QCOMPARE(kindOfPath(folder.filePath(name)), PathKind::Unknown); // not there yet
    QFile made(folder.filePath(name));
    QVERIFY(made.open(QIODevice::WriteOnly));
    QCOMPARE(kindOfPath(made.fileName()), kind);
    const bool model = name == QLatin1String("config.json"), text = kind == PathKind::Text;
    QCOMPARE(kindOfPath(folder.path()), model ? PathKind::Model : text ? PathKind::Text : PathKind::Unknown);
}

/// By what is in them, whatever they are called.
void TestProjectFiles::contents()
{
    QTemporaryDir folder;
    const auto kind = [&](const char* name, const QByteArray& bytes) {
        QFile made(folder.filePath(QString::fromLatin1(name)));
        if (made.open(QIODevice::WriteOnly))
            made.write(bytes);
        made.close();
        return kindOfPath(made.fileName());
    };
    QCOMPARE(kind("column.txt", "1.0\n1.25\n4e+00\n"), PathKind::Factors);
    QCOMPARE(kind("column", "1, 2\t3"), PathKind::Factors);
    QCOMPARE(kind("book.txt", "1984 was a year"), PathKind::Text);
    QCOMPARE(kind("blank.txt", " \n"), PathKind::Text);
    QCOMPARE(kind("model", "GGUF\3"), PathKind::Factors);
    QCOMPARE(kind("config.json", "{}"), PathKind::Factors);
    QCOMPARE(kind("model.safetensors", "{"), PathKind::Unknown);
    QCOMPARE(kind("config.json", "{}"), PathKind::Model); // beside weights
}

QTEST_GUILESS_MAIN(TestProjectFiles)
#include "tst_project_files.moc"
