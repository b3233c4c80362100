// SPDX-License-Identifier: Apache-2.0
#include "core/formats/exports/exports.h"
#include "tests/engine/engine_process.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

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
