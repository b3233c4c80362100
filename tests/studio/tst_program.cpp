// SPDX-License-Identifier: GPL-3.0-only
#include <QDir>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

constexpr int kWaitMs = 480'000;

struct Ran
{
    int status = -1;
    QByteArray out, err;
};

/// The window's program, with no display and folders of its own.
Ran run(const QStringList& arguments, const QString& home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_FATAL_WARNINGS"})
        environment.remove(QLatin1String(name));
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
        environment.insert(QLatin1String(name), home);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(ROPEWALK_STUDIO_PROGRAM), arguments);
    if (!process.waitForFinished(kWaitMs) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

/// The program from a shell.
class TestProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersWithoutADisplay()
    {
        const QTemporaryDir home;
        const Ran help = run({QStringLiteral("--help")}, home.path());
        QCOMPARE(help.status, 0);
        QVERIFY2(help.out.contains("--render"), help.out.constData());
        QCOMPARE(run({QStringLiteral("--version")}, home.path()).status, 0);
    }

    void refusesWrongOptions()
    {
        const QTemporaryDir home;
        const Ran ran = run({QStringLiteral("--render"), home.path(), QStringLiteral("--size"), QStringLiteral("12")}, home.path());
        QCOMPARE(ran.status, 2);
        QVERIFY2(ran.err.contains("--size: expected 320x240 to 16384x16384, found \"12\""), ran.err.constData());
    }

    void rendersEveryView()
    {
        const QTemporaryDir home;
        const QDir folder(home.filePath(QStringLiteral("pictures")));
        const Ran ran = run({QStringLiteral("--render"), folder.path(), QStringLiteral("--size"), QStringLiteral("1280x800")}, home.path());
        QVERIFY2(ran.status == 0, ran.err.constData());
        QVERIFY2(!ran.err.contains("propagateSizeHints"), ran.err.constData());
        const QStringList pictures = folder.entryList({QStringLiteral("*.png")}, QDir::Files, QDir::Name);
        const QStringList expected{QStringLiteral("factors.png"), QStringLiteral("frequency.png"),
            QStringLiteral("lambda.png"), QStringLiteral("perplexity.png"), QStringLiteral("search.png"),
            QStringLiteral("sets.png"), QStringLiteral("window.png")};
        QCOMPARE(pictures, expected);
        for (const QString& name : pictures) {
            const QImage picture(folder.filePath(name));
            QVERIFY2(!picture.isNull(), qPrintable(name));
            QVERIFY2(ran.out.contains(name.toUtf8()), ran.out.constData());
        }
        QCOMPARE(QImage(folder.filePath(QStringLiteral("window.png"))).size(), QSize(1280, 800));
    }

    /// Factors that are named are evaluated; the bundled ones would be searched first, which takes longer.
    void demonstratesWhatIsNamed()
    {
        const QTemporaryDir home;
        const QString factors = home.filePath(QStringLiteral("factors.csv"));
        QFile file(factors);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int pair = 0; pair < 32; ++pair)
            file.write(QByteArray::number(1 + pair / 8.0) + '\n');
        file.close();
        const QDir folder(home.filePath(QStringLiteral("pictures")));
        const Ran ran = run({QStringLiteral("--render"), folder.path(), QStringLiteral("--demonstrate"), factors}, home.path());
        QVERIFY2(ran.status == 0, ran.err.constData());
        QVERIFY2(!ran.out.contains("searching"), ran.out.constData());
        QImage before;
        for (const char* name : {"entropy", "entropy-text", "passkey", "curve", "questions", "text", "learn"}) {
            const QImage picture(folder.filePath(QString::fromLatin1(name) + QStringLiteral(".png")));
            QVERIFY2(!picture.isNull(), name);
            QVERIFY2(picture != before, name);
            before = picture;
        }
    }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
