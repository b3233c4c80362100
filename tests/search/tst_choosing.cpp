// SPDX-License-Identifier: Apache-2.0
#include "search_case.h"

#include "core/search/choosing.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

using namespace ropewalk;
using namespace ropewalk::search;
using namespace search_case;

namespace {

/// On other windows what was best is worst.
double elsewhere(const rope::FactorSet& set)
{
    return 10.0 - perplexity(set);
}

/// A choice with its journal's lines; those of the run come first.
struct Chosen
{
    Result<Choice> choice;
    std::vector<std::string> lines;
    int scored = 0;
};

Chosen chosen(const Run& run, const std::function<double(const rope::FactorSet&)>& validation = elsewhere,
    const std::string& windows = "w1")
{
    Chosen out{tl::unexpected(Error{}), run.lines, 0};
    const auto objective = one_by_one([&](const rope::FactorSet& set) -> Result<double> {
        ++out.scored;
        return validation(set);
    });
    const auto sink = [&](const std::string& line) -> Status {
        out.lines.push_back(line);
        return {};
    };
    out.choice = choose(objective, *run.outcome, small(), windows, sink);
    return out;
}

} // namespace

class TestChoosing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void finalistsAreTheEightFittest();
    void theWinnerIsBestElsewhere();
    void anEndedSearchHasTheSameWinner();
    void otherWindowsAreScoredAnew();
    void olderJournalsAreChosenFrom();
    void equalsAndNotANumber();
    void spoiledLinesAreRefused();
};

void TestChoosing::finalistsAreTheEightFittest()
{
    const auto found = run(small());
    std::vector<Individual> all;
    for (const auto& generation : generations(found))
        all.insert(all.end(), generation.individuals.begin(), generation.individuals.end());
    std::ranges::sort(all, [](const Individual& a, const Individual& b) {
        return a.fitness < b.fitness || (a.fitness == b.fitness && a.id < b.id);
    });
    QVERIFY(all.size() > most_finalists); // more than one generation's parents
    const auto& finalists = found.outcome->finalists;
    QCOMPARE(finalists.size(), most_finalists);
    QVERIFY(std::equal(finalists.begin(), finalists.end(), all.begin()));
    QVERIFY(finalists.front() == found.outcome->best);
    std::set<std::vector<double>> genes;
    for (const Individual& one : finalists) {
        auto gene = one.lambda;
        gene.push_back(static_cast<double>(one.n_hat));
        QVERIFY(genes.insert(gene).second);
    }
}

void TestChoosing::theWinnerIsBestElsewhere()
{
    const auto found = run(small());
    const auto with = chosen(found);
    QVERIFY(with.choice.has_value());
    QCOMPARE(with.scored, 8);
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < 8; ++i) {
        const Finalist& one = with.choice->finalists[i];
        QVERIFY(one.individual == found.outcome->finalists[i]);
        QCOMPARE(one.validation, rounded_fitness(elsewhere(make_set(one.individual, small()))));
        least = std::min(least, one.validation);
    }
    QCOMPARE(with.choice->validation, least);
    QVERIFY(with.choice->winner.id != found.outcome->best.id);
    // The evolution's own lines are what they were; one is added.
    QCOMPARE(with.lines.size(), found.lines.size() + 1);
    QVERIFY(std::equal(found.lines.begin(), found.lines.end(), with.lines.begin()));
    const auto line = nlohmann::json::parse(with.lines.back())["validation"];
    QCOMPARE(line["winner"].get<std::int64_t>(), with.choice->winner.id);
    QCOMPARE(line["scores"].size(), 8u);
}

void TestChoosing::anEndedSearchHasTheSameWinner()
{
    const auto first = chosen(run(small()));
    const auto again = run(small(), first.lines);
    QCOMPARE(again.scored, 0);
    QVERIFY(again.lines == first.lines);
    // Another device would score otherwise: what the journal says counts.
    const auto second = chosen(again, perplexity);
    QCOMPARE(second.scored, 0);
    QVERIFY(second.choice->winner == first.choice->winner);
    QCOMPARE(second.choice->validation, first.choice->validation);
    QVERIFY(second.lines == first.lines);
    // Stopped at any line before, it comes to the same.
    for (std::size_t cut = 0; cut < first.lines.size(); ++cut) {
        const std::vector<std::string> lines(first.lines.begin(), first.lines.begin() + static_cast<std::ptrdiff_t>(cut));
        const auto resumed = chosen(run(small(), lines));
        QVERIFY(resumed.lines == first.lines);
        QVERIFY(resumed.choice->winner == first.choice->winner);
    }
}

void TestChoosing::otherWindowsAreScoredAnew()
{
    const auto first = chosen(run(small()));
    const auto other = chosen(run(small(), first.lines), perplexity, "w2");
    QCOMPARE(other.scored, 8);
    QCOMPARE(other.choice->winner.id, run(small()).outcome->best.id);
    QCOMPARE(other.lines.size(), first.lines.size() + 1);
    // The last line counts.
    QCOMPARE(chosen(run(small(), other.lines), elsewhere, "w2").scored, 0);
    QCOMPARE(chosen(run(small(), other.lines), elsewhere, "w1").scored, 8);
}

void TestChoosing::olderJournalsAreChosenFrom()
{
    const auto ended = run(small()); // without a line of validation, as older builds leave it
    const auto again = run(small(), ended.lines);
    QCOMPARE(again.scored, 0);
    QVERIFY(chosen(again).choice->winner == chosen(ended).choice->winner);
}

void TestChoosing::equalsAndNotANumber()
{
    const auto found = run(small());
    const auto equal = chosen(found, [](const rope::FactorSet&) { return 3.0; });
    QVERIFY(equal.choice->winner == found.outcome->best);
    const auto broken = chosen(found, [](const rope::FactorSet&) { return std::nan(""); });
    QVERIFY(broken.choice->winner == found.outcome->best);
    QVERIFY(std::isinf(broken.choice->validation));
    const auto again = run(small(), broken.lines);
    QVERIFY(again.outcome.has_value());
    QCOMPARE(chosen(again).scored, 0);
}

void TestChoosing::spoiledLinesAreRefused()
{
    const auto first = chosen(run(small()));
    const std::pair<const char*, const char*> rows[]{{R"({"validation":[]})", "key validation"},
        {R"({"validation":{"windows":3,"scores":[]}})", "key validation.windows"},
        {R"({"validation":{"windows":"w","scores":{}}})", "key validation.scores"},
        {R"({"validation":{"windows":"w","scores":[{"id":-1,"perplexity":2}]}})", "key validation.scores[0].id"},
        {R"({"validation":{"windows":"w","scores":[{"id":1,"perplexity":"low"}]}})",
            "key validation.scores[0].perplexity"}};
    for (const auto& [line, place] : rows) {
        auto lines = first.lines;
        lines.back() = line;
        const auto again = run(small(), lines);
        QVERIFY(!again.outcome);
        const std::string said = again.outcome.error().text();
        QVERIFY2(said.find(place) != std::string::npos, said.c_str());
    }
    auto early = first.lines;
    std::swap(early[early.size() - 1], early[early.size() - 2]);
    QVERIFY(!run(small(), early).outcome);
}

QTEST_GUILESS_MAIN(TestChoosing)
#include "tst_choosing.moc"
