// SPDX-License-Identifier: Apache-2.0
#include "core/formats/exports/exports.h"
#include "core/rope/methods.h"
#include "tests/engine/engine_process.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <map>

using namespace ropewalk;
using nlohmann::json;

namespace {

const QString files = QStringLiteral(ROPEWALK_TEST_DATA "/factor_files/");
const QString model = QStringLiteral(ROPEWALK_TEST_DATA "/model/plain_f32");

Ran factors(const QString& in, const QString& of = {})
{
    QStringList arguments{ QStringLiteral("factors"), QStringLiteral("--json"), QStringLiteral("--in"), in };
    if (!of.isEmpty())
        arguments << QStringLiteral("--model") << of;
    return runEngine(arguments);
}

void save(const QString& path, const json& value)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(value.dump()));
}

} // namespace

/// `ropewalk-engine factors` and `export`, as a script uses them.
class TestFactorCommands : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

private Q_SLOTS:
    void everyFormComesBack_data()
    {
        QTest::addColumn<QString>("format");
        for (const formats::ExportFormat format : formats::all_export_formats())
            if (format != formats::ExportFormat::python)
                QTest::newRow(std::string(formats::name(format)).c_str())
                    << QString::fromStdString(std::string(formats::name(format)));
    }
    void everyFormComesBack()
    {
        QFETCH(QString, format);
        const bool csv = format == QLatin1String("csv");
        const QString out = m_folder.filePath(format);
        const QString in = files + QStringLiteral("plain.json"); // a pair, which a CSV cannot say
        const json sets = factors(in).result()["sets"];
        const Ran ran = runEngine(words("export --json --target 128 --model") + QStringList{ model }
            + words("--factors") + QStringList{ csv ? QStringLiteral("ntk") : in } + words("--gguf")
            + QStringList{ files + QStringLiteral("source_phi3.gguf") } + words("--format")
            + QStringList{ format, QStringLiteral("--out"), out });
        QVERIFY2(ran.status == 0, ran.err.constData());
        QCOMPARE(ran.result()["out"].get<std::string>(), out.toStdString());
        const Ran read = factors(out, model);
        QVERIFY2(read.status == 0, read.err.constData());
        const json found = read.result();
        QVERIFY(found["warnings"].is_array());
        if (csv) {
            QCOMPARE(found["sets"].size(), 1u);
            QCOMPARE(found["sets"][0]["lambda"].size(), 8u);
            QCOMPARE(found["sets"][0]["n_hat"].get<int>(), 0);
            return;
        }
        QCOMPARE(found["sets"].size(), 2u);
        for (std::size_t i = 0; i < 2; ++i)
            for (const char* key : { "lambda", "n_hat", "attention_factor" })
                QVERIFY2(found["sets"][i][key] == sets[i][key], key);
    }

    /// The warnings are those of the runtimes that read the format.
    void warnings()
    {
        const Ran ran = runEngine(words("export --json --format vllm --model") + QStringList{ model } + words("--factors")
            + QStringList{ files + QStringLiteral("plain.json") } + words("--out")
            + QStringList{ m_folder.filePath(QStringLiteral("w")) });
        QVERIFY2(ran.status == 0, ran.err.constData());
        const json warnings = ran.result()["warnings"];
        QCOMPARE(warnings.size(), 1u);
        QCOMPARE(warnings[0]["runtime"].get<std::string>(), std::string("vLLM"));
        QVERIFY(ran.err.contains("turned with the long list"));
    }

    void anotherShortSet()
    {
        const QString out = m_folder.filePath(QStringLiteral("pair.json"));
        const Ran ran = runEngine(
            words("export --factors ntk --short-factors none --target 128 --format huggingface --model")
            + QStringList{ model, QStringLiteral("--out"), out });
        QVERIFY2(ran.status == 0, ran.err.constData());
        const json sets = factors(out, model).result()["sets"];
        QCOMPARE(sets.size(), 2u);
        QVERIFY(sets[0]["lambda"] == std::vector<double>(8, 1.0));
        QVERIFY(sets[1]["lambda"] != sets[0]["lambda"]);
    }

    /// Of a config's two lists the one that serves the target is scored, as transformers turns it there.
    void theListThatServesTheTarget()
    {
        const QString lists = m_folder.filePath(QStringLiteral("lists.json"));
        const json low{ 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7 }, high{ 1, 1.5, 2, 3, 4, 5, 6, 7 };
        const json block{ { "rope_type", "longrope" }, { "short_factor", low }, { "long_factor", high },
            { "original_max_position_embeddings", 32 }, { "attention_factor", 1.25 } };
        save(lists, json{ { "max_position_embeddings", 64 }, { "rope_scaling", block } });
        json ids = json::array();
        for (int i = 0; i < 400; ++i)
            ids.push_back(2 + (i * i + 3 * i) % 59);
        const QString text = m_folder.filePath(QStringLiteral("ids.json"));
        save(text, ids);
        const auto scored = [&](const QString& target, const QString& sets) {
            return runEngine(words("score --json --dtype f32 --samples 2 --model") + QStringList{ model }
                + words("--documents") + QStringList{ text } + words("--target") + QStringList{ target }
                + words("--attention-factor 1.25 --factors") + QStringList{ sets });
        };
        const auto column = [&](const json& list) {
            const QString path = m_folder.filePath(QStringLiteral("column.txt"));
            QString numbers;
            for (const json& one : list)
                numbers += QString::number(one.get<double>()) + u'\n';
            QFile file(path);
            if (file.open(QIODevice::WriteOnly))
                file.write(numbers.toUtf8());
            return path;
        };
        for (const char* target : { "32", "64", "96" }) { // the last beyond what the config allows
            const bool within = QByteArray(target) == "32";
            const Ran ran = scored(QString::fromUtf8(target), lists);
            QVERIFY2(ran.status == 0, ran.err.constData());
            const Ran expected = scored(QString::fromUtf8(target), column(within ? low : high));
            const Ran other = scored(QString::fromUtf8(target), column(within ? high : low));
            QVERIFY2(expected.status == 0 && other.status == 0, expected.err.constData());
            QVERIFY(ran.result()["nll"] == expected.result()["nll"]);
            QVERIFY(ran.result()["nll"] != other.result()["nll"]);
            const char* said = within ? "'as shipped, short' serves 32 tokens and is taken" : "'as shipped, long'";
            QVERIFY2(ran.err.contains(said), ran.err.constData());
        }
        QCOMPARE(factors(lists, model).result()["sets"].size(), 2u); // and both are in the file
    }

    /// A model that ships PI by 4 at 128 tokens, searched at 256: the seeds are the methods' λ at s = 2, times 4.
    void aSearchStartsFromWhatTheModelShips()
    {
        const QString folder = m_folder.filePath(QStringLiteral("scaled"));
        QVERIFY(QDir().mkpath(folder));
        const QString weights = QStringLiteral("/model.safetensors");
        QVERIFY(QFile::copy(model + weights, folder + weights));
        QFile plain(model + QStringLiteral("/config.json"));
        QVERIFY(plain.open(QIODevice::ReadOnly));
        json config = json::parse(plain.readAll().toStdString());
        config["max_position_embeddings"] = 128;
        config["rope_parameters"] = { { "rope_type", "linear" }, { "factor", 4 }, { "rope_theta", 10000.0 },
            { "original_max_position_embeddings", 32 } };
        save(folder + QStringLiteral("/config.json"), config);
        json ids = json::array();
        for (int i = 0; i < 1200; ++i)
            ids.push_back(2 + (i * i + 3 * i) % 59);
        const QString text = m_folder.filePath(QStringLiteral("long.json"));
        save(text, ids);
        const QString journal = m_folder.filePath(QStringLiteral("scaled.jsonl"));
        const Ran ran = runEngine(words("search --target 256 --samples 1 --population 5 --generations 1 --mutations 1 "
                                        "--crossovers 1 --parents 2 --dtype f32 --json --model")
            + QStringList{ folder, QStringLiteral("--documents"), text, QStringLiteral("--journal"), journal });
        QVERIFY2(ran.status == 0, ran.err.constData());
        std::map<std::string, std::vector<double>> seeds;
        QFile lines(journal);
        QVERIFY(lines.open(QIODevice::ReadOnly));
        while (!lines.atEnd()) {
            const json line = json::parse(lines.readLine().toStdString());
            for (const json& one : line.value("individuals", json::array()))
                seeds.emplace(one["origin"], one["lambda"].get<std::vector<double>>());
        }
        const rope::Geometry geometry{ 16, 16, 10000.0, 32, rope::PairLayout::half_split };
        const auto times = [](std::vector<double> lambda) {
            for (double& one : lambda)
                one *= 4;
            return lambda;
        };
        QCOMPARE(seeds["PI"], times(rope::pi_lambda(geometry, 2)));
        QCOMPARE(seeds["NTK"], times(rope::ntk_lambda(geometry, 2)));
        QCOMPARE(seeds["YaRN"], times(rope::yarn_lambda(geometry, 2)));
    }

    void dynamicNtkSaysItsFactor()
    {
        const Ran ran = runEngine(words("export --factors dynamic-ntk --target 128 --format csv --model")
            + QStringList{ model, QStringLiteral("--out"), m_folder.filePath(QStringLiteral("dynamic.csv")) });
        QVERIFY2(ran.status == 0, ran.err.constData());
        QVERIFY2(ran.err.contains("transformers' dynamic NTK with the factor 4 at a prompt of 128 tokens: NTK at "
                                  "4·4 − 4 + 1 = 13"),
            ran.err.constData());
        const Ran help = runEngine(words("score --help"));
        QVERIFY(help.out.simplified().contains("dynamic-ntk is transformers' with the factor s"));
    }

    void aLargeNHatWarns()
    {
        const auto warned = [&](const char* n_hat) {
            const QString out = m_folder.filePath(QStringLiteral("kept.json"));
            QFile::remove(out);
            const Ran ran = runEngine(words("export --factors pi --target 256 --format ropewalk --model")
                + QStringList{ model, QStringLiteral("--out"), out }
                + words("--n-hat") + QStringList{ QString::fromUtf8(n_hat) });
            return ran.status == 0 && ran.err.contains("reaches a good part of the trained 32");
        };
        QVERIFY(!warned("2"));
        QVERIFY(warned("16"));
        const Ran read = factors(m_folder.filePath(QStringLiteral("kept.json")), model);
        QVERIFY2(read.err.contains("the query at 16 meets its neighbour at 15 as if it lay 13 tokens ahead"),
            read.err.constData());
    }

    void refused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("message");
        const QString n_hat = files + QStringLiteral("n_hat.json"), plain = files + QStringLiteral("plain.json");
        const auto row = [](const char* name, QStringList arguments, int status, const char* message) {
            QTest::newRow(name) << arguments << status << QString::fromUtf8(message);
        };
        row("no file", words("factors --in /no/such"), 1, "/no/such: no such file");
        row("another model", words("factors --model demo --in") + QStringList{ plain }, 1,
            "expected factors for 32 pairs");
        row("no gguf", words("export --format gguf --out x --factors") + QStringList{ plain }, 2, "--gguf is needed");
        row("n̂", words("export --format vllm --out x --factors") + QStringList{ n_hat, QStringLiteral("--model"), model },
            1, "Export the Python module");
    }
    void refused()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, message);
        const Ran ran = runEngine(arguments);
        QTEST(ran.status, "status");
        QVERIFY2(ran.err.contains(message.toUtf8()), ran.err.constData());
        QVERIFY(!QFile::exists(QStringLiteral("x")));
    }

    void help()
    {
        const Ran ran = runEngine({ QStringLiteral("export"), QStringLiteral("--help") });
        QCOMPARE(ran.status, 0);
        for (const formats::ExportFormat format : formats::all_export_formats())
            QVERIFY(ran.out.contains("  " + QByteArray::fromStdString(std::string(formats::name(format))) + " "));
    }

    /// A log of LongRoPE's search: its candidates are scored here before any that is bred from them.
    void startsFromASearchLog()
    {
        json lambda = json::array();
        for (int i = 0; i < 32; ++i)
            lambda.push_back(1.0 + 0.001 * i);
        const json log{ { "iteration", 4 }, { "population", { { lambda, 7.5 } } }, { "history", json::array() } };
        const QString path = m_folder.filePath(QStringLiteral("log-64.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(log.dump()));
        file.close();
        const QString journal = m_folder.filePath(QStringLiteral("search.jsonl"));
        const Ran ran = runEngine(words("search --target 64 --samples 1 --population 4 --generations 1 --mutations 2 "
                                        "--crossovers 2 --parents 2 --json")
            + QStringList{ QStringLiteral("--start-from"), path, QStringLiteral("--journal"), journal });
        QVERIFY2(ran.status == 0, ran.err.constData());
        QVERIFY2(ran.err.contains("starting from LongRoPE's search in"), ran.err.constData());
        QFile kept(journal);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        const QByteArray lines = kept.readAll();
        QVERIFY(lines.contains("\"start\":[{\"lambda\":[1.0,1.001,"));
        QVERIFY(lines.contains("\"origin\":\"start\""));
    }
};

QTEST_GUILESS_MAIN(TestFactorCommands)
#include "tst_factor_commands.moc"
