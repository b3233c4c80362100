// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/autosave.h"
#include "app/studio/session/new_project.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <cstdio>
#include <unistd.h>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {

constexpr int kKills = 40;
constexpr int kLongestMs = 60;
constexpr int kWaitMs = 30'000;
constexpr std::int64_t kSaveEvery = 5; // edits

/// The project after so many edits.
project::Project edited(std::int64_t edits)
{
    project::Project project = demoProject();
    project.sets.front().lambda.back() = 1 + double(edits);
    project.sets.front().notes = std::string(std::size_t(edits % 3) * 20'000, 'n');
    return project;
}

std::int64_t editsIn(const project::Project& project)
{
    return std::int64_t(project.sets.front().lambda.back()) - 1;
}

void say(std::int64_t number)
{
    std::printf("%lld\n", static_cast<long long>(number));
    std::fflush(stdout);
}

/// A window that is edited without end: every edit is copied, every fifth is saved and its copy removed.
int edit(const QString& folder, const QString& file, std::int64_t from)
{
    Autosave autosave(folder);
    for (std::int64_t number = from;; ++number) {
        autosave.keep(edited(number), file);
        autosave.settle();
        if (number % kSaveEvery == 0) {
            if (!project::save_project(edited(number), file.toStdString()))
                return 1;
            autosave.discard();
        }
        say(number);
    }
}

/// A window that recovers what is there, and is then killed in its turn.
int recover(const QString& folder)
{
    Autosave autosave(folder);
    const auto orphans = autosave.takeOrphans();
    for (const Recovered& one : orphans)
        autosave.adopt(one);
    say(qint64(orphans.size()));
    return ::pause();
}

QByteArray lastLine(QProcess& process)
{
    const QByteArrayList lines = process.readAllStandardOutput().split('\n'); // the last is half a line
    return lines.size() < 2 ? QByteArray() : lines[lines.size() - 2];
}

} // namespace

/// kill −9 at any moment of a copy against crashes, of the save after it, and of recovering: the newest state
/// that was on the disk is found again.
class TestKilledWhileAutosaving : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingKeptIsLost();
    void recoveringKeepsTheCopy();
    void whatWasSavedIsNotOffered();
};

void TestKilledWhileAutosaving::nothingKeptIsLost()
{
    const QTemporaryDir home;
    const QString folder = home.filePath(QStringLiteral("autosave")),
                  file = home.filePath(QStringLiteral("a.ropewalk"));
    QVERIFY(project::save_project(edited(1), file.toStdString()));
    std::int64_t last = 1;
    for (int kill = 0; kill < kKills; ++kill) {
        QProcess window;
        window.start(QCoreApplication::applicationFilePath(),
            { QStringLiteral("--edit"), folder, file, QString::number(last + 1) });
        QVERIFY(window.waitForReadyRead(kWaitMs));
        const QDeadlineTimer moment(int(QRandomGenerator::global()->bounded(kLongestMs)));
        while (!moment.hasExpired())
            window.waitForReadyRead(int(moment.remainingTime()));
        window.kill();
        QVERIFY(window.waitForFinished(kWaitMs));
        QCOMPARE(window.exitStatus(), QProcess::CrashExit);

        const std::int64_t told = lastLine(window).toLongLong();
        QVERIFY(told > last);
        const auto saved = project::load_project(file.toStdString());
        QVERIFY2(saved, saved ? "" : saved.error().text().c_str());
        project::Project newest = *saved;
        Autosave next(folder);
        const auto orphans = next.takeOrphans();
        QVERIFY(orphans.size() <= 1);
        for (const Recovered& one : orphans) {
            QCOMPARE(one.origin, file);
            QVERIFY(editsIn(one.project) > editsIn(*saved));
            newest = one.project;
            next.adopt(one);
        }
        const std::int64_t found = editsIn(newest);
        QVERIFY2(found == told || found == told + 1,
            qPrintable(QStringLiteral("%1 was kept, %2 is there").arg(told).arg(found)));
        QVERIFY(newest == edited(found));
        last = found;
    }
    // A kill right after a lock was made leaves it without a name; it is swept when it is no longer new.
    for (const QFileInfo& lock : QDir(folder).entryInfoList({ QStringLiteral("*.lock") }, QDir::Files)) {
        QFile old(lock.filePath());
        QVERIFY(lock.size() > 0 || (old.open(QIODevice::Append)
            && old.setFileTime(QDateTime::currentDateTime().addSecs(-60), QFileDevice::FileModificationTime)));
    }
    const QStringList left = Autosave(folder).takeOrphans().empty()
        ? QDir(folder).entryList(QDir::Files | QDir::Hidden)
        : QStringList{ QStringLiteral("a copy") };
    QVERIFY2(left.isEmpty(), qPrintable(left.join(QLatin1Char(' '))));
}

void TestKilledWhileAutosaving::recoveringKeepsTheCopy()
{
    const QTemporaryDir home;
    const QString folder = home.filePath(QStringLiteral("autosave"));
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(project::save_project(edited(7), (folder + QStringLiteral("/x.ropewalk")).toStdString()));
    for (int kill = 0; kill < 3; ++kill) {
        QProcess window;
        window.start(QCoreApplication::applicationFilePath(), { QStringLiteral("--recover"), folder });
        QVERIFY(window.waitForReadyRead(kWaitMs));
        Autosave other(folder);
        QVERIFY(other.takeOrphans().empty()); // its window lives
        window.kill();
        QVERIFY(window.waitForFinished(kWaitMs));
        QCOMPARE(lastLine(window), QByteArray("1"));
    }
    Autosave last(folder);
    const auto orphans = last.takeOrphans();
    QCOMPARE(orphans.size(), 1u);
    QVERIFY(orphans[0].project == edited(7));
}

void TestKilledWhileAutosaving::whatWasSavedIsNotOffered()
{
    const QTemporaryDir home;
    const QString folder = home.filePath(QStringLiteral("autosave")),
                  file = home.filePath(QStringLiteral("a.ropewalk"));
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(project::save_project(edited(7), file.toStdString()));
    QVERIFY(project::save_project(edited(7), (folder + QStringLiteral("/x.ropewalk")).toStdString()));
    QFile origin(folder + QStringLiteral("/x.ropewalk.origin"));
    QVERIFY(origin.open(QIODevice::WriteOnly));
    origin.write(file.toUtf8());
    origin.close();
    Autosave autosave(folder);
    QVERIFY(autosave.takeOrphans().empty());
    QVERIFY(!QFile::exists(folder + QStringLiteral("/x.ropewalk")));
}

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 5 && arguments[1] == QLatin1String("--edit"))
        return edit(arguments[2], arguments[3], arguments[4].toLongLong());
    if (arguments.size() == 3 && arguments[1] == QLatin1String("--recover"))
        return recover(arguments[2]);
    TestKilledWhileAutosaving test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_killed_while_autosaving.moc"
