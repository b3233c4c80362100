// SPDX-License-Identifier: GPL-3.0-only
#include "project_case.h"

#include <QDir>
#include <QFile>

using namespace ropewalk;
using namespace ropewalk::studio;

/// A project's file as a person meets it: changed by others, gone, moved without what it refers to.
class TestProjectOnDisk : public ProjectCase
{
    Q_OBJECT

private Q_SLOTS:
    void ownSavesAreSilent();
    void changedOnDiskIsReloaded();
    void changedOnDiskIsKeptOut();
    void aLinkIsWatchedWhereItLeads();
    void aSaveNeverOverwritesUnasked();
    void aFileThatIsGoneIsSavedAgain();
    void missingResultsAreSaid();
    void aFailingAutosaveIsSaid();

private:
    double onDisk() const
    {
        return project::load_project(path("a.ropewalk").toStdString())->sets[0].lambda.back();
    }

    /// What another program does: the same project with another last factor, written in place or put there at
    /// once.
    void changeBehind(double last, bool atOnce = true)
    {
        auto project = *project::load_project(path("a.ropewalk").toStdString());
        project.sets[0].lambda.back() = last;
        if (atOnce) {
            QVERIFY(project::save_project(project, path("a.ropewalk").toStdString()));
            return;
        }
        QFile file(path("a.ropewalk"));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(QByteArray::fromStdString(project::write_project(project)));
    }
};

void TestProjectOnDisk::ownSavesAreSilent()
{
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    for (double last : { 9.0, 10.0 }) {
        window.edit(last);
        window->actions().save->trigger();
        QVERIFY(!window->isWindowModified());
        QCOMPARE(onDisk(), last);
    }
    // What comes after is told, so the watch was on all the time.
    changeBehind(11);
    QTRY_VERIFY_WITH_TIMEOUT(!window.said("disk").isEmpty(), kWaitMs);
}

void TestProjectOnDisk::changedOnDiskIsReloaded()
{
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    for (const bool atOnce : { true, false, true }) {
        changeBehind(atOnce ? 5 : 6, atOnce);
        QTRY_VERIFY_WITH_TIMEOUT(
            window.said("disk").contains(QStringLiteral("“a” was changed on disk")), kWaitMs);
        QVERIFY(window.choose("Reload"));
        QCOMPARE(window.last(), atOnce ? 5.0 : 6.0);
        QVERIFY(!window->isWindowModified());
        QVERIFY(window.said("disk").isEmpty());
    }
    // Changed back before anybody chose: there is nothing to choose any more.
    changeBehind(7);
    QTRY_VERIFY_WITH_TIMEOUT(!window.said("disk").isEmpty(), kWaitMs);
    changeBehind(5);
    QTRY_VERIFY_WITH_TIMEOUT(window.said("disk").isEmpty(), kWaitMs);
}

void TestProjectOnDisk::changedOnDiskIsKeptOut()
{
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    window.edit(9);
    changeBehind(5);
    QTRY_VERIFY_WITH_TIMEOUT(window.said("disk").contains(QStringLiteral("and here as well")), kWaitMs);
    QVERIFY(window.choose("Keep mine"));
    QCOMPARE(window.last(), 9.0);
    QVERIFY(window->isWindowModified());
    QCOMPARE(onDisk(), 5.0);
    window->actions().save->trigger();
    QCOMPARE(onDisk(), 9.0);
    QVERIFY(window.said("disk").isEmpty());

    window.edit(10);
    changeBehind(6);
    QTRY_VERIFY_WITH_TIMEOUT(!window.said("disk").isEmpty(), kWaitMs);
    QVERIFY(window.choose("Drop mine and reload"));
    QCOMPARE(window.last(), 6.0);
    QVERIFY(!window->isWindowModified());
}

/// The project is a link to a file elsewhere, as all files of a download cache are.
void TestProjectOnDisk::aLinkIsWatchedWhereItLeads()
{
    QVERIFY(QDir(path(".")).mkpath(QStringLiteral("blobs")));
    QVERIFY(QFile::rename(path("a.ropewalk"), path("blobs/1")));
    QVERIFY(QFile::link(path("blobs/1"), path("a.ropewalk")));
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    for (const bool atOnce : { true, false }) {
        changeBehind(atOnce ? 5 : 6, atOnce); // a new file takes the place of the blob, or it is written in place
        QTRY_VERIFY_WITH_TIMEOUT(window.said("disk").contains(QStringLiteral("“a” was changed on disk")), kWaitMs);
        QVERIFY(window.choose("Reload"));
        QCOMPARE(window.last(), atOnce ? 5.0 : 6.0);
    }
    QVERIFY(QFile::rename(path("blobs/1"), path("blobs/2")));
    QTRY_VERIFY_WITH_TIMEOUT(!window.said("disk").isEmpty(), kWaitMs);
    QVERIFY(QFile::rename(path("blobs/2"), path("blobs/1")));
    QTRY_VERIFY_WITH_TIMEOUT(window.said("disk").isEmpty(), kWaitMs);
    window.edit(9);
    window->actions().save->trigger();
    QCOMPARE(onDisk(), 9.0);
    QVERIFY(QFileInfo(path("a.ropewalk")).isSymLink());
}

