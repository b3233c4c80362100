// SPDX-License-Identifier: Apache-2.0
// No command writes over what is open, and over nothing else unasked.
#include "core/formats/exports/exports.h"
#include "tests/engine/commands/text_file.h"
#include "tests/engine/engine_process.h"

#include <QDir>
#include <QTemporaryDir>

using namespace ropewalk;

namespace {

const QString data = QStringLiteral(ROPEWALK_TEST_DATA);

QByteArrayList contentsOf(const QString& folder)
{
    QByteArrayList out;
    const QDir dir(folder);
    for (const QString& name : dir.entryList(QDir::Files | QDir::Hidden, QDir::Name))
        out << name.toUtf8() + ": " + contents(dir.filePath(name));
    return out;
}

} // namespace

class TestOverwriting : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_place;

    QString at(const char* name) const { return m_place->filePath(QString::fromUtf8(name)); }

    Ran exported(const QString& format, const QString& out, const char* more = "") const
    {
        return runEngine(words("export --target 128 --model") + QStringList{ at("model") } + words("--factors")
            + QStringList{ format == QLatin1String("csv") ? QStringLiteral("ntk") : at("found.json") } + words("--gguf")
            + QStringList{ at("model.gguf") } + words("--format") + QStringList{ format, QStringLiteral("--out"), out }
            + words(more));
    }

