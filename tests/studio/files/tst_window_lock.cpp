// SPDX-License-Identifier: GPL-3.0-only
// Whose a lock is: a living window's for as long as it lives, nobody's once its maker is gone, named or not.
#include "app/studio/files/open_mark.h"
#include "app/studio/files/window_lock.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <atomic>
#include <memory>

using namespace ropewalk::studio;

class WindowLockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLivingWindowKeepsIt();
    void oneWithoutANameIsTakenOnceItIsOld_data();
    void oneWithoutANameIsTakenOnceItIsOld();
    void aProjectMarkedByAKilledWindowIsNotElsewhere();
    void askingMarksNothing();

private:
    /// A lock as a window leaves it that is killed between making it and writing its name.
    static void leaveUnnamed(const QString& path, int secondsAgo);
};

void WindowLockTest::leaveUnnamed(const QString& path, int secondsAgo)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(-secondsAgo), QFileDevice::FileModificationTime));
}

void WindowLockTest::aLivingWindowKeepsIt()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.lock"));
    const auto first = windowLock(path), second = windowLock(path);
    QVERIFY(take(*first));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::currentDateTime().addDays(-9), QFileDevice::FileModificationTime));
    QVERIFY(!take(*second));
    first->unlock();
    QVERIFY(take(*second));
}

void WindowLockTest::oneWithoutANameIsTakenOnceItIsOld_data()
{
    QTest::addColumn<int>("secondsAgo");
    QTest::addColumn<bool>("taken");
    QTest::newRow("its maker may be about to write it") << 0 << false;
    QTest::newRow("its maker was killed") << 5 << true;
}

void WindowLockTest::oneWithoutANameIsTakenOnceItIsOld()
{
    QFETCH(const int, secondsAgo);
    QFETCH(const bool, taken);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.lock"));
    leaveUnnamed(path, secondsAgo);
    const auto lock = windowLock(path), other = windowLock(path);
    QCOMPARE(take(*lock), taken);
    QVERIFY(QFile::exists(path));
    QVERIFY(!take(*other));
}

void WindowLockTest::aProjectMarkedByAKilledWindowIsNotElsewhere()
{
    const QTemporaryDir folder;
    const QString marks = folder.filePath(QStringLiteral("marks")), project = folder.filePath(QStringLiteral("a.ropewalk"));
    OpenMark first(marks);
    first.set(project);
    const OpenMark second(marks);
    QVERIFY(second.isElsewhere(project));
    const QStringList made = QDir(marks).entryList({QStringLiteral("*.lock")}, QDir::Files);
    QCOMPARE(made.size(), 1);
    first.set({});
    QVERIFY(!second.isElsewhere(project));
    leaveUnnamed(marks + QLatin1Char('/') + made.front(), 5);
    QVERIFY(!second.isElsewhere(project));
}

// Who only asks has no file open, however often and beside whom.
void WindowLockTest::askingMarksNothing()
{
    const QTemporaryDir folder;
    const QString project = folder.filePath(QStringLiteral("a.ropewalk"));
    std::atomic<bool> done = false;
    const std::unique_ptr<QThread> other(QThread::create([&] {
        const OpenMark marks(folder.path());
        while (!done)
            marks.isElsewhere(project);
    }));
    other->start();
    const OpenMark marks(folder.path());
    int elsewhere = 0;
    for (int time = 0; time < 2000; ++time)
        elsewhere += marks.isElsewhere(project);
    done = true;
    QVERIFY(other->wait());
    QCOMPARE(elsewhere, 0);
}

QTEST_GUILESS_MAIN(WindowLockTest)
#include "tst_window_lock.moc"
