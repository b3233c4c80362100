// SPDX-License-Identifier: Apache-2.0
#include "search_case.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

using namespace ropewalk;
using namespace ropewalk::search;
using namespace search_case;

class TestEvolution : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void paperCountsAndImproves();
    void rulesHold_data();
    void rulesHold();
    void sameSeedSameJournal();
    void otherSeedOtherJournal();
    void scoredTogetherTheSame_data();
    void scoredTogetherTheSame();
    void reportsAddUp();
    void breedingCanBeStopped();
    void attentionFactorByMode();
    void fitnessIsRounded();
    void tiesKeepTheOlder();
    void notANumberRanksLast();
    void exhaustedSpaceIsSaid();
    void errorsStop();
    void identityMustBeAnObject();
    void foundSetIsNamed();
};

void TestEvolution::paperCountsAndImproves()
{
    for (std::uint64_t seed : {1, 2, 3}) {
        Settings settings;
        settings.target = 2048;
        settings.seed = seed;
        settings.attention_mode = AttentionFactorMode::search;
        const auto found = run(settings, {}, perplexity, 16);
        QVERIFY(found.outcome.has_value());
        QCOMPARE(found.scored, 1344); // 64 + 40·32
        QCOMPARE(found.outcome->evaluations, 1344);
        QVERIFY(found.outcome->warnings.empty());
        double best_seed = std::numeric_limits<double>::infinity();
        const auto all = generations(found);
        for (const auto& one : all[0].individuals)
            if (one.parents.empty())
                best_seed = std::min(best_seed, one.fitness);
        const double left = (found.outcome->best.fitness - 2.0) / (best_seed - 2.0);
        QVERIFY2(left < 0.25, qPrintable(QString::number(left)));
    }
}

void TestEvolution::rulesHold_data()
{
    QTest::addColumn<int>("seed");
    QTest::addColumn<bool>("monotone");
    QTest::addColumn<int>("parents");
    for (int seed = 0; seed < 20; ++seed)
        QTest::addRow("seed %d", seed) << seed << (seed % 4 != 3) << 1 + seed % 6;
}

/// Everything the paper says about a search, told again from its journal alone.
void TestEvolution::rulesHold()
{
    QFETCH(int, seed);
    QFETCH(bool, monotone);
    QFETCH(int, parents);
    auto settings = small();
    settings.seed = static_cast<std::uint64_t>(seed);
    settings.monotone = monotone;
    settings.parents = parents;
    settings.generations = 8;
    settings.attention_mode = AttentionFactorMode::search;
    const auto found = run(settings);
    QVERIFY(found.outcome.has_value());
    const auto all = generations(found);
    QCOMPARE(static_cast<int>(all.size()), settings.generations + 1);

    std::set<std::tuple<std::vector<double>, std::int64_t, double>> genes;
    std::map<std::int64_t, Individual> alive; // the survivors, by id
    std::int64_t id = 0;
    for (const auto& generation : all) {
        QCOMPARE(generation.individuals.size(), 6u);
        std::map<std::int64_t, Individual> seeds;
        for (std::size_t i = 0; i < generation.individuals.size(); ++i) {
            const Individual& one = generation.individuals[i];
            QCOMPARE(one.id, id++);
            QVERIFY(genes.emplace(one.lambda, one.n_hat, one.attention_factor).second);
            QVERIFY(!monotone || std::is_sorted(one.lambda.begin(), one.lambda.end()));
            for (double value : one.lambda)
                QVERIFY(value >= 1.0 && value <= 10.0);
            QVERIFY(std::count(rope::n_hat_choices.begin(), rope::n_hat_choices.end(), one.n_hat) == 1);
            QVERIFY(one.attention_factor >= 1.0 && one.attention_factor <= 1.6);
            if (generation.generation == 0 && i < 3) {
                QVERIFY(one.parents.empty());
                seeds[one.id] = one;
                continue;
            }
            const auto& pool = generation.generation == 0 ? seeds : alive;
            for (const auto parent : one.parents)
                QVERIFY(pool.contains(parent));
            const bool crossover = one.origin == "crossover";
            QCOMPARE(one.parents.size(), crossover ? 2u : 1u);
            QVERIFY(!crossover || (generation.generation > 0 && i >= 3)); // mutants come first
            const Individual& first = pool.at(one.parents[0]);
            for (std::size_t k = 0; k < one.lambda.size(); ++k) {
                const double value = one.lambda[k];
                const bool inherited = value == first.lambda[k]
                    || (crossover && value == pool.at(one.parents[1]).lambda[k]);
                QVERIFY(inherited || (!crossover && value == std::round(value * 100) / 100));
            }
            if (crossover) {
                const Individual& second = pool.at(one.parents[1]);
                QVERIFY(first.fitness < second.fitness || (first.fitness == second.fitness && first.id < second.id));
                QVERIFY(one.n_hat == first.n_hat || one.n_hat == second.n_hat);
            }
        }
        std::vector<Individual> rank;
        for (const auto& [key, one] : alive)
            rank.push_back(one);
        rank.insert(rank.end(), generation.individuals.begin(), generation.individuals.end());
        std::stable_sort(
            rank.begin(), rank.end(), [](const auto& a, const auto& b) { return a.fitness < b.fitness; });
        rank.resize(std::min<std::size_t>(rank.size(), static_cast<std::size_t>(parents)));
        QCOMPARE(generation.best.id, rank[0].id);
        alive.clear();
        for (const auto& one : rank)
            alive[one.id] = one;
    }
    QCOMPARE(found.outcome->best.id, all.back().best.id);
    QVERIFY(found.outcome->best == all.back().best);
}