private Q_SLOTS:
    void init()
    {
        m_place = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir(m_place->path()).mkdir(QStringLiteral("model")));
        for (const char* name : { "config.json", "model.safetensors" })
            QVERIFY(QFile::copy(data + QStringLiteral("/model/plain_f32/") + QString::fromUtf8(name),
                at("model/") + QString::fromUtf8(name)));
        write(at("model/tokenizer.json"), "{}");
        QVERIFY(QFile::copy(data + QStringLiteral("/factor_files/plain.json"), at("found.json")));
        QVERIFY(QFile::copy(data + QStringLiteral("/factor_files/source_phi3.gguf"), at("model.gguf")));
        QVERIFY(QFile::link(at("model/model.safetensors"), at("link")));
    }

    void everyFormat_data()
    {
        QTest::addColumn<QString>("format");
        for (const formats::ExportFormat format : formats::all_export_formats())
            QTest::newRow(std::string(formats::name(format)).c_str())
                << QString::fromStdString(std::string(formats::name(format)));
    }
    /// Not a byte of the model or of the factor file changes, whatever is asked for.
    void everyFormat()
    {
        QFETCH(QString, format);
        const QByteArrayList model = contentsOf(at("model")), others = contentsOf(m_place->path());
        for (const char* target :
            { "model/config.json", "model/model.safetensors", "model/tokenizer.json", "model.gguf", "link" })
            for (const char* more : { "", "--overwrite", "--overwrite --force" }) {
                const Ran ran = exported(format, at(target), more);
                QCOMPARE(ran.status, 1);
                QVERIFY2(ran.err.contains("is a file of the open model"), ran.err.constData());
                QVERIFY2(ran.err.contains(QByteArray(target)), ran.err.constData());
                QCOMPARE(contentsOf(at("model")), model);
                QCOMPARE(contentsOf(m_place->path()), others);
            }
    }

    void theFactorFile()
    {
        const QByteArray before = contents(at("found.json"));
        for (const char* more : { "", "--overwrite" }) {
            const Ran ran = exported(QStringLiteral("ropewalk"), at("found.json"), more);
            QCOMPARE(ran.status, 1);
            QVERIFY2(ran.err.contains("found.json: is the factor file that is read; --force"), ran.err.constData());
            QCOMPARE(contents(at("found.json")), before);
        }
        const Ran forced = exported(QStringLiteral("python"), at("found.json"), "--force");
        QVERIFY2(forced.status == 0, forced.err.constData());
        QVERIFY(contents(at("found.json")).contains("def apply"));
    }

    void whatIsThereAlready()
    {
        write(at("old"), "old");
        const Ran refused = exported(QStringLiteral("ropewalk"), at("old"));
        QCOMPARE(refused.status, 1);
        QVERIFY2(refused.err.contains("old: is there already; --overwrite replaces it"), refused.err.constData());
        QCOMPARE(contents(at("old")), "old");
        const Ran replaced = exported(QStringLiteral("ropewalk"), at("old"), "--overwrite");
        QVERIFY2(replaced.status == 0, replaced.err.constData());
        QVERIFY(contents(at("old")).contains("\"ropewalk\""));
    }

    /// A GGUF export through a link writes to what it leads to.
    void aLinkStaysALink()
    {
        QVERIFY(QDir(m_place->path()).mkdir(QStringLiteral("disk")));
        write(at("disk/long.gguf"), "old");
        QVERIFY(QFile::link(at("disk/long.gguf"), at("long.gguf")));
        QCOMPARE(exported(QStringLiteral("gguf"), at("long.gguf")).status, 1);
        const Ran ran = exported(QStringLiteral("gguf"), at("long.gguf"), "--overwrite");
        QVERIFY2(ran.status == 0, ran.err.constData());
        QVERIFY(QFileInfo(at("long.gguf")).isSymLink());
        QVERIFY(contents(at("disk/long.gguf")).startsWith("GGUF"));
        QCOMPARE(QDir(at("disk")).entryList(QDir::Files | QDir::Hidden), QStringList{ QStringLiteral("long.gguf") });
    }

    void otherCommands_data()
    {
        QTest::addColumn<QString>("arguments"); // % is the place
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* arguments, const char* says) {
            QTest::newRow(arguments) << QString::fromUtf8(arguments) << QByteArray(says);
        };
        const char* const model = "is a file of the open model";
        const char* const input = "is read by the same work";
        const char* const there = "is there already; --overwrite replaces it";
        row("search --target 64 --model %/model --documents %/text --out %/model/config.json", model);
        row("search --target 64 --model %/model --documents %/text --overwrite --out %/text", input);
        row("search --target 64 --generations 0 --out %/text", there);
        row("search --target 64 --model %/model --documents %/text --journal %/model/config.json", model);
        row("search --target 64 --resume --model %/model --documents %/text --journal %/text", input);
        row("search --target 64 --out %/one --journal %/one", "two results cannot be written into one file");
        row("search --target 64 --overwrite --start-from %/found.json --out %/found.json", "--force");
        row("entropy --target 64 --model %/model --documents %/text --csv %/model/model.safetensors", model);
        row("entropy --target 64 --documents %/text --overwrite --csv %/text", input);
        row("entropy --target 64 --factors %/found.json --csv %/found.json", "is the factor file that is read");
        row("curve --lengths 64 --csv %/text", there);
        row("curve --lengths 64 --methods none,%/found.json --overwrite --csv %/found.json", "is the factor file");
        row("needle --lengths 256 --documents %/text --overwrite --csv %/text", input);
        row("passkey --lengths 256 --csv %/text", there);
        row("choices --questions %/text --overwrite --csv %/text", input);
        row("train --recipe demo --steps 1 --out %/model", "model/config.json: is there already");
    }
    void otherCommands()
    {
        QFETCH(QString, arguments);
        QFETCH(QByteArray, says);
        write(at("text"), "A text of some words.\n");
        const QByteArrayList model = contentsOf(at("model")), others = contentsOf(m_place->path());
        const Ran ran = runEngine(words(arguments.replace(QLatin1Char('%'), m_place->path()).toUtf8().constData()));
        QVERIFY2(ran.status == 1 || ran.status == 2, ran.err.constData());
        QVERIFY2(ran.err.contains(says), ran.err.constData());
        QCOMPARE(ran.err.trimmed().count('\n'), 0); // before anything was opened
        QCOMPARE(contentsOf(at("model")), model);
        QCOMPARE(contentsOf(m_place->path()), others);
    }

    /// The bundled model is nobody's target, by whatever way it is reached.
    void theBundledModel()
    {
        const QString demo = QStringLiteral(ROPEWALK_SOURCE_DIR "/resources/demo");
        QVERIFY(QFile::link(demo, at("mine")));
        const QByteArray config = contents(demo + QStringLiteral("/config.json"));
        for (const QStringList& arguments :
            { words("export --factors yarn --target 512 --overwrite --out") + QStringList{ at("mine/config.json") },
                words("train --recipe demo --steps 1 --overwrite --out") + QStringList{ at("mine") } }) {
            const Ran ran = runEngine(arguments);
            QCOMPARE(ran.status, 1);
            QVERIFY2(ran.err.contains("is a file of the open model"), ran.err.constData());
        }
        QCOMPARE(contents(demo + QStringLiteral("/config.json")), config);
    }

    /// A model of a download cache is links, all of them: it is opened, copied and never written over.
    void aDownloadCache()
    {
        const QString demo = QStringLiteral(ROPEWALK_SOURCE_DIR "/resources/demo/"), snapshot = at("snapshots/1");
        QVERIFY(QDir(m_place->path()).mkpath(QStringLiteral("blobs")) && QDir().mkpath(snapshot));
        for (const char* name : { "config.json", "model.safetensors", "tokenizer.json", "training.csv" }) {
            const QString stem = QString::fromUtf8(name).section(QLatin1Char('.'), 0, 0);
            const QString blob = at("blobs/") + stem + QStringLiteral("-1f");
            QVERIFY(QFile::copy(demo + QString::fromUtf8(name), blob));
            QVERIFY(QFile::link(blob, snapshot + QLatin1Char('/') + QString::fromUtf8(name)));
        }
        const QByteArrayList blobs = contentsOf(at("blobs"));
        const auto score = [&](const QString& model) {
            return runEngine(words("score --factors none --target 64 --samples 1 --documents demo --json --model")
                + QStringList{ model });
        };
        const Ran opened = score(snapshot);
        QVERIFY2(opened.status == 0, opened.err.constData());
        const auto exported = [&](const QString& format, const QString& out) {
            return runEngine(words("export --factors yarn --target 512 --overwrite --json --model")
                + QStringList{ snapshot } + words("--format") + QStringList{ format, QStringLiteral("--out"), out });
        };
        for (const char* own : { "snapshots/1/config.json", "blobs/model-1f" }) {
            const Ran refused = exported(QStringLiteral("huggingface"), at(own));
            QCOMPARE(refused.status, 1);
            QVERIFY2(refused.err.contains("is a file of the open model"), refused.err.constData());
        }
        const Ran copied = exported(QStringLiteral("folder"), at("copy"));
        QVERIFY2(copied.status == 0, copied.err.constData());
        QVERIFY(copied.result()["left_out"] == nlohmann::json({ "training.csv" }));
        QVERIFY2(copied.err.contains("since the model does not need it: training.csv"), copied.err.constData());
        QCOMPARE(QDir(at("copy")).entryList(QDir::Files).join(QLatin1Char(' ')),
            QStringLiteral("config.json model.safetensors tokenizer.json"));
        const Ran again = score(at("copy"));
        QVERIFY2(again.status == 0, again.err.constData());
        QCOMPARE(contentsOf(at("blobs")), blobs);
    }

    /// A table goes to a device as it is.
    void aTableToAPipe()
    {
        const Ran ran = runEngine(words("entropy --target 64 --factors pi --csv /dev/null"));
        QVERIFY2(ran.status == 0, ran.err.constData());
        QVERIFY(!QFileInfo(QStringLiteral("/dev/null")).isFile());
        const Ran file = exported(QStringLiteral("ropewalk"), QStringLiteral("/dev/null"), "--overwrite");
        QCOMPARE(file.status, 1);
        QVERIFY2(file.err.contains("expected a file, found a device or pipe"), file.err.constData());
        QVERIFY(!QFileInfo(QStringLiteral("/dev/null")).isFile());
    }
};

QTEST_GUILESS_MAIN(TestOverwriting)
#include "tst_overwriting.moc"
