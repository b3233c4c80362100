// SPDX-License-Identifier: Apache-2.0
#include "core/project/project.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <cstdio>

using namespace ropewalk;
using namespace ropewalk::project;

namespace {

constexpr int kKills = 60;
constexpr int kLongestMs = 40;
constexpr int kWaitMs = 30'000;

/// The project as its writer saves it for the number-th time: every second one is ten times as long.
Project version(std::int64_t number)
{
    Project project;
    project.model_path = "demo";
    project.geometry = { 64, 64, 10000.0, 256 };
    project.target_length = number;
    for (int i = 0; i < (number % 2 == 0 ? 4 : 40); ++i) {
        rope::FactorSet set;
        set.id = "set-" + std::to_string(i);
        set.name = "version " + std::to_string(number);
        for (int pair = 0; pair < 32; ++pair)
            set.lambda.push_back(1 + std::sqrt(double(number + i * pair)));
        project.sets.push_back(set);
    }
    project.active_set = "set-0";
    return project;
}

/// Saves one version after another until it is killed, and says which is done.
int save_for_ever(const char* file, std::int64_t from)
{
    for (std::int64_t number = from;; ++number) {
        if (!save_project(version(number), file))
            return 1;
        std::printf("%lld\n", static_cast<long long>(number));
        std::fflush(stdout);
    }
}

} // namespace

/// kill −9 at any moment of a save: the file is a whole version, and none that was said to be saved is lost.
class TestKilledWhileSaving : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingSavedIsLost();
    void leftoversAreSweptAway();
};

void TestKilledWhileSaving::nothingSavedIsLost()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("a.ropewalk"));
    QVERIFY(save_project(version(1), file.toStdString()));
    std::int64_t last = 1;
    int progressed = 0;
    for (int kill = 0; kill < kKills; ++kill) {
        QProcess writer;
        writer.start(QCoreApplication::applicationFilePath(),
            { QStringLiteral("--save"), file, QString::number(last + 1) });
        QVERIFY(writer.waitForStarted(kWaitMs));
        QVERIFY(writer.waitForReadyRead(kWaitMs)); // it is at work
        const QDeadlineTimer moment(int(QRandomGenerator::global()->bounded(kLongestMs)));
        while (!moment.hasExpired())
            writer.waitForReadyRead(int(moment.remainingTime()));
        writer.kill();
        QVERIFY(writer.waitForFinished(kWaitMs));
        QCOMPARE(writer.exitStatus(), QProcess::CrashExit);

        const QByteArrayList told = writer.readAllStandardOutput().split('\n'); // the last is half a line
        QVERIFY(told.size() >= 2);
        const std::int64_t saved = told[told.size() - 2].toLongLong();
        QVERIFY(saved > last);
        const auto read = load_project(file.toStdString());
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        const std::int64_t found = read->target_length;
        QVERIFY2(found == saved || found == saved + 1,
            qPrintable(QStringLiteral("%1 was saved, %2 is there").arg(saved).arg(found)));
        QVERIFY(*read == version(found));
        progressed += found == saved + 1;
        last = found;
    }
    qInfo("%lld saves, %d kills, %d of them between the rename and its report", static_cast<long long>(last),
        kKills, progressed);
}

void TestKilledWhileSaving::leftoversAreSweptAway()
{
    const QTemporaryDir folder;
    const auto make = [&](const char* name) {
        QFile made(folder.filePath(QString::fromLatin1(name)));
        return made.open(QIODevice::WriteOnly) && made.write("half") == 4;
    };
    for (const char* name : { ".a.ropewalk.123.saving", ".a.ropewalk.mine.saving", ".b.ropewalk.123.saving",
             "a.ropewalk.123.saving" })
        QVERIFY(make(name));
    QVERIFY(save_project(version(1), folder.filePath(QStringLiteral("a.ropewalk")).toStdString()));
    const QStringList left = QDir(folder.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    QCOMPARE(left,
        (QStringList{ QStringLiteral(".a.ropewalk.mine.saving"), QStringLiteral(".b.ropewalk.123.saving"),
            QStringLiteral("a.ropewalk"), QStringLiteral("a.ropewalk.123.saving") }));
}

int main(int argc, char** argv)
{
    if (argc == 4 && std::string_view(argv[1]) == "--save")
        return save_for_ever(argv[2], std::atoll(argv[3]));
    const QCoreApplication app(argc, argv);
    TestKilledWhileSaving test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_killed_while_saving.moc"