void TestEvolution::sameSeedSameJournal()
{
    QCOMPARE(run(small()).lines, run(small()).lines);
}

void TestEvolution::otherSeedOtherJournal()
{
    auto other = small();
    other.seed = 2;
    const auto a = generations(run(small())), b = generations(run(other));
    QCOMPARE(a[0].individuals[2].lambda, b[0].individuals[2].lambda); // the seeds are the same
    QVERIFY(a[0].individuals[3].lambda != b[0].individuals[3].lambda);
}

void TestEvolution::reportsAddUp()
{
    const auto settings = small();
    int calls = 0, done = 0;
    std::int64_t last = 0;
    const auto report = [&](const Report& r) {
        QCOMPARE(r.evaluations_planned, 24); // 6 + 3·6
        QVERIFY(r.best != nullptr);
        if (r.generation_done) {
            QVERIFY(r.latest == nullptr);
            QCOMPARE(r.evaluated, r.of);
            QCOMPARE(r.generation, done++);
        } else {
            QVERIFY(r.latest != nullptr);
            QVERIFY(r.best->fitness <= r.latest->fitness);
            QCOMPARE(r.evaluations, ++last);
            QCOMPARE(r.evaluated, 1 + calls % 6);
            ++calls;
        }
        QVERIFY(std::isfinite(r.median) && r.median >= r.best->fitness);
        QVERIFY(!r.replayed);
    };
    const auto outcome = evolve(one_by_one(perplexity), geometry(6), settings, "{}", {}, {}, report);
    QVERIFY(outcome.has_value());
    QCOMPARE(calls, 24);
    QCOMPARE(done, 4);
}

void TestEvolution::scoredTogetherTheSame_data()
{
    QTest::addColumn<int>("together");
    QTest::newRow("pairs") << 2;
    QTest::newRow("four") << 4; // neither six nor three is a multiple of it
    QTest::newRow("all there are") << 100;
}

/// How many candidates the objective takes at a time changes neither the journal nor the reports, also when it goes on
/// in the middle of a generation.
void TestEvolution::scoredTogetherTheSame()
{
    QFETCH(int, together);
    const auto alone = run(small());
    const auto scored = [&](const std::vector<std::string>& resume, int& calls) {
        std::vector<std::string> lines = resume;
        const auto objective = [&](std::span<const rope::FactorSet> candidates) -> Result<std::vector<double>> {
            ++calls;
            std::vector<double> out;
            for (const auto& one : candidates.first(std::min(candidates.size(), std::size_t(together))))
                out.push_back(perplexity(one));
            return out;
        };
        std::int64_t last = 0;
        const auto outcome = evolve(objective, geometry(6), small(), "{}", resume,
            [&](const std::string& line) -> Status {
                lines.push_back(line);
                return {};
            },
            [&](const Report& report) {
                if (!report.generation_done)
                    QCOMPARE(report.evaluations, ++last);
            });
        QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().text().c_str());
        QVERIFY(outcome->best == alone.outcome->best);
        QVERIFY(lines == alone.lines);
    };
    int calls = 0;
    scored({}, calls);
    const int each = std::min(together, 6); // candidates of a generation
    QCOMPARE(calls, 4 * ((6 + each - 1) / each));
    for (std::size_t kept = 1; kept < alone.lines.size(); ++kept)
        scored({alone.lines.begin(), alone.lines.begin() + std::ptrdiff_t(kept)}, calls);
}

/// A great population is asked between its candidates whether to go on, before any is scored.
void TestEvolution::breedingCanBeStopped()
{
    auto settings = small();
    settings.population = 100'000;
    int asked = 0;
    const auto stopped = run(settings, {}, perplexity, 6, "{}", [&] { return ++asked < 40; });
    QVERIFY(!stopped.outcome && stopped.outcome.error().cancelled);
    QCOMPARE(asked, 40);
    QCOMPARE(stopped.scored, 0);
    settings.population = 100'001;
    const auto refused = run(settings);
    QVERIFY(!refused.outcome);
    QVERIFY2(refused.outcome.error().text().find("expected 3 to 100000, found 100001") != std::string::npos,
        refused.outcome.error().text().c_str());
}

