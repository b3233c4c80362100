// SPDX-License-Identifier: Apache-2.0
// How a search's winner is chosen, with one seed and with several, from the command line.
#include "core/formats/factor_file.h"
#include "tests/engine/commands/text_file.h"
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QTemporaryDir>
#include <algorithm>
#include <cmath>
#include <memory>

using namespace ropewalk;
using nlohmann::json;

namespace {

const char* const small_search = "search --target 288 --samples 1 --population 6 --generations 2 --mutations 3 "
                                 "--crossovers 3 --parents 3 --dtype f32 --json";

const rope::Geometry demo{ .head_dim = 64, .rotary_dim = 64, .theta = 10000.0, .original_length = 256 };

double held_out(const QString& factors)
{
    return runEngine(words("score --target 288 --dtype f32 --json --factors") + QStringList{ factors })
        .result()["perplexity"]
        .get<double>();
}

/// √(1 + ln s/ln L), which LongRoPE's code scores every candidate at.
const double formula = std::sqrt(1 + std::log(288.0 / 256) / std::log(256.0));

bool near(const json& a, double b)
{
    return std::abs(a.get<double>() - b) < 1e-9 * b;
}

} // namespace

class TestSearchWinner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_text = QStringList{ QStringLiteral("--documents"), m_folder->filePath(QStringLiteral("text.txt")) };
        write(m_text[1], QByteArray("The sun is over the river. Nobody slept until noon. ").repeated(150));
    }

    /// The finalists are the journal's eight fittest, the winner is the best of them on other windows, and what it scores
    /// held out is what score says of the saved file.
    void isChosenOnOtherWindows()
    {
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("found.json"));
        const QString journal = folder.filePath(QStringLiteral("found.jsonl"));
        const QStringList asked = words(small_search)
            + QStringList{ QStringLiteral("--out"), out, QStringLiteral("--journal"), journal };
        const Ran ran = runEngine(asked);
        QVERIFY2(ran.status == 0, ran.err.constData());
        const json result = ran.result();
        QCOMPARE(result["samples"], json(1));
        QCOMPARE(result["validation_samples"], json(10));
        QCOMPARE(result["held_out_samples"], json(5));
        QCOMPARE(result["finalists"].size(), std::size_t(8));
        QVERIFY(near(result["best"]["attention_factor"], formula));

        std::vector<double> fitness;
        json tail;
        for (const QByteArray& line : contents(journal).trimmed().split('\n')) {
            const json object = json::parse(line.toStdString());
            if (object.contains("validation"))
                tail = object["validation"];
            if (object.contains("individuals"))
                for (const json& one : object["individuals"])
                    fitness.push_back(one["fitness"].get<double>());
        }
        std::ranges::sort(fitness);
        double least = 1e9;
        for (std::size_t i = 0; i < 8; ++i) {
            QCOMPARE(result["finalists"][i]["perplexity"], json(fitness[i]));
            QCOMPARE(result["finalists"][i]["validation"], tail["scores"][i]["perplexity"]);
            least = std::min(least, result["finalists"][i]["validation"].get<double>());
        }
        QCOMPARE(result["validation"], json(least));
        const auto winner = std::ranges::find_if(
            result["finalists"], [&](const json& one) { return one["validation"] == result["validation"]; });
        QCOMPARE(result["best"]["lambda"], (*winner)["lambda"]);
        QCOMPARE(result["perplexity"], (*winner)["perplexity"]);
        QVERIFY(near(result["held_out"], held_out(out)));

        // An ended search says the same again and writes nothing.
        const QByteArray before = contents(journal);
        const Ran again = runEngine(words("search --resume --json --dtype f32 --journal") + QStringList{ journal });
        QCOMPARE(again.result()["best"], result["best"]);
        QCOMPARE(again.result()["validation"], result["validation"]);
        QCOMPARE(contents(journal), before);

        const Ran plain = runEngine(words("search --resume --dtype f32 --journal") + QStringList{ journal });
        QVERIFY2(plain.out.contains("on 5 windows held out") && plain.out.contains("on the 10 windows it was chosen on")
                && plain.out.contains("on the 1 window it was bred on"),
            plain.out.constData());
    }

    void aShortTextSaysThatNothingIsLeftToChooseOn()
    {
        QTemporaryDir folder;
        const QString text = folder.filePath(QStringLiteral("text.txt"));
        write(text, QByteArray("The sun is over the river. Where is the ring? ").repeated(20)); // some 260 tokens
        const QStringList asked = words("search --target 64 --population 4 --generations 1 --parents 2 --mutations 2 "
                                        "--crossovers 2 --dtype f32 --json --documents") + QStringList{ text };
        const Ran ran = runEngine(asked);
        QVERIFY2(ran.status == 0, ran.err.constData());
        QVERIFY2(ran.err.contains("left to choose the winner on"), ran.err.constData());
        const json result = ran.result();
        QVERIFY(result["validation"].is_null() && result["finalists"].empty());
        QCOMPARE(result["warnings"].size(), std::size_t(1));
        QVERIFY(result["held_out"].get<double>() > 1);
        QCOMPARE(runEngine(asked).result()["best"], result["best"]);
        // With a window less to breed on there is one to choose on.
        const json fewer = runEngine(asked + words("--samples 1")).result();
        QVERIFY(fewer["validation_samples"].get<int>() >= 1 && fewer["validation"].is_number());
    }

    void severalSeeds()
    {
        QTemporaryDir folder;
        const QString out = folder.filePath(QStringLiteral("best.json"));
        const QString journal = folder.filePath(QStringLiteral("found.jsonl"));
        const QStringList files{ QStringLiteral("--out"), out, QStringLiteral("--journal"), journal };
        const QStringList asked = words(small_search) + m_text;
        const Ran ran = runEngine(asked + words("--seeds 2") + files);
        QVERIFY2(ran.status == 0, ran.err.constData());
        const json result = ran.result();
        QCOMPARE(result["searches"].size(), std::size_t(2));
        double sum = 0, low = 1e9, high = 0;
        json best = result["searches"][0];
        for (int i = 0; i < 2; ++i) {
            const json& one = result["searches"][std::size_t(i)];
            QCOMPARE(one["seed"], json(i + 1));
            QVERIFY(QFile::exists(folder.filePath(QStringLiteral("found-seed%1.jsonl").arg(i + 1))));
            const double held_out = one["held_out"].get<double>();
            sum += held_out;
            low = std::min(low, held_out);
            high = std::max(high, held_out);
            if (one["validation"] < best["validation"])
                best = one;
        }
        QVERIFY(!QFile::exists(journal));
        QVERIFY(near(result["over_seeds"]["held_out"]["mean"], sum / 2));
        QCOMPARE(result["over_seeds"]["held_out"]["low"], json(low));
        QCOMPARE(result["over_seeds"]["held_out"]["high"], json(high));
        QVERIFY(result["over_seeds"]["validation"]["mean"].is_number());
        QCOMPARE(result["seed"], best["seed"]);
        QCOMPARE(result["best"], best["best"]);
        const auto file = formats::read_factor_file(out.toStdString(), demo);
        QVERIFY(file.has_value());
        QCOMPARE(json(file->sets.front().lambda), best["best"]["lambda"]);
        QCOMPARE(file->sets.front().origin,
            "evolution, seed " + std::to_string(best["seed"].get<int>()) + ", the best of 2 seeds");

        // One of them is what a search of that seed alone finds.
        const json alone = runEngine(asked + words("--seed 2")).result();
        QCOMPARE(alone["best"], result["searches"][1]["best"]);
        QCOMPARE(alone["held_out"], result["searches"][1]["held_out"]);

        // Stopped in the middle of the first, gone on with: the same, and each journal too.
        const QString first = folder.filePath(QStringLiteral("found-seed1.jsonl"));
        const QByteArray whole = contents(first);
        write(first, whole.left(whole.size() / 2));
        QVERIFY(QFile::remove(folder.filePath(QStringLiteral("found-seed2.jsonl"))));
        const Ran resumed = runEngine(words("search --resume --overwrite --json --dtype f32 --seeds 1,2") + m_text + files);
        QVERIFY2(resumed.status == 0, resumed.err.constData());
        QCOMPARE(resumed.result()["best"], result["best"]);
        QCOMPARE(resumed.result()["over_seeds"], result["over_seeds"]);
        QCOMPARE(contents(first), whole);

        const Ran again = runEngine(asked + words("--seeds 2 --overwrite") + files);
        QCOMPARE(again.status, 1);
        QVERIFY2(again.err.contains("found-seed1.jsonl"), again.err.constData());
    }

    void seedsAreChecked_data()
    {
        QTest::addColumn<QString>("seeds");
        for (const char* seeds : { "0", "x", "1,1", "1,,2", "-3", "2000", "1,2,x" })
            QTest::newRow(seeds) << QString::fromUtf8(seeds);
    }
    void seedsAreChecked()
    {
        QFETCH(const QString, seeds);
        const Ran ran = runEngine(words(small_search) + QStringList{ QStringLiteral("--seeds=") + seeds });
        QCOMPARE(ran.status, 2);
        QVERIFY2(ran.err.contains("--seeds"), ran.err.constData());
    }

    /// A journal of an older build: of a factor fixed at 1, which its header need not say.
    void anOlderJournalGoesOnAsItWas()
    {
        QTemporaryDir folder;
        const QString journal = folder.filePath(QStringLiteral("old.jsonl"));
        const Ran ran = runEngine(
            words(small_search) + m_text + words("--attention-factor fixed --journal") + QStringList{ journal });
        QVERIFY2(ran.status == 0, ran.err.constData());
        QCOMPARE(ran.result()["best"]["attention_factor"], json(1.0));
        QByteArrayList lines = contents(journal).trimmed().split('\n');
        auto header = nlohmann::ordered_json::parse(lines[0].toStdString());
        header["settings"].erase("attention_mode");
        header["settings"].erase("attention_factor");
        lines[0] = QByteArray::fromStdString(header.dump());
        write(journal, lines.mid(0, lines.size() / 2).join('\n') + '\n');
        const Ran resumed
            = runEngine(words("search --resume --json --dtype f32") + m_text + words("--journal") + QStringList{ journal });
        QVERIFY2(resumed.status == 0, resumed.err.constData());
        QCOMPARE(resumed.result()["best"], ran.result()["best"]);
        QCOMPARE(resumed.result()["held_out"], ran.result()["held_out"]);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QStringList m_text; ///< --documents and a text with few windows, so that little is scored
};

QTEST_GUILESS_MAIN(TestSearchWinner)
#include "tst_search_winner.moc"
