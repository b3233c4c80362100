// SPDX-License-Identifier: Apache-2.0
#include "core/formats/factor_file.h"
#include "core/formats/json_fields.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace ropewalk::formats;

namespace {

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be opened");
}

QStringList names(const QTemporaryDir& folder)
{
    return QDir(folder.path()).entryList(QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot);
}

} // namespace

class TestSave : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newAndReplaced()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.json"));
        QVERIFY(save_atomically(path.toStdString(), "first"));
        QCOMPARE(content(path), "first");
        QVERIFY(save_atomically(path.toStdString(), std::string(300000, 'x')));
        QCOMPARE(content(path), QByteArray(300000, 'x'));
        QVERIFY(save_atomically(path.toStdString(), ""));
        QCOMPARE(content(path), "");
        QCOMPARE(names(folder), QStringList{ QStringLiteral("a.json") });
    }

    void keepsPermissionsAndLinks()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.json"));
        const QString link = folder.filePath(QStringLiteral("link.json"));
        QVERIFY(save_atomically(path.toStdString(), "first"));
        QCOMPARE(::chmod(path.toUtf8().constData(), 0640), 0);
        QVERIFY(QFile::link(path, link));
        QVERIFY(save_atomically(link.toStdString(), "second"));
        QCOMPARE(content(path), "second");
        QVERIFY(QFileInfo(link).isSymLink());
        struct stat status
        {
        };
        QCOMPARE(::stat(path.toUtf8().constData(), &status), 0);
        QCOMPARE(status.st_mode & 07777u, 0640u);
    }

    void aNameWithoutFolderGoesToTheCurrentOne()
    {
        QTemporaryDir folder;
        const QString before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(folder.path()));
        const auto saved = save_atomically("bare.json", "here");
        QVERIFY(QDir::setCurrent(before));
        QVERIFY(saved);
        QCOMPARE(content(folder.filePath(QStringLiteral("bare.json"))), "here");
    }

    void refused()
    {
        QTemporaryDir folder;
        const std::string nowhere = folder.path().toStdString() + "/none/a.json";
        const auto missing = save_atomically(nowhere, "x");
        QVERIFY(!missing);
        QCOMPARE(missing.error().text(), nowhere + ": cannot be saved: No such file or directory");
        const auto onto_folder = save_atomically(folder.path().toStdString(), "x");
        QVERIFY(!onto_folder);
        QCOMPARE(
            onto_folder.error().text(), folder.path().toStdString() + ": cannot be saved: Is a directory");
        QVERIFY(names(folder).isEmpty());
    }

    /// A write that the system cuts short (as a full disk does) leaves the old file and nothing beside it.
    void aFullDiskLeavesTheOldFile()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.json"));
        QVERIFY(save_atomically(path.toStdString(), "old"));
        struct rlimit before
        {
        };
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        struct rlimit small = before;
        small.rlim_cur = 4096;
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const auto saved = save_atomically(path.toStdString(), std::string(100000, 'x'));
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        std::signal(SIGXFSZ, handler);
        QVERIFY(!saved);
        QCOMPARE(saved.error().message.text(), std::string("cannot be saved: File too large"));
        QCOMPARE(content(path), "old");
        QCOMPARE(names(folder), QStringList{ QStringLiteral("a.json") });
    }

    void readingIsBounded()
    {
        QTemporaryDir folder;
        const auto folder_read = read_text(folder.path().toStdString());
        QVERIFY(!folder_read);
        QCOMPARE(folder_read.error().message.text(), std::string("expected a file, found a folder"));
        const auto device = read_text("/dev/zero");
        QVERIFY(!device);
        QCOMPARE(device.error().text(), std::string("/dev/zero: expected a file, found a device or pipe"));
        const QString path = folder.filePath(QStringLiteral("big"));
        QFile big(path);
        QVERIFY(big.open(QIODevice::WriteOnly) && big.resize(max_text_bytes + 1));
        const auto large = read_text(path.toStdString());
        QVERIFY(!large);
        QCOMPARE(large.error().message.text(), std::string("expected at most 16 MiB, found a larger file"));
        QVERIFY(big.resize(max_text_bytes));
        QCOMPARE(read_text(path.toStdString()).value().size(), max_text_bytes);
    }
};

QTEST_GUILESS_MAIN(TestSave)
#include "tst_save.moc"