void TestEvolution::attentionFactorByMode()
{
    auto settings = small();
    settings.attention_factor = 1.17;
    std::set<double> seen;
    const auto objective = [&](const rope::FactorSet& set) {
        seen.insert(set.attention_factor);
        return perplexity(set);
    };
    QVERIFY(run(settings, {}, objective).outcome.has_value());
    QCOMPARE(seen, std::set<double>{1.17});
    seen.clear();
    settings.attention_mode = Settings().attention_mode; // the formula's, as LongRoPE's released code has it
    QVERIFY(run(settings, {}, objective).outcome.has_value());
    QCOMPARE(seen, std::set<double>{rope::longrope_attention_factor(geometry(6), 8)});
    seen.clear();
    settings.attention_mode = AttentionFactorMode::search;
    QVERIFY(run(settings, {}, objective).outcome.has_value());
    QVERIFY(seen.size() > 4);
}

void TestEvolution::fitnessIsRounded()
{
    QCOMPARE(rounded_fitness(2.1234564999), 2.123456);
    QCOMPARE(rounded_fitness(2.1234565001), 2.123457);
    QVERIFY(std::isinf(rounded_fitness(std::nan(""))));
    QVERIFY(std::isinf(rounded_fitness(-std::numeric_limits<double>::infinity())));
    const auto all = generations(run(small()));
    for (const auto& generation : all)
        for (const auto& one : generation.individuals)
            QCOMPARE(one.fitness, std::round(one.fitness * 1e6) / 1e6);
}

void TestEvolution::tiesKeepTheOlder()
{
    // Differences below the journal's precision are none: the first individual stays the best.
    int call = 0;
    const auto flat = [&](const rope::FactorSet&) { return 3.0 - 1e-9 * ++call; };
    const auto found = run(small(), {}, flat);
    QCOMPARE(found.outcome->best.id, 0);
    const auto all = generations(found);
    for (const auto& one : all[3].individuals)
        for (const auto parent : one.parents)
            QVERIFY(parent < 4); // the four oldest survive throughout
}

void TestEvolution::notANumberRanksLast()
{
    const auto broken = [](const rope::FactorSet& set) {
        return set.n_hat > 0 ? std::nan("") : perplexity(set);
    };
    auto settings = small();
    settings.population = 20;
    settings.parents = 3;
    const auto found = run(settings, {}, broken);
    QVERIFY(std::isfinite(found.outcome->best.fitness));
    bool seen = false;
    const auto all = generations(found);
    for (const auto& one : all[0].individuals) {
        QCOMPARE(std::isinf(one.fitness), one.n_hat > 0);
        seen = seen || one.n_hat > 0;
    }
    QVERIFY(seen);
    QVERIFY(std::any_of(found.lines.begin(), found.lines.end(),
        [](const std::string& line) { return line.find("\"fitness\":null") != std::string::npos; }));
    const auto nothing = run(settings, {}, [](const rope::FactorSet&) { return std::nan(""); });
    QVERIFY(std::isinf(nothing.outcome->best.fitness));
    QCOMPARE(nothing.outcome->best.id, 0);
}

void TestEvolution::exhaustedSpaceIsSaid()
{
    auto settings = small();
    settings.target = 256; // s = 1
    settings.bound_factor = 1.0;
    const auto found = run(settings);
    QVERIFY(found.outcome.has_value());
    QCOMPARE(found.outcome->evaluations, 13); // λ = 1 with every n̂ but 256
    QCOMPARE(found.outcome->warnings.size(), 1u);
    QVERIFY(found.outcome->warnings[0].text().starts_with("11 candidates fewer"));
}

void TestEvolution::errorsStop()
{
    int calls = 0;
    const auto failing = [&](const rope::FactorSet& set) -> Result<double> {
        if (++calls == 5)
            return failure(as_is("out of memory"));
        return perplexity(set);
    };
    const auto found = run(small(), {}, failing);
    QCOMPARE(found.outcome.error().message.text(), std::string("out of memory"));
    QCOMPARE(calls, 5);
    QCOMPARE(found.lines.size(), 5u); // the header and four evaluations
    int lines = 0;
    const auto full = [&](const std::string&) -> Status {
        return ++lines == 3 ? Status(failure(as_is("no space left"))) : Status();
    };
    const auto outcome = evolve(one_by_one(perplexity), geometry(6), small(), "{}", {}, full);
    QCOMPARE(outcome.error().message.text(), std::string("no space left"));
    QCOMPARE(lines, 3);
}

void TestEvolution::identityMustBeAnObject()
{
    for (const char* bad : {"", "[]", "{", "3"})
        QCOMPARE(run(small(), {}, perplexity, 6, bad).outcome.error().place.text(), std::string("identity of the search"));
}

void TestEvolution::foundSetIsNamed()
{
    const auto settings = small();
    const auto found = run(settings);
    const auto set = make_set(found.outcome->best, settings);
    QVERIFY(rope::validate(set, geometry(6)).has_value());
    QCOMPARE(set.origin, std::string("evolution, seed 1"));
    QCOMPARE(set.to_length, 2048);
    QCOMPARE(rounded_fitness(perplexity(set)), found.outcome->best.fitness);
}

QTEST_GUILESS_MAIN(TestEvolution)
#include "tst_evolution.moc"
