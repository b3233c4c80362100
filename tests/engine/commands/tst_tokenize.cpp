// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <fstream>

using nlohmann::json;

namespace {

const QString demo = QStringLiteral(ROPEWALK_SOURCE_DIR "/resources/demo");
const QString reference = QStringLiteral(ROPEWALK_TEST_DATA "/tokenizer/");

const json& expected()
{
    static const json read_once = [] {
        std::ifstream in(reference.toStdString() + "expected.json");
        return json::parse(in);
    }();
    return read_once;
}

/// tokenize on what is written to its standard input.
Ran tokenizeInput(const QStringList& arguments, const QByteArray& text)
{
    QProcess process;
    process.start(QStringLiteral(ROPEWALK_ENGINE_PROGRAM),
        QStringList{ QStringLiteral("tokenize") } + arguments + QStringList{ QStringLiteral("-") });
    process.write(text);
    process.closeWriteChannel();
    Ran ran;
    if (process.waitForFinished(60000) && process.exitStatus() == QProcess::NormalExit)
        ran.status = process.exitCode();
    ran.out = process.readAllStandardOutput();
    ran.err = process.readAllStandardError();
    return ran;
}

} // namespace

/// `ropewalk-engine tokenize`, and documents that are token ids.
class TestTokenize : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString write(const char* name, const QByteArray& bytes)
    {
        const QString path = m_folder.filePath(QString::fromUtf8(name));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
        return path;
    }

    /// The bundled model in a folder of its own, where it is any model.
    QString copyOfDemo(const char* name, bool with_tokenizer)
    {
        const QString folder = m_folder.filePath(QString::fromUtf8(name));
        QDir().mkpath(folder);
        for (const QString& file : QDir(demo).entryList(QDir::Files))
            if (with_tokenizer || file != QStringLiteral("tokenizer.json"))
                QFile::copy(demo + QLatin1Char('/') + file, folder + QLatin1Char('/') + file);
        return folder;
    }