void TestProjectOnDisk::aSaveNeverOverwritesUnasked()
{
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    window.edit(9);
    changeBehind(5);
    window->actions().save->trigger(); // before the system told of the change
    QCOMPARE(onDisk(), 5.0);
    QVERIFY2(
        window.said("disk").contains(QStringLiteral("“a” is not saved")), qPrintable(window.said("disk")));
    QVERIFY(window->isWindowModified());
    QVERIFY(window.choose("Overwrite"));
    QCOMPARE(onDisk(), 9.0);
    QVERIFY(!window->isWindowModified());
    QVERIFY(window.said("disk").isEmpty());
}

void TestProjectOnDisk::aFileThatIsGoneIsSavedAgain()
{
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    QVERIFY(!window->isWindowModified());
    QVERIFY(QFile::remove(path("a.ropewalk")));
    QTRY_VERIFY_WITH_TIMEOUT(window.said("disk").contains(QStringLiteral("was moved or deleted")), kWaitMs);
    QVERIFY(window->isWindowModified()); // closing asks
    QVERIFY(window.choose("Save again"));
    QVERIFY(QFile::exists(path("a.ropewalk")));
    QVERIFY(!window->isWindowModified());
    QVERIFY(window.said("disk").isEmpty());
}

void TestProjectOnDisk::missingResultsAreSaid()
{
    QVERIFY(QDir().mkpath(path("old/a.results")));
    QFile journal(path("old/a.search-1.jsonl"));
    QVERIFY(journal.open(QIODevice::WriteOnly));
    {
        FakeWindow window(data());
        QVERIFY(window.show());
        window.document().addSearch({ journal.fileName().toStdString(), {}, {}, 0, {}, nlohmann::json::object() });
        QVERIFY(window.files().saveAs(path("old/a.ropewalk")));
        QVERIFY(!window->isWindowModified());
    }
    // The whole folder is moved: everything is found.
    QVERIFY(QDir().rename(path("old"), path("new")));
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("new/a.ropewalk"));
    QCOMPARE(window.files().name(), QStringLiteral("a"));
    QCOMPARE(window.said("missing"), QString());
    QCOMPARE(window.files().resultsFolder(), path("new/a.results"));
    const auto only = [&] { return QString::fromStdString(window.document().project().searches.at(0).journal); };
    QCOMPARE(only(), path("new/a.searches/search-1.jsonl"));
    // The file is renamed: its results keep their name.
    QVERIFY(QFile::rename(path("new/a.ropewalk"), path("new/b.ropewalk")));
    window->fileControl().openPath(path("new/b.ropewalk"));
    QCOMPARE(window.files().resultsFolder(), path("new/a.results"));
    QCOMPARE(window.said("missing"), QString());
    // The file alone is taken along: what stayed behind is named.
    QVERIFY(QDir().mkpath(path("alone")) && QFile::copy(path("new/b.ropewalk"), path("alone/b.ropewalk")));
    window->fileControl().openPath(path("alone/b.ropewalk"));
    QCOMPARE(window.files().path(), path("alone/b.ropewalk"));
    // with the place that was looked at.
    for (const char* looked : { "alone/a.searches/search-1.jsonl", "alone/a.results" })
        QVERIFY2(window.said("missing").contains(path(looked)), qPrintable(window.said("missing")));
    QVERIFY2(window.said("search").contains(path("alone/a.searches/search-1.jsonl")),
        qPrintable(window.said("search")));
}

void TestProjectOnDisk::aFailingAutosaveIsSaid()
{
    QFile inTheWay(data());
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    window.edit(9);
    QTRY_VERIFY_WITH_TIMEOUT(window.said("autosave").contains(QStringLiteral("not safe from a crash")), kWaitMs);
    window->actions().save->trigger();
    QCOMPARE(onDisk(), 9.0);
    QVERIFY(window.said("autosave").isEmpty());
}

int main(int argc, char** argv)
{
    return runWindowTest<TestProjectOnDisk>(argc, argv);
}
#include "tst_project_on_disk.moc"
