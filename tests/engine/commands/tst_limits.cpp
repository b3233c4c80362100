// SPDX-License-Identifier: Apache-2.0
// Limits of the system: address space, sizes of files, disks that are full. One sentence, status 1, and nothing left.
#include "tests/engine/commands/text_file.h"
#include "tests/engine/engine_process.h"

#include <QDir>
#include <QTemporaryDir>
#include <csignal>
#include <sys/file.h>
#include <unistd.h>

namespace {

/// The engine under a limit of the shell ("ulimit -v 450000").
Ran limited(const QString& limit, const QString& arguments)
{
    QProcess process;
    const QString program = QStringLiteral(ROPEWALK_ENGINE_PROGRAM);
    process.start(QStringLiteral("bash"),
        { QStringLiteral("-c"), QStringLiteral("ulimit -c 0; %1; exec %2 %3").arg(limit, program, arguments) });
    process.closeWriteChannel();
    Ran ran;
    if (process.waitForFinished(120000) && process.exitStatus() == QProcess::NormalExit)
        ran.status = process.exitCode();
    ran.out = process.readAllStandardOutput();
    ran.err = process.readAllStandardError();
    return ran;
}

QStringList filesIn(const QString& folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

} // namespace

class TestLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressSpace_data()
    {
        QTest::addColumn<QString>("command");
        QTest::newRow("help") << QStringLiteral("--version");
        QTest::newRow("score") << QStringLiteral("score --factors yarn --target 512 --samples 1");
        QTest::newRow("search") << QStringLiteral(
            "search --target 512 --samples 1 --population 4 --generations 1 --mutations 2 --crossovers 2 --parents 2");
    }
    /// From what the loader needs up to where it works: a result, or one sentence and status 1.
    void addressSpace()
    {
        QFETCH(QString, command);
        int refused = 0;
        for (int megabytes = 400; megabytes <= 1000; megabytes += megabytes < 600 ? 12 : 100) {
            const Ran ran = limited(QStringLiteral("ulimit -v %1").arg(1000 * megabytes), command);
            const bool begun = !ran.err.contains("error while loading shared libraries"); // else the system's words
            if (ran.status == 0 || !begun)
                continue;
            ++refused;
            const QByteArray said = QByteArray::number(megabytes) + " MB: " + ran.err;
            QVERIFY2(ran.status == 1, said.constData());
            for (const char* foreign : { "terminate called", "primitive", "libgomp" })
                QVERIFY2(!ran.err.contains(foreign), said.constData());
            const QByteArrayList lines = ran.err.trimmed().split('\n');
            QVERIFY2(lines.last().startsWith("ropewalk-engine: "), said.constData());
        }
        QVERIFY(refused > 0);
    }

    void aSizeLimit()
    {
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("out.json"));
        for (const char* command : { "export --factors yarn --target 2048 --overwrite --out ",
                 "entropy --factors pi --target 256 --overwrite --csv " }) {
            write(out, "old");
            const Ran ran = limited(QStringLiteral("ulimit -f 1"), QString::fromUtf8(command) + out);
            QCOMPARE(ran.status, 1);
            QVERIFY2(ran.err.contains("out.json: cannot be saved: File too large"), ran.err.constData());
            QCOMPARE(contents(out), "old");
            QCOMPARE(filesIn(folder.path()), QStringList{ QStringLiteral("out.json") });
        }
        const Ran folder_copy = limited(QStringLiteral("ulimit -f 1"),
            QStringLiteral("export --factors yarn --target 2048 --format folder --out %1/copy").arg(folder.path()));
        QCOMPARE(folder_copy.status, 1);
        QVERIFY2(folder_copy.err.contains("cannot be copied"), folder_copy.err.constData());
        QCOMPARE(filesIn(folder.path()), QStringList{ QStringLiteral("out.json") });
    }

    void aFullDiskBehindTheStandardOutput()
    {
        const Ran ran = limited(QStringLiteral(":"), QStringLiteral("devices --json > /dev/full"));
        QCOMPARE(ran.status, 1);
        QVERIFY2(ran.err.contains("the standard output cannot be written: No space left"), ran.err.constData());
    }

    /// What a killed process left goes at the next start; what lives, is another's or is called otherwise stays.
    void leftoversGoAtTheNextStart()
    {
        QTemporaryDir folder;
        QDir dir(folder.path());
        for (const char* name : { ".a.json.12.saving", ".living.34.saving", ".a.json.mine.saving", "a.json.12.saving" })
            write(dir.filePath(QString::fromUtf8(name)), "half");
        QVERIFY(dir.mkpath(QStringLiteral(".copy.56.saving/part")));
        QVERIFY(QFile::link(QStringLiteral("/etc/passwd"), dir.filePath(QStringLiteral(".link.78.saving"))));
        QVERIFY(QFile::link(QStringLiteral("/etc/passwd"), dir.filePath(QStringLiteral(".copy.56.saving/part/link"))));
        QFile living(dir.filePath(QStringLiteral(".living.34.saving")));
        QVERIFY(living.open(QIODevice::ReadOnly));
        QCOMPARE(::flock(living.handle(), LOCK_EX | LOCK_NB), 0);
        const Ran ran = runEngine(words("export --factors yarn --target 2048 --out")
            + QStringList{ dir.filePath(QStringLiteral("new.json")) });
        QVERIFY2(ran.status == 0, ran.err.constData());
        QStringList expected{ QStringLiteral(".a.json.mine.saving"), QStringLiteral(".living.34.saving"),
            QStringLiteral(".link.78.saving"), QStringLiteral("a.json.12.saving"), QStringLiteral("new.json") };
        QStringList left = filesIn(folder.path());
        left.sort();
        expected.sort();
        QCOMPARE(left, expected);
        QVERIFY(QFile::exists(QStringLiteral("/etc/passwd")));
    }

    /// A job that runs out of memory is answered with an error, and the engine goes on.
    void theServerLives()
    {
        EngineProcess engine({}, QStringLiteral("ulimit -c 0; ulimit -v 1400000"));
        QVERIFY(engine.openDemo());
        const nlohmann::json set{ { "name", "a" }, { "lambda", std::vector<double>(32, 2.0) }, { "n_hat", 0 },
            { "attention_factor", 1.0 } };
        const auto score = [&](int target, int samples) {
            return engine.response(engine.request(
                "score", { { "set", set }, { "target", target }, { "samples", samples }, { "slot", "" } }));
        };
        QVERIFY(score(64, 1).contains("result"));
        const nlohmann::json full = score(400000, 1);
        QVERIFY2(full.contains("error"), full.dump().c_str());
        QVERIFY2(full["error"]["message"].get<std::string>().find("memory") != std::string::npos, full.dump().c_str());
        const nlohmann::json after = score(128, 1);
        QVERIFY2(after.contains("result"), after.dump().c_str());
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
