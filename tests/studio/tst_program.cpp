// SPDX-License-Identifier: GPL-3.0-only
#include <QDir>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

constexpr int kWaitMs = 480'000;
constexpr int kNoHangMs = 120'000; // for what computes next to nothing

struct Ran
{
    int status = -1;
    QByteArray out, err;
};

/// The window's program, with no display and folders of its own.
Ran run(const QStringList& arguments, const QString& home, int waitMs = kWaitMs)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_FATAL_WARNINGS"})
        environment.remove(QLatin1String(name));
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
        environment.insert(QLatin1String(name), home);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(ROPEWALK_STUDIO_PROGRAM), arguments);
    if (!process.waitForFinished(waitMs) || process.exitStatus() != QProcess::NormalExit)
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

    void whatCannotBeOpenedIsSaid_data()
    {
        QTest::addColumn<QStringList>("named");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const QStringList& named, const char* says) {
            QTest::newRow(name) << named << QByteArray(says);
        };
        row("nothing there", {QStringLiteral("nowhere")}, "nowhere does not exist");
        row("a folder of nothing", {QStringLiteral("empty")}, "empty is no project, no model folder");
        row("a folder with another config", {QStringLiteral("other")}, "key architectures: expected a list");
        row("a broken project", {QStringLiteral("broken.ropewalk")}, "broken.ropewalk: line 1");
        row("a project whose model is gone", {QStringLiteral("moved.ropewalk")}, "The model /no/such/model cannot be opened");
        row("a project whose text is gone", {QStringLiteral("bare.ropewalk")}, "The text /no/such/text.txt cannot be used");
        row("factors for another model", {QStringLiteral("factors.csv")}, "factors.csv");
        row("text that is none", {QStringLiteral("no.npy.txt"), QStringLiteral("missing.txt")}, "missing.txt does not exist");
    }
    /// What is named is drawn or nothing is: pictures of the bundled model in its place would be of something else.
    void whatCannotBeOpenedIsSaid()
    {
        QFETCH(const QStringList, named);
        QFETCH(const QByteArray, says);
        const QTemporaryDir home;
        const QDir at(home.path());
        QVERIFY(at.mkpath(QStringLiteral("empty")) && at.mkpath(QStringLiteral("other")));
        const auto write = [&](const char* name, const QByteArray& text) {
            QFile file(at.filePath(QString::fromLatin1(name)));
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        };
        const auto project = [](const QByteArray& model, const QByteArray& text) {
            QByteArray out = R"({"ropewalk": "project", "version": 1, "target_length": 1024, "active_set": "1",
                "journals": [], "model": {"path": "MODEL"}, "documents": "TEXT", "geometry": {"head_dim": 64,
                "rotary_dim": 64, "theta": 10000.0, "original_length": 256, "layout": "half_split"},
                "sets": [{"id": "1", "name": "twos", "n_hat": 0, "attention_factor": 1.0, "lambda": [TWOS]}]})";
            return out.replace("MODEL", model).replace("TEXT", text).replace("TWOS", QByteArray("2, ").repeated(31) + "2");
        };
        QVERIFY(write("other/config.json", "{\"a\": 1}") && write("broken.ropewalk", "{\"x\"")
            && write("moved.ropewalk", project("/no/such/model", "demo"))
            && write("bare.ropewalk", project("demo", "/no/such/text.txt")) && write("factors.csv", "1\n2\n3\n")
            && write("no.npy.txt", "The river. "));
        QStringList arguments{QStringLiteral("--render"), at.filePath(QStringLiteral("pictures"))};
        for (const QString& name : named)
            arguments << at.filePath(name);
        const Ran ran = run(arguments, home.path(), kNoHangMs);
        QVERIFY2(ran.err.contains(says), ran.err.constData());
        QCOMPARE(ran.status, 1);
        QVERIFY(QDir(arguments[1]).entryList({QStringLiteral("*.png")}).isEmpty());
    }

    void whatCannotBeScoredIsDrawn_data()
    {
        QTest::addColumn<bool>("isModel");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("a model without a text") << true << QByteArray("there is no text to score on; name one after the model");
        QTest::newRow("a text that is too short") << false << QByteArray("is not long enough for 2,048 tokens");
    }
    void whatCannotBeScoredIsDrawn()
    {
        QFETCH(const bool, isModel);
        QFETCH(const QByteArray, says);
        const QTemporaryDir home;
        const QString text = home.filePath(QStringLiteral("short.txt"));
        QFile file(text);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("The sun is over the river.") > 0);
        file.close();
        const QDir folder(home.filePath(QStringLiteral("pictures")));
        const Ran ran = run({QStringLiteral("--render"), folder.path(),
                                isModel ? QStringLiteral(ROPEWALK_TEST_DATA "/model/plain_f32") : text},
            home.path(), kNoHangMs);
        QCOMPARE(ran.status, 1);
        QVERIFY2(ran.err.contains("ropewalk: the pictures show no scores: ") && ran.err.contains(says), ran.err.constData());
        QCOMPARE(folder.entryList({QStringLiteral("*.png")}, QDir::Files).size(), 7);
        QVERIFY2(!ran.out.contains("perplexity "), ran.out.constData());
    }

    /// Nobody is there to say what becomes of the first.
    void oneThingAfterAnotherIsOpened()
    {
        const QTemporaryDir home;
        const QString factors = home.filePath(QStringLiteral("factors.csv"));
        QFile file(factors);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray("2\n").repeated(32)) > 0);
        file.close();
        const QDir folder(home.filePath(QStringLiteral("pictures")));
        const Ran ran = run({QStringLiteral("--render"), folder.path(), factors,
                                QStringLiteral(ROPEWALK_TEST_DATA "/model/plain_f32")},
            home.path(), kNoHangMs);
        QCOMPARE(ran.status, 1);
        QVERIFY2(ran.err.contains("no text to score on"), ran.err.constData());
        // Pictures leave nothing behind.
        QStringList left = QDir(home.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
        left.removeOne(QStringLiteral("factors.csv"));
        left.removeOne(QStringLiteral("pictures"));
        left.removeOne(QStringLiteral("fontconfig"));
        QCOMPARE(left, QStringList());
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
