// SPDX-License-Identifier: Apache-2.0
// Entropy, choices, needle, and what passkey and curve say more: as subcommands and over the protocol.
#include "core/protocol/json.h"
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace ropewalk;
using nlohmann::json;

namespace {

constexpr int pairs = 32; // of the bundled model

json set(double lambda)
{
    return { { "name", "set" }, { "lambda", std::vector<double>(pairs, lambda) }, { "n_hat", 0 },
        { "attention_factor", 1.0 } };
}

QByteArrayList lines(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().split('\n') : QByteArrayList();
}

} // namespace

class TestEvaluation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commandsHelp_data()
    {
        QTest::addColumn<QString>("command");
        for (const char* command : { "entropy", "choices", "needle" })
            QTest::newRow(command) << QString::fromUtf8(command);
    }
    void commandsHelp()
    {
        QFETCH(const QString, command);
        const Ran ran = runEngine({ command, QStringLiteral("--help") });
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.out.contains("Examples:"));
        QVERIFY(runEngine({ QStringLiteral("--help") }).out.contains(command.toUtf8()));
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* arguments, const char* says) {
            QTest::newRow(arguments) << QString::fromUtf8(arguments) << QByteArray(says);
        };
        row("entropy", "--target");
        row("entropy --target 64 --row 1:2", "LAYER:HEAD:QUERY");
        row("entropy --target 64 --row 1:2:3x", "LAYER:HEAD:QUERY");
        row("entropy --target 64 --sinks 300", "--sinks");
        row("choices --layout quiz", "--layout");
        row("needle", "--lengths");
        row("passkey --lengths 96 --runtime exl2", "--runtime");
        row("curve --lengths 96 --mean median", "--mean");
    }
    void wrongUsage()
    {
        QFETCH(const QString, arguments);
        QFETCH(const QByteArray, says);
        const Ran ran = runEngine(arguments.split(QLatin1Char(' ')));
        QCOMPARE(ran.status, 2);
        QVERIFY2(ran.err.contains(says), ran.err.constData());
    }

    void failures_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* arguments, const char* says) {
            QTest::newRow(arguments) << QString::fromUtf8(arguments) << QByteArray(says);
        };
        row("entropy --target 64 --row 4:0:5", "layer 0 to 3");
        row("choices --questions /no/such/file.jsonl", "/no/such/file.jsonl");
        row("choices --few-shot 240", "0 to 239");
        row("needle --lengths 8", "tokens without any filler");
        row("entropy --target 64 --csv /no/such/folder/a.csv", "/no/such/folder/a.csv");
        row("curve --methods none --lengths 64,128 --stride 64", "stride: expected a stride of 0 to 63, found 64");
    }
    void failures()
    {
        QFETCH(const QString, arguments);
        QFETCH(const QByteArray, says);
        const Ran ran = runEngine(arguments.split(QLatin1Char(' ')));
        QCOMPARE(ran.status, 1);
        QVERIFY2(ran.err.contains(says), ran.err.constData());
    }

    void entropyOfTheBundledModel()
    {
        const QTemporaryDir folder;
        const QString csv = folder.filePath(QStringLiteral("map.csv"));
        const Ran ran = runEngine(words("entropy --factors pi --target 300 --bins 6 --row 3:1:200 --json --csv") << csv);
        QVERIFY2(ran.status == 0, ran.err.constData());
        const auto map = protocol::from_json<protocol::EntropyResult>(ran.result());
        QVERIFY2(map.has_value(), map ? "" : map.error().text().c_str());
        QCOMPARE(map->layers, 4);
        QCOMPARE(map->heads, 4);
        QCOMPARE(map->samples, 1);
        QCOMPARE(map->mean_entropy.size(), std::size_t(4));
        for (const auto& layer : map->mean_entropy)
            for (const double entropy : layer)
                QVERIFY(entropy > 0 && entropy < std::log(300.0));
        QCOMPARE(map->bins.back().to, std::int64_t(300));
        QCOMPARE(map->rows.size(), std::size_t(1));
        QCOMPARE(map->rows[0].keys.size(), std::size_t(201));
        double mass = 0;
        std::string text;
        for (const auto& key : map->rows[0].keys) {
            mass += key.probability;
            text += key.text;
        }
        QVERIFY(std::abs(mass - 1) < 1e-9);
        QVERIFY2(text.starts_with("BOS") && text.find(' ') != std::string::npos, text.c_str());
        QCOMPARE(lines(csv).size(), qsizetype(1 + 4 * 4 * map->bins.size()));
        QVERIFY(lines(csv).front().startsWith("layer,head,from,to,entropy_nats"));
    }

    void choicesOfTheBundledModel()
    {
        const QTemporaryDir folder;
        const QString csv = folder.filePath(QStringLiteral("answers.csv"));
        const Ran ran = runEngine(words("choices --factors none --limit 12 --json --csv") << csv);
        QVERIFY2(ran.status == 0, ran.err.constData());
        const auto result = protocol::from_json<protocol::ChoicesResult>(ran.result());
        QVERIFY(result.has_value());
        QCOMPARE(result->questions, 12);
        QCOMPARE(result->rows.size(), std::size_t(12));
        QCOMPARE(result->chance, 0.25);
        QVERIFY(result->low < result->accuracy && result->accuracy < result->high);
        QVERIFY(std::abs(result->accuracy - double(result->correct) / 12) < 1e-12);
        QCOMPARE(lines(csv).size(), qsizetype(13));
    }

    void needleAndPasskey()
    {
        const QTemporaryDir folder;
        const QString csv = folder.filePath(QStringLiteral("needle.csv"));
        const Ran ran = runEngine(words("needle --lengths 128 --depths 2 --trials 1 --factors none --json --csv") << csv);
        QVERIFY2(ran.status == 0, ran.err.constData());
        const auto found = protocol::from_json<protocol::NeedleResult>(ran.result());
        QVERIFY(found.has_value());
        QCOMPARE(found->points.size(), std::size_t(2));
        QVERIFY(found->perplexity >= 1 && std::abs(std::log(found->perplexity) - found->nll) < 1e-9);
        QCOMPARE(lines(csv).size(), qsizetype(3));

        const Ran keys = runEngine(words("passkey --lengths 160 --depths 1 --trials 2 --keys 2 --runtime "
                                         "transformers --factors pi --target 2048 --json"));
        QVERIFY2(keys.status == 0, keys.err.constData());
        const auto cells = protocol::from_json<protocol::PasskeyResult>(keys.result());
        QCOMPARE(cells->trials.size(), std::size_t(2));
        QCOMPARE(cells->trials[0].active, std::string("short"));
        QVERIFY(cells->trials[0].prompt_end.find("pass key of") != std::string::npos);
        QCOMPARE(cells->cells[0].correct, int(cells->trials[0].correct) + int(cells->trials[1].correct));
        QVERIFY(cells->cells[0].high > cells->cells[0].low);
    }

    /// Weights that are no numbers give scores that are none, and none of those is the greatest.
    void aChoiceWithoutAScoreIsNoAnswer()
    {
        const QTemporaryDir folder;
        const QDir demo(QStringLiteral(ROPEWALK_SOURCE_DIR "/resources/demo"));
        for (const QString& name : demo.entryList(QDir::Files))
            QVERIFY(QFile::copy(demo.filePath(name), folder.filePath(name)));
        QFile weights(folder.filePath(QStringLiteral("model.safetensors")));
        QVERIFY(weights.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && weights.open(QIODevice::ReadWrite));
        const auto header_size = qFromLittleEndian<quint64>(weights.read(8).constData());
        const json header = json::parse(weights.read(qint64(header_size)).toStdString());
        QVERIFY(weights.seek(qint64(8 + header_size + header["model.norm.weight"]["data_offsets"][0].get<quint64>())));
        QCOMPARE(weights.write(QByteArray("\xC0\x7F", 2).repeated(256)), qint64(512)); // NaN in bfloat16
        weights.close();
        const Ran ran = runEngine(
            words("choices --limit 2 --questions demo --factors pi --target 512 --allow-not-finite --model") << folder.path());
        QCOMPARE(ran.status, 1);
        QVERIFY2(ran.err.contains("question 0: expected a finite log-likelihood of choice 0 ('")
                && ran.err.contains("nan with the set "),
            ran.err.constData());
    }

    /// Wherever a list of end tokens stands, each of them ends an answer: here whatever token is first.
    void everyEndTokenEndsAnAnswer_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("config.json") << QStringLiteral("config.json");
        QTest::newRow("generation_config.json") << QStringLiteral("generation_config.json");
    }
    void everyEndTokenEndsAnAnswer()
    {
        QFETCH(const QString, file);
        const QTemporaryDir folder;
        const QDir demo(QStringLiteral(ROPEWALK_SOURCE_DIR "/resources/demo"));
        for (const QString& name : demo.entryList(QDir::Files))
            QVERIFY(QFile::copy(demo.filePath(name), folder.filePath(name)));
        const auto produced = [&] {
            const Ran ran = runEngine(
                words("passkey --lengths 128 --depths 1 --trials 1 --factors none --json --model") << folder.path());
            const auto cells = protocol::from_json<protocol::PasskeyResult>(ran.result());
            return cells ? cells->trials[0].produced : std::string(ran.err.constData());
        };
        QVERIFY2(produced().size() > 2, produced().c_str());
        std::vector<int> ends(676);
        std::iota(ends.begin(), ends.end(), 0);
        QFile config(demo.filePath(QStringLiteral("config.json")));
        QVERIFY(config.open(QIODevice::ReadOnly));
        json keys = file == QStringLiteral("config.json") ? json::parse(config.readAll().toStdString()) : json::object();
        keys["eos_token_id"] = ends;
        QFile::remove(folder.filePath(file));
        QFile changed(folder.filePath(file));
        QVERIFY(changed.open(QIODevice::WriteOnly));
        changed.write(QByteArray::fromStdString(keys.dump()));
        changed.close();
        QCOMPARE(produced(), std::string());
    }

    void keysHideInAnyText()
    {
        const QTemporaryDir folder;
        QFile book(folder.filePath(QStringLiteral("book.txt")));
        QVERIFY(book.open(QIODevice::WriteOnly));
        book.write(QByteArray("The lighthouse keeper wrote letters. ").repeated(40));
        book.close();
        const Ran ran = runEngine(words("passkey --lengths 160 --depths 1 --trials 1 --factors none --json --documents")
            << book.fileName());
        QVERIFY2(ran.status == 0, ran.err.constData());
        const auto cells = protocol::from_json<protocol::PasskeyResult>(ran.result());
        QVERIFY2(cells->trials[0].prompt_end.find("keeper wrote letters") != std::string::npos,
            cells->trials[0].prompt_end.c_str());
    }

    void jsonLinesAreDocuments()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("books.jsonl")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 3; ++i)
            file.write("{\"title\": \"a\", \"body\": \"" + QByteArray("The river is in the wind. ").repeated(20) + "\"}\n");
        file.close();
        const QStringList asked = words("score --factors none --target 64 --samples 2 --json --documents") << file.fileName();
        const Ran ran = runEngine(asked + words("--field body"));
        QVERIFY2(ran.status == 0, ran.err.constData());
        QCOMPARE(ran.result()["tokens"], json(2 * 63));
        const Ran wrong = runEngine(asked);
        QCOMPARE(wrong.status, 1);
        QVERIFY2(wrong.err.contains("line 1") && wrong.err.contains("body, title"), wrong.err.constData());
    }

    void curvesSlideAndTellPositions()
    {
        const QTemporaryDir folder;
        const QString csv = folder.filePath(QStringLiteral("curve.csv"));
        const Ran ran = runEngine(words("curve --methods none --lengths 64,128 --samples 2 --stride 32 --positions 5 "
                                        "--mean document-mean --json --csv")
            << csv);
        QVERIFY2(ran.status == 0, ran.err.constData());
        const json points = ran.result()["points"];
        QCOMPARE(points.size(), std::size_t(2));
        for (const json& point : points) {
            QCOMPARE(point["tokens"], json(2 * 127)); // both lengths slide over 128 tokens
            QCOMPARE(point["documents"].size(), std::size_t(2));
            QVERIFY(point["low"] <= point["perplexity"] && point["perplexity"] <= point["high"]);
            QVERIFY(point["positions"].size() >= 4);
        }
        QVERIFY(points[0]["perplexity"] > points[1]["perplexity"]); // less is seen before each token
        QVERIFY(lines(csv).size() > 10);
    }

    void overTheProtocol()
    {
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        const int map = engine.request("entropy", { { "set", set(1) }, { "target", 128 }, { "samples", 2 } });
        const json result = engine.response(map)["result"];
        QVERIFY2(protocol::from_json<protocol::EntropyResult>(result).has_value(), result.dump().c_str());
        int layers = 0;
        for (const json& message : engine.seen())
            if (message.value("method", std::string()) == protocol::method::entropy_layer) {
                const auto report = protocol::from_json<protocol::EntropyLayerReport>(message["params"]);
                QVERIFY(report.has_value());
                QCOMPARE(report->values.layer, layers % 4);
                QCOMPARE(report->windows, layers / 4 + 1);
                ++layers;
            }
        QCOMPARE(layers, 8);

        const json text
            = engine.response(engine.request("documents/count", { { "lengths", { 128, 4096 } } }))["result"];
        const auto counted = protocol::from_json<protocol::DocumentsCountResult>(text);
        QVERIFY2(counted.has_value(), text.dump().c_str());
        QVERIFY(counted->endless && counted->counts.size() == 2 && counted->counts[1].held_out > 0);
        QVERIFY(engine.response(engine.request("documents/count", { { "lengths", { 1 } } })).contains("error"));

        const json rows = engine.response(engine.request("entropy/rows",
            { { "set", set(1) }, { "target", 128 },
                { "rows", { { { "layer", 1 }, { "head", 2 }, { "query", 100 } } } } }))["result"];
        QCOMPARE(rows["rows"][0]["visible"], json(101));
        QVERIFY(engine.response(engine.request("entropy/rows",
            { { "set", set(1) }, { "target", 128 }, { "rows", { { { "layer", 9 }, { "head", 0 }, { "query", 0 } } } } }))
                .contains("error"));

        const int asked = engine.request("choices", { { "set", set(1) }, { "path", "demo" }, { "limit", 3 } });
        QCOMPARE(engine.response(asked)["result"]["questions"], json(3));
        QCOMPARE(std::count_if(engine.seen().begin(), engine.seen().end(),
                     [](const json& message) { return message.value("method", std::string()) == protocol::method::choice; }),
            3);
        const int needle = engine.request("needle",
            { { "set", set(1) }, { "lengths", { 96 } }, { "depths", 1 }, { "trials", 1 } });
        QCOMPARE(engine.response(needle)["result"]["points"].size(), std::size_t(1));
        const int key = engine.request("passkey",
            { { "set", set(1) }, { "lengths", { 96 } }, { "depths", 1 }, { "trials", 1 } });
        QCOMPARE(engine.response(key)["result"]["trials"].size(), std::size_t(1));
    }

    void jobsAreCancelledAndScoresJumpAhead_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("params");
        QTest::addColumn<QByteArray>("partial");
        const auto row = [](const char* method, json params, const char* partial) {
            params["set"] = set(1);
            QTest::newRow(method) << QByteArray(method) << QByteArray::fromStdString(params.dump()) << QByteArray(partial);
        };
        row("entropy", { { "target", 2048 }, { "samples", 200 } }, protocol::method::entropy_layer);
        row("choices", { { "path", "demo" } }, protocol::method::choice);
        row("needle", { { "lengths", { 2048 } }, { "trials", 1000 } }, protocol::method::needle_point);
        row("passkey", { { "lengths", { 2048 } }, { "trials", 1000 } }, protocol::method::passkey_cell);
    }
    void jobsAreCancelledAndScoresJumpAhead()
    {
        QFETCH(const QByteArray, method);
        QFETCH(const QByteArray, params);
        QFETCH(const QByteArray, partial);
        EngineProcess engine;
        QVERIFY(engine.openDemo());
        const int job = engine.request(method.toStdString(), json::parse(params.toStdString()));
        QVERIFY(!engine.notification(partial.toStdString(), job).is_null());
        const int score = engine.request("score", { { "set", set(2) }, { "target", 64 }, { "samples", 1 } });
        QVERIFY(engine.response(score).contains("result"));
        QVERIFY(!engine.answered(job));
        engine.notify("$/cancelRequest", { { "id", job } });
        QCOMPARE(engine.response(job)["error"]["code"], json(protocol::error_code::cancelled));
    }
};

QTEST_GUILESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
