// SPDX-License-Identifier: Apache-2.0
#include "core/formats/factor_csv.h"
#include "core/formats/sources/search_log.h"
#include "tests/formats/llama_config.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <fstream>

using namespace ropewalk;
using namespace ropewalk::formats;
using nlohmann::json;

namespace {

const rope::Geometry small{ 8, 8, 10000.0, 256 };
const rope::Geometry of_llama{ 64, 64, 10000.0, 1024 };

bool mentions(const std::vector<Words>& all, const std::string& part)
{
    return std::any_of(all.begin(), all.end(),
        [&part](const Words& one) { return one.text().find(part) != std::string::npos; });
}

json log_of(const char* population, const char* history = "[]")
{
    return { { "iteration", 7 }, { "population", json::parse(population) }, { "history", json::parse(history) } };
}

} // namespace

class TestFactorSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConfig()
    {
        json config = llama();
        config["rope_scaling"] = longrope_block();
        for (const auto& geometry : { std::optional(of_llama), std::optional<rope::Geometry>() }) {
            const auto file = parse_factor_file(config.dump(), "config.json", geometry);
            QVERIFY2(file, file ? "" : file.error().text().c_str());
            QCOMPARE(file->sets.size(), 2u);
            QCOMPARE(file->sets[1].lambda, std::vector<double>(32, 4.0));
            QCOMPARE(file->sets[0].to_length, 1024);
            QCOMPARE(file->sets[1].from_length, 1024);
            QCOMPARE(file->geometry.original_length, 1024);
            QCOMPARE(file->target_length, 4096);
        }
        rope::Geometry other = of_llama;
        other.theta = 500000.0;
        const auto refused = parse_factor_file(config.dump(), "config.json", other);
        QVERIFY(!refused);
        QCOMPARE(refused.error().text(),
            std::string("config.json: key rope_scaling: expected factors for 32 pairs of theta 500000, found factors for "
                        "32 pairs of theta 10000"));
    }

    void aConfigWithoutScaling()
    {
        const auto file = parse_factor_file(llama().dump(), "config.json", std::nullopt);
        QVERIFY(file);
        QCOMPARE(file->sets.size(), 1u);
        QCOMPARE(file->sets[0].lambda, std::vector<double>(32, 1.0));
        QVERIFY(mentions(file->warnings, "no scaling"));
    }

    /// A block alone is read by the model's geometry, every form of it; only longrope's lists tell their own.
    void aPatch_data()
    {
        QTest::addColumn<QByteArray>("block");
        QTest::addColumn<double>("last");
        QTest::newRow("longrope") << QByteArray(longrope_block().dump().c_str()) << 4.0;
        QTest::newRow("linear") << QByteArray(R"({"type": "linear", "factor": 3})") << 3.0;
        QTest::newRow("yarn") << QByteArray(R"({"rope_type": "yarn", "factor": 8})") << 8.0;
        QTest::newRow("llama3") << QByteArray(
            R"({"rope_type": "llama3", "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4})")
                                << 8.0;
        QTest::newRow("dynamic") << QByteArray(R"({"rope_type": "dynamic", "factor": 2})") << 0.0;
    }
    void aPatch()
    {
        QFETCH(QByteArray, block);
        QFETCH(double, last);
        for (const char* key : { "rope_scaling", "rope_parameters" }) {
            const json patch = { { key, json::parse(block.toStdString()) } };
            const auto file = parse_factor_file(patch.dump(), "patch.json", of_llama);
            QVERIFY2(file, file ? "" : file.error().text().c_str());
            QCOMPARE(file->geometry.pairs(), 32);
            QCOMPARE(file->geometry.original_length, 1024);
            if (last > 0)
                QCOMPARE(file->sets.back().lambda.back(), last);
            const bool lists = patch[key].contains("long_factor");
            const auto alone = parse_factor_file(patch.dump(), "patch.json", std::nullopt);
            QCOMPARE(alone.has_value(), lists);
            if (!lists)
                QVERIFY(alone.error().message.text().find("name the model") != std::string::npos);
        }
    }

    void aPatchOfPartialRotation()
    {
        rope::Geometry partial{ 96, 72, 10000.0, 1024 };
        json block = longrope_block();
        block["long_factor"] = block["short_factor"] = std::vector<double>(36, 2.0);
        block["partial_rotary_factor"] = 0.75;
        const auto file = parse_factor_file(json{ { "rope_scaling", block } }.dump(), "patch.json", partial);
        QVERIFY2(file, file ? "" : file.error().text().c_str());
        QCOMPARE(file->sets.back().lambda.size(), 36u);
        QCOMPARE(file->geometry.head_dim, 96);
    }

    void aSearchLog()
    {
        const json log = log_of("[[[1, 2, 3, 4], 9.5], [[1, 1.5, 2, 8], 7.25], [[1, 1, 1, 1], null]]");
        for (const auto& geometry : { std::optional(small), std::optional<rope::Geometry>() }) {
            const auto file = parse_factor_file(log.dump(), "runs/log-8192.json", geometry);
            QVERIFY2(file, file ? "" : file.error().text().c_str());
            QCOMPARE(file->sets.size(), 3u);
            QCOMPARE(file->sets[0].lambda, (std::vector<double>{ 1, 1.5, 2, 8 }));
            QCOMPARE(file->sets[0].name, std::string("candidate 1"));
            QCOMPARE(file->sets[0].notes, std::string("perplexity 7.25 there"));
            QCOMPARE(file->sets[0].origin, std::string("log-8192.json, iteration 7"));
            QCOMPARE(file->sets[2].notes, std::string("not scored there"));
            QVERIFY(mentions(file->warnings, "iteration 7: its 3 candidates are opened as sets"));
        }
    }

    void aLogWithOtherBeginnings()
    {
        const auto n_hat = parse_factor_file(log_of("[[[28, 1, 2, 3, 4], 9.5]]").dump(), "log.json", small);
        QVERIFY(n_hat);
        QCOMPARE(n_hat->sets[0].n_hat, 28);
        const auto bounds = parse_factor_file(log_of("[[[1, 3, 1, 2, 3, 4], 9.5]]").dump(), "log.json", small);
        QVERIFY(bounds);
        QCOMPARE(bounds->sets[0].lambda, (std::vector<double>{ 1, 2, 3, 4 }));
        const auto history = parse_factor_file(log_of("[]", "[[[1, 2, 3, 4], 9.5]]").dump(), "log.json", small);
        QVERIFY(history);
        QCOMPARE(history->sets.size(), 1u);
    }

    /// With the released settings a log's history falls into its generations; else it is cut, and says so.
    void generationsOfALog_data()
    {
        QTest::addColumn<int>("iteration");
        QTest::addColumn<int>("scored"); // k = 2 survivors
        QTest::addColumn<QList<int>>("sizes");
        QTest::addColumn<bool>("counted");
        QTest::newRow("at its head") << 2 << 8 << QList<int>{ 4, 2, 2 } << true;
        QTest::newRow("at its end") << 2 << 10 << QList<int>{ 4, 2, 2, 2 } << true;
        QTest::newRow("first ones twice") << 1 << 9 << QList<int>{ 7, 2 } << true;
        QTest::newRow("other settings") << 5 << 7 << QList<int>{ 2, 2, 2, 1 } << false;
        QTest::newRow("no history") << 5 << 0 << QList<int>{ 2 } << true;
    }
    void generationsOfALog()
    {
        QFETCH(int, iteration);
        QFETCH(int, scored);
        QFETCH(QList<int>, sizes);
        json history = json::array();
        for (int i = 0; i < scored; ++i)
            history.push_back({ { 1, 2, 3, 4 + i }, 20.0 - i });
        const json log{ { "iteration", iteration }, { "history", history },
            { "population", json::parse("[[[1, 2, 3, 9], 8], [[1, 2, 3, 8], 7.5]]") } };
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("log-2048.json")).toStdString();
        std::ofstream(path) << log.dump();
        const auto read = read_search_log(path, small);
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QVERIFY(read->has_value());
        const SearchLog& found = **read;
        QCOMPARE(found.iteration, iteration);
        QCOMPARE(found.population.front().perplexity, 7.5); // best first
        QList<int> cut;
        for (const auto& generation : found.generations)
            cut << int(generation.size());
        QCOMPARE(cut, sizes);
        QTEST(found.counted, "counted");
        if (scored > 0) {
            QCOMPARE(found.generations[0][0].perplexity, 20.0); // in the order in which they were scored
            QCOMPARE(found.generations.back().back().perplexity, 21.0 - scored);
        }
        const auto start = starting_sets(found, 2048);
        QCOMPARE(start.size(), 2u);
        QCOMPARE(start[0].lambda, (std::vector<double>{ 1, 2, 3, 8 }));
        QCOMPARE(start[0].attention_factor, std::sqrt(1.0 + std::log(8.0) / std::log(256.0)));
        std::ofstream(path) << "{\"ropewalk\": \"factors\"}";
        QVERIFY(read_search_log(path, small) && !*read_search_log(path, small)); // something else
    }

    void logsRefused_data()
    {
        QTest::addColumn<QByteArray>("population");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* population, const char* message) {
            QTest::newRow(name) << QByteArray(population) << QString::fromUtf8(message);
        };
        row("empty", "[]", "key history: expected at least one candidate, found a list of 0");
        row("no list", "3", "key population: expected a list, found 3");
        row("no pair", "[[1, 2, 3]]", "key population[0]: expected [factors, perplexity], found a list of 3");
        row("a word", "[[[1, 2, \"x\", 4], 3]]", "key population[0][0][2]: expected a finite number, found the text \"x\"");
        row("too few", "[[[1, 2, 3, 4], 3], [[1, 2], 3]]",
            "expected 4 factors, one a line (5 with n̂ first, 6 with the piecewise search's two bounds first), found 2");
        row("zero", "[[[1, 0, 3, 4], 3]]", "key population[0][0][1]: expected a factor above 0, found 0");
        row("perplexity", "[[[1, 2, 3, 4], \"low\"]]",
            "key population[0][1]: expected a perplexity or null, found the text \"low\"");
    }
    void logsRefused()
    {
        QFETCH(QByteArray, population);
        const auto file = parse_factor_file(log_of(population.constData()).dump(), "log.json", small);
        QVERIFY(!file);
        QFETCH(QString, message);
        QCOMPARE(QString::fromStdString(file.error().text()), QStringLiteral("log.json: ") + message);
    }

    void columnsWithoutAModel()
    {
        const auto even = parse_factor_file("1\n2\n3\n4\n", "a.txt", std::nullopt);
        QVERIFY(even);
        QCOMPARE(even->sets[0].lambda.size(), 4u);
        QCOMPARE(even->geometry.pairs(), 4);
        QVERIFY(mentions(even->warnings, "4 pairs are taken"));
        const auto odd = parse_factor_file("28 1 2 3 4", "a.txt", std::nullopt);
        QVERIFY(odd);
        QCOMPARE(odd->sets[0].n_hat, 28);
        QCOMPARE(odd->sets[0].lambda, (std::vector<double>{ 1, 2, 3, 4 }));
        const auto one = parse_factor_file("28\n", "a.txt", std::nullopt);
        QVERIFY(!one);
        QCOMPARE(one.error().text(),
            std::string("a.txt: expected 2 to 524288 factors, where no model says how many, found 1"));
    }

    void aModelFolder()
    {
        QTemporaryDir folder;
        json config = llama();
        config["rope_scaling"] = longrope_block();
        std::ofstream(folder.filePath(QStringLiteral("config.json")).toStdString()) << config.dump();
        const auto file = read_factor_file(folder.path().toStdString(), std::nullopt);
        QVERIFY2(file, file ? "" : file.error().text().c_str());
        QCOMPARE(file->sets.size(), 2u);
    }
};

QTEST_GUILESS_MAIN(TestFactorSources)
#include "tst_factor_sources.moc"
