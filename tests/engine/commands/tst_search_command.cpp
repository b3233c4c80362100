// SPDX-License-Identifier: Apache-2.0
#include "core/formats/factor_file.h"
#include "tests/engine/commands/text_file.h"
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QTemporaryDir>
#include <csignal>

using namespace ropewalk;
using nlohmann::json;

namespace {

const char* const small_search = "search --target 64 --samples 1 --population 4 --generations 3 --mutations "
                                 "2 --crossovers 2 --parents 2 --json";

} // namespace

/// A search from the command line: its result, its journal, and going on with it.
class TestSearchCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void searchesAndResumes()
    {
        QTemporaryDir folder;
        const auto files = [&](const char* name) {
            const QString base = folder.filePath(QString::fromUtf8(name));
            return QStringList{ QStringLiteral("--out"), base + QStringLiteral(".json"),
                QStringLiteral("--journal"), base + QStringLiteral(".jsonl") };
        };
        const Ran whole = runEngine(words(small_search) + files("whole"));
        QVERIFY2(whole.status == 0, whole.err.constData());
        const json result = whole.result();
        QCOMPARE(result["evaluations"], json(4 + 3 * 4));
        QCOMPARE(result["best"]["lambda"].size(), std::size_t(32));
        QVERIFY(result["best"].contains("n_hat"));
        QVERIFY(result["best"].contains("attention_factor"));
        QVERIFY(result["perplexity"].get<double>() > 1);

        // What it saved scores the same.
        const QString best = folder.filePath(QStringLiteral("whole.json"));
        const auto file = formats::read_factor_file(best.toStdString(),
            rope::Geometry{ .head_dim = 64, .rotary_dim = 64, .theta = 10000.0, .original_length = 256 });
        QVERIFY(file.has_value());
        QCOMPARE(file->target_length, std::int64_t(64));
        QCOMPARE(json(file->sets.front().lambda), result["best"]["lambda"]);

        // An existing journal is not overwritten.
        const Ran again = runEngine(words(small_search) + files("whole") + words("--overwrite"));
        QCOMPARE(again.status, 1);
        QVERIFY(again.err.contains("whole.jsonl"));

        // A journal cut at half and gone on with gives the same journal and result.
        const QByteArray journal = contents(folder.filePath(QStringLiteral("whole.jsonl")));
        write(folder.filePath(QStringLiteral("half.jsonl")), journal.left(journal.size() / 2));
        const Ran resumed
            = runEngine(words(small_search) + files("half") + QStringList{ QStringLiteral("--resume") });
        QVERIFY2(resumed.status == 0, resumed.err.constData());
        QCOMPARE(resumed.result()["best"], result["best"]);
        QCOMPARE(resumed.result()["perplexity"], result["perplexity"]);
        QCOMPARE(resumed.result()["held_out"], result["held_out"]);
        QCOMPARE(contents(folder.filePath(QStringLiteral("half.jsonl"))), journal);

        // The journal says the settings, so that going on needs none of them.
        write(folder.filePath(QStringLiteral("third.jsonl")), journal.left(journal.size() / 3));
        const Ran bare = runEngine(words("search --json --resume") + files("third"));
        QVERIFY2(bare.status == 0, bare.err.constData());
        QCOMPARE(bare.result()["best"], result["best"]);
        QCOMPARE(contents(folder.filePath(QStringLiteral("third.jsonl"))), journal);
        const Ran wider = runEngine(words("search --json --resume --overwrite --samples 2") + files("third"));
        QCOMPARE(wider.status, 1);
        QVERIFY2(wider.err.contains("third.jsonl: line 1, key identity.samples"), wider.err.constData());

        // Another search does not go on with it, and says which line of which file speaks against it.
        const Ran other = runEngine(words(small_search) + files("half")
            + words("--resume --overwrite --seed 9"));
        QCOMPARE(other.status, 1);
        QVERIFY2(other.err.contains("half.jsonl: line 1, key settings.seed"), other.err.constData());
        QCOMPARE(contents(folder.filePath(QStringLiteral("half.jsonl"))), journal);
    }

    void controlCStopsASearch()
    {
        QTemporaryDir folder;
        QProcess process;
        process.start(QStringLiteral(ROPEWALK_ENGINE_PROGRAM),
            words("search --target 64 --samples 1 --generations 1000000 --population 4 --parents 2 --journal")
                + QStringList{ folder.filePath(QStringLiteral("journal.jsonl")) });
        process.setReadChannel(QProcess::StandardError);
        QVERIFY(process.waitForStarted());
        QByteArray said;
        while (!said.contains("searching") && process.waitForReadyRead(60000))
            said += process.readAllStandardError();
        QVERIFY2(said.contains("searching"), said.constData());
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        said += process.readAllStandardError();
        QVERIFY2(said.contains("--resume"), said.constData());
    }
};

QTEST_GUILESS_MAIN(TestSearchCommand)
#include "tst_search_command.moc"