private Q_SLOTS:
    void help()
    {
        const Ran ran = runEngine(words("tokenize --help"));
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.out.contains("Examples:"));
        QVERIFY(ran.out.contains("ropewalk-engine tokenize"));
        QVERIFY(runEngine({ QStringLiteral("--help") }).out.contains("tokenize"));
    }

    void idsOfTheReference_data()
    {
        QTest::addColumn<QString>("tokenizer");
        for (const char* name : { "llama2.json", "qwen2.json", "sp_bpe.model" })
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void idsOfTheReference()
    {
        QFETCH(const QString, tokenizer);
        const json& kind = expected()["expected"][tokenizer.toStdString()];
        constexpr std::size_t sample = 20; // white space and control characters
        const std::string text = expected()["samples"][sample];
        const QString file = write("sample.txt", QByteArray::fromStdString(text));
        const QStringList options{ QStringLiteral("--tokenizer"), reference + tokenizer, QStringLiteral("--json") };
        const Ran plain
            = runEngine(QStringList{ QStringLiteral("tokenize"), file, QStringLiteral("--no-special") } + options);
        QVERIFY2(plain.status == 0, plain.err.constData());
        QVERIFY(plain.err.isEmpty());
        const json ids = kind["rows"][sample]["ids"];
        QCOMPARE(plain.result()["ids"], ids);
        QCOMPARE(plain.result()["tokens"], json(ids.size()));
        QVERIFY(plain.result()["seconds"].get<double>() >= 0);

        json special = ids;
        if (!kind["bos"].is_null())
            special.insert(special.begin(), kind["bos"]);
        QCOMPARE(tokenizeInput(options, QByteArray::fromStdString(text)).result()["ids"], special);
    }

    void aSummaryToRead()
    {
        const Ran ran = tokenizeInput(words("--model demo"), "The sun is over the river.");
        QCOMPARE(ran.status, 0);
        const json result = tokenizeInput(words("--json"), "The sun is over the river.").result();
        QVERIFY(ran.out.startsWith(QByteArray::fromStdString(std::to_string(result["ids"].size())) + " tokens of 26 bytes"));
        QVERIFY(ran.out.contains(QByteArray::fromStdString(std::to_string(result["ids"].back().get<int>()))));
        QCOMPARE(tokenizeInput(words("--no-special"), "").out.split('\n').front().left(19), QByteArray("0 tokens of 0 bytes"));
    }

    void illFormedTextIsTold()
    {
        const Ran ran = tokenizeInput(words("--json"), QByteArray("The s\xc0un \xe2\x96"));
        QCOMPARE(ran.status, 0);
        QVERIFY2(ran.err.contains("warning: -: 2 ill-formed UTF-8 sequences were read as U+FFFD, the first at byte 5"),
            ran.err.constData());
        QCOMPARE(ran.result()["ids"],
            tokenizeInput(words("--json"), "The s\xef\xbf\xbdun \xef\xbf\xbd").result()["ids"]);
    }

    void failures_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* title, const QStringList& arguments, int status, const char* says) {
            QTest::newRow(title) << arguments << status << QByteArray(says);
        };
        const QString json_file = reference + QStringLiteral("llama2.json");
        row("no text", {}, 2, "text");
        row("both", { QStringLiteral("--model"), demo, QStringLiteral("--tokenizer"), json_file, demo }, 2, "--model");
        row("no such text", { QStringLiteral("/no/such/text") }, 1, "/no/such/text: is no file");
        row("a folder", { demo }, 1, "is no file");
        row("no such tokenizer", { QStringLiteral("--tokenizer"), QStringLiteral("/no/such.json"), json_file }, 1,
            "/no/such.json: cannot be read");
        row("no such model", { QStringLiteral("--model"), QStringLiteral("/no/such/model"), json_file }, 1,
            "/no/such/model");
        row("no tokenizer", { QStringLiteral("--tokenizer"), reference + QStringLiteral("expected.json"), json_file }, 1,
            "expected.json: the key \"model\" is missing");
    }
    void failures()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, status);
        QFETCH(const QByteArray, says);
        const Ran ran = runEngine(QStringList{ QStringLiteral("tokenize") } + arguments);
        QCOMPARE(ran.status, status);
        QVERIFY2(ran.err.startsWith("ropewalk-engine: "), ran.err.constData());
        QVERIFY2(ran.err.contains(says), ran.err.constData());
        QVERIFY(ran.out.isEmpty());
    }

    void idsScoreAsTheirText()
    {
        const QByteArray text = QByteArray("The sun is over the river. Where is the ring? ").repeated(60);
        const QString text_file = write("text.txt", text);
        const QStringList score = words("score --factors none --target 64 --samples 2 --dtype f32 --json");
        const QString whole = copyOfDemo("whole", true), bare = copyOfDemo("bare", false);
        const auto scored = [&](const QString& model, const QString& documents) {
            return runEngine(score
                + QStringList{ QStringLiteral("--model"), model, QStringLiteral("--documents"), documents });
        };
        const Ran of_text = scored(whole, text_file);
        QVERIFY2(of_text.status == 0, of_text.err.constData());
        for (const char* special : { "--json", "--json --no-special" }) {
            const Ran ids = runEngine(
                QStringList{ QStringLiteral("tokenize"), QStringLiteral("--model"), whole, text_file } + words(special));
            QCOMPARE(ids.status, 0);
            const QString id_file = write("text.json", ids.out);
            for (const QString& model : { whole, bare }) {
                const Ran of_ids = scored(model, id_file);
                QVERIFY2(of_ids.status == 0, of_ids.err.constData());
                QCOMPARE(of_ids.result()["nll"], of_text.result()["nll"]);
                QCOMPARE(of_ids.result()["tokens"], of_text.result()["tokens"]);
            }
        }
        const Ran without = scored(bare, text_file);
        QCOMPARE(without.status, 1);
        QVERIFY2(without.err.contains(text_file.toUtf8() + ": text needs a tokenizer"), without.err.constData());
        QVERIFY(without.err.contains(".npy"));
    }

    void anIdBeyondTheVocabulary()
    {
        const QString file = write("ids.json", "[[1,2,3],[4,5,1000000,7]]");
        const Ran ran = runEngine(words("score --factors none --target 2 --documents") + QStringList{ file });
        QCOMPARE(ran.status, 1);
        QVERIFY2(ran.err.contains(file.toUtf8() + ": key [1][2]: expected an id from 0 to "), ran.err.constData());
        QVERIFY2(ran.err.contains("found the number 1000000"), ran.err.constData());
    }

    void oddTextIsScoredWithAWarning()
    {
        const QString file = write("odd.txt", QByteArray("The sun is over the river. ").repeated(20) + "\xff");
        const Ran ran = runEngine(words("score --factors none --target 64 --samples 1 --documents") + QStringList{ file });
        QVERIFY2(ran.status == 0, ran.err.constData());
        QVERIFY2(ran.err.contains("warning: " + file.toUtf8() + ": 1 ill-formed UTF-8 sequence was"), ran.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestTokenize)
#include "tst_tokenize.moc"
