// SPDX-License-Identifier: Apache-2.0
#include "core/formats/factor_file.h"
#include "tests/engine/commands/text_file.h"
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QDir>
#include <QTemporaryDir>
#include <cmath>

using namespace ropewalk;
using nlohmann::json;

class TestCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void help_data()
    {
        QTest::addColumn<QString>("command");
        for (const char* command : { "score", "search", "passkey", "curve", "train", "export", "factors", "devices",
                 "serve" })
            QTest::newRow(command) << QString::fromUtf8(command);
    }
    void help()
    {
        QFETCH(const QString, command);
        const Ran ran = runEngine({ command, QStringLiteral("--help") });
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.out.contains("Examples:"));
        QVERIFY(ran.out.contains("ropewalk-engine " + command.toUtf8()));
        QVERIFY(runEngine({ QStringLiteral("--help") }).out.contains(command.toUtf8()));
    }

    void version()
    {
        const Ran ran = runEngine({ QStringLiteral("--version") });
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.out.startsWith("ropewalk-engine "));
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* arguments, const char* says) {
            QTest::newRow(arguments) << QString::fromUtf8(arguments) << QByteArray(says);
        };
        row("", "subcommand");
        row("polish", "polish");
        row("score", "--target");
        row("score --target many", "--target");
        row("score --target -5", "--target");
        row("score --target 64 --dtype f8", "--dtype");
        row("score --target 64 --samples 0", "--samples");
        row("score --target 64 --sliding-window wide", "config, off or a number of tokens");
        row("score --target 64 --sliding-window 0", "config, off or a number of tokens");
        row("score --target 64 --original-length 0", "--original-length");
        row("score --target 64 --stream-weights maybe", "--stream-weights");
        row("score --target 64 --colour red", "--colour");
        row("search --target 64 --strategy annealing", "--strategy");
        row("search --target 64 --resume", "--journal");
        row("search --population 4", "--target");
        row("search --target 64 --attention-factor loud", "--attention-factor");
        row("passkey", "--lengths");
        row("train --recipe cake --out x", "--recipe");
        row("export --factors yarn --out x", "--target");
        row("export --factors yarn --target 2048", "--out");
    }
    void wrongUsage()
    {
        QFETCH(const QString, arguments);
        QFETCH(const QByteArray, says);
        const Ran ran = runEngine(arguments.split(QLatin1Char(' '), Qt::SkipEmptyParts));
        QCOMPARE(ran.status, 2);
        QVERIFY2(ran.err.startsWith("ropewalk-engine: "), ran.err.constData());
        QVERIFY2(ran.err.contains(says), ran.err.constData());
        QVERIFY(ran.out.isEmpty());
    }

    void failures_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* arguments, const char* says) {
            QTest::newRow(arguments) << QString::fromUtf8(arguments) << QByteArray(says);
        };
        row("score --model /no/such/model --target 64", "/no/such/model");
        row("score --target 64 --factors /no/such/file.json", "/no/such/file.json");
        row("score --target 64 --documents /no/such/text.txt", "/no/such/text.txt");
        row("score --target 64 --device gpu", "gpu");
        row("score --target 1", "target");
        row("passkey --lengths 8", "8");
        row("search --target 64 --population 0", "population");
        row("search --target 64 --generations 0 --journal /no/such/folder/journal.jsonl",
            "/no/such/folder/journal.jsonl");
        row("export --factors yarn --target 512 --out /no/such/folder/out.json", "/no/such/folder");
        row("export --model /no/such/model --factors yarn --target 512 --out x", "/no/such/model");
    }
    void failures()
    {
        QFETCH(const QString, arguments);
        QFETCH(const QByteArray, says);
        const Ran ran = runEngine(arguments.split(QLatin1Char(' ')));
        QVERIFY2(ran.status == 1 || ran.status == 2, ran.err.constData());
        QVERIFY2(ran.err.contains("ropewalk-engine: "), ran.err.constData());
        QVERIFY2(ran.err.contains(says), ran.err.constData());
    }

    void scoresTheBundledModel()
    {
        const Ran ran = runEngine(
            words("score --model demo --factors none --target 64 --samples 2 --dtype f32 --json"));
        QCOMPARE(ran.status, 0);
        const json result = ran.result();
        QCOMPARE(result["tokens"], json(2 * 63));
        QVERIFY(std::abs(result["perplexity"].get<double>() - std::exp(result["nll"].get<double>())) < 1e-9);
        QVERIFY(result["seconds"].get<double>() > 0);
        QVERIFY(ran.err.contains("this score needs about "));
        const Ran streamed = runEngine(words(
            "score --factors none --target 64 --samples 2 --dtype f32 --json --stream-weights on --ignore-memory"));
        QCOMPARE(streamed.result()["nll"], result["nll"]);
        QVERIFY(streamed.err.contains("layer by layer"));
        const Ran plain = runEngine(words("score --factors none --target 64 --samples 2 --dtype f32"));
        QVERIFY(plain.out.contains(
            "perplexity " + QByteArray::number(result["perplexity"].get<double>(), 'g', 5)));
        // The same folder by its path is the same model and has the same documents.
        const QString folder = QStringLiteral(ROPEWALK_SOURCE_DIR "/resources/demo");
        const Ran by_path
            = runEngine(words("score --factors none --target 64 --samples 2 --dtype f32 --json --model")
                + QStringList{ folder });
        QCOMPARE(by_path.result()["nll"], result["nll"]);
    }

    void factorsChangeTheScore()
    {
        json before;
        for (const char* factors : { "none", "pi", "ntk", "yarn", "none --n-hat 3 --attention-factor 1.3" }) {
            const Ran ran
                = runEngine(words("score --target 512 --samples 1 --json --factors") + words(factors));
            QCOMPARE(ran.status, 0);
            QVERIFY(ran.result()["nll"] != before);
            before = ran.result()["nll"];
        }
    }

    /// The demo has no window: off is the config, a window as long as the text changes nothing, a shorter one does.
    void whatTheModelSees()
    {
        const auto score = [](const char* more) {
            return runEngine(words("score --target 192 --samples 1 --dtype f32 --json") + words(more));
        };
        const json nll = score("").result()["nll"];
        QCOMPARE(score("--sliding-window off").result()["nll"], nll);
        QVERIFY(std::abs(score("--sliding-window 192").result()["nll"].get<double>() - nll.get<double>()) < 1e-6);
        const Ran narrow = score("--sliding-window 24");
        QCOMPARE(narrow.status, 0);
        QVERIFY(narrow.result()["nll"] > nll);
        QVERIFY2(narrow.err.contains("sees only the last 24 tokens (a sliding window)"), narrow.err.constData());
        // PI from 96 tokens to 192 turns half as fast; from the demo's 256 it would not turn slower at all.
        const Ran shorter = score("--factors pi --original-length 96");
        QCOMPARE(shorter.status, 0);
        QVERIFY(shorter.result()["nll"] > nll);
    }

    void anotherModelNeedsItsOwnText()
    {
        QTemporaryDir folder;
        const QString copy = folder.filePath(QStringLiteral("model"));
        QVERIFY(QDir().mkpath(copy));
        const QDir demo(QStringLiteral(ROPEWALK_SOURCE_DIR "/resources/demo"));
        for (const QString& name : demo.entryList(QDir::Files))
            QVERIFY(QFile::copy(demo.filePath(name), copy + QLatin1Char('/') + name));
        const QStringList arguments = words("score --target 64 --json --model") + QStringList{ copy };
        const Ran without = runEngine(arguments);
        QCOMPARE(without.status, 2);
        QVERIFY(without.err.contains("--documents"));

        const QString text = folder.filePath(QStringLiteral("text.txt"));
        write(text, QByteArray("The sun is over the river. Where is the ring? ").repeated(60));
        const Ran with = runEngine(arguments
            + QStringList{
                QStringLiteral("--documents"), text, QStringLiteral("--samples"), QStringLiteral("2") });
        QCOMPARE(with.status, 0);
        QCOMPARE(with.result()["tokens"], json(2 * 63));
        const Ran too_many = runEngine(arguments
            + QStringList{
                QStringLiteral("--documents"), text, QStringLiteral("--samples"), QStringLiteral("5000") });
        QCOMPARE(too_many.status, 1);
        QVERIFY(too_many.err.contains(text.toUtf8()));
    }

    void resourcesAreWhereTheyAreSaidToBe()
    {
        QTemporaryDir folder;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("ROPEWALK_RESOURCES"), folder.path());
        const Ran nowhere = runEngine(words("score --target 64"), environment);
        QCOMPARE(nowhere.status, 1);
        QVERIFY(nowhere.err.contains(folder.path().toUtf8()));
        environment.insert(
            QStringLiteral("ROPEWALK_RESOURCES"), QStringLiteral(ROPEWALK_SOURCE_DIR "/resources"));
        QCOMPARE(runEngine(words("score --target 64 --samples 1"), environment).status, 0);
    }

    void threadsSleepWhileTheyWait()
    {
        const QByteArray given = qgetenv("OMP_WAIT_POLICY");
        for (const char* wanted : { "", "ACTIVE" }) {
            if (*wanted)
                qputenv("OMP_WAIT_POLICY", wanted);
            else
                qunsetenv("OMP_WAIT_POLICY");
            EngineProcess engine;
            QVERIFY(!engine.response(engine.request(protocol::method::initialize)).is_null());
            QFile environment(QStringLiteral("/proc/%1/environ").arg(engine.process().processId()));
            QVERIFY(environment.open(QIODevice::ReadOnly));
            const QByteArray policy = QByteArray("OMP_WAIT_POLICY=") + (*wanted ? wanted : "PASSIVE");
            QVERIFY(environment.readAll().split('\0').contains(policy));
        }
        qputenv("OMP_WAIT_POLICY", given);
    }

    void passkeyCells()
    {
        const Ran ran
            = runEngine(words("passkey --lengths 96,128 --depths 3 --trials 2 --factors none --json"));
        QVERIFY2(ran.status == 0, ran.err.constData());
        const json cells = ran.result()["cells"];
        QCOMPARE(cells.size(), std::size_t(6));
        int correct = 0;
        for (const json& cell : cells) {
            QCOMPARE(cell["trials"], json(2));
            correct += cell["correct"].get<int>();
        }
        QCOMPARE(cells[0]["length"], json(96));
        QCOMPARE(cells[5]["length"], json(128));
        QCOMPARE(cells[1]["depth"], json(0.5));
        QCOMPARE(ran.result()["accuracy"], json(correct / 12.0));
    }

    void curvePoints()
    {
        const Ran ran = runEngine(words("curve --methods none,yarn --lengths 64,128 --samples 1 --json"));
        QCOMPARE(ran.status, 0);
        const json points = ran.result()["points"];
        QCOMPARE(points.size(), std::size_t(4));
        const json score = runEngine(words("score --factors none --target 128 --samples 1 --json")).result();
        int found = 0;
        for (const json& point : points)
            if (point["method"] == "none" && point["length"] == 128) {
                QCOMPARE(point["perplexity"], score["perplexity"]);
                ++found;
            }
        QCOMPARE(found, 1);
    }

    void exports_data()
    {
        QTest::addColumn<QString>("format");
        QTest::newRow("ropewalk") << QStringLiteral("ropewalk");
        QTest::newRow("huggingface") << QStringLiteral("huggingface");
    }
    void exports()
    {
        QFETCH(const QString, format);
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("out.json"));
        const Ran ran = runEngine(words("export --factors yarn --target 2048 --model demo --json --format")
            + QStringList{ format, QStringLiteral("--out"), out });
        QVERIFY2(ran.status == 0, ran.err.constData());
        const json file = json::parse(contents(out).toStdString());
        if (format == QStringLiteral("ropewalk")) {
            QCOMPARE(file["ropewalk"], json("factors"));
            QCOMPARE(file["target_length"], json(2048));
            // It reads back as factors.
            const QString copy = folder.filePath(QStringLiteral("copy.json"));
            QCOMPARE(runEngine(words("export --out") + QStringList{ copy, QStringLiteral("--factors"), out })
                         .status,
                0);
            QCOMPARE(contents(copy), contents(out));
        } else {
            QCOMPARE(file["rope_scaling"]["long_factor"].size(), std::size_t(32));
            QCOMPARE(file["max_position_embeddings"], json(2048));
        }
        QCOMPARE(ran.result()["out"], json(out.toStdString()));
    }

    void nHatCannotBeInAHuggingFaceConfig()
    {
        QTemporaryDir folder;
        const Ran ran
            = runEngine(words("export --factors yarn --n-hat 4 --target 2048 --format huggingface --out")
                + QStringList{ folder.filePath(QStringLiteral("config.json")) });
        QCOMPARE(ran.status, 1);
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("config.json"))));
    }

    void trainsAStepAndOpensWhatItMade()
    {
        QTemporaryDir folder;
        const Ran ran
            = runEngine(words("train --recipe demo --steps 1 --json --out") + QStringList{ folder.path() });
        QVERIFY2(ran.status == 0, ran.err.constData());
        QCOMPARE(ran.result()["steps"], json(1));
        const Ran score
            = runEngine(words("score --factors none --target 32 --samples 1 --documents demo --json --model")
                + QStringList{ folder.path() });
        QVERIFY2(score.status == 0, score.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
