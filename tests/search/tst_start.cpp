// SPDX-License-Identifier: Apache-2.0
#include "search_case.h"

#include <QTest>

using namespace ropewalk;
using namespace ropewalk::search;
using namespace search_case;

namespace {

rope::FactorSet set_of(std::vector<double> lambda, std::int64_t n_hat = 0, double attention = 1.1)
{
    rope::FactorSet set;
    set.name = "theirs";
    set.lambda = std::move(lambda);
    set.n_hat = n_hat;
    set.attention_factor = attention;
    return set;
}

const auto near_best = set_of({ 1.0, 1.09, 1.39, 2.11, 3.79, 8.0 }, 16, 1.3); // of six pairs

Settings from(std::vector<rope::FactorSet> start)
{
    Settings settings = small();
    settings.start = std::move(start);
    return settings;
}

} // namespace

/// A search that starts from sets of the user's own, as those of another program's search.
class TestStart : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void joinsTheMethods()
    {
        const auto found = run(from({ near_best }));
        QVERIFY(found.outcome.has_value());
        const auto first = generations(found).front().individuals;
        QCOMPARE(first.size(), std::size_t(small().population));
        QCOMPARE(first[0].origin, std::string("PI"));
        QCOMPARE(first[3].origin, std::string("start"));
        QCOMPARE(first[3].lambda, near_best.lambda);
        QCOMPARE(first[3].n_hat, 16);
        QCOMPARE(first[3].attention_factor, 1.0); // of mode fixed
        QCOMPARE(first[4].origin, std::string("mutation"));
        QVERIFY(found.outcome->best.fitness < run(small()).outcome->best.fitness);
        QVERIFY(found.outcome->best.fitness <= first[3].fitness);
    }

    void takesTheAttentionFactorWhereItIsSearched()
    {
        Settings settings = from({ near_best });
        settings.attention_mode = AttentionFactorMode::search;
        QCOMPARE(generations(run(settings)).front().individuals[3].attention_factor, 1.3);
    }

    void hasRoomForThePopulationOnly()
    {
        std::vector<rope::FactorSet> many;
        for (int i = 0; i < 9; ++i)
            many.push_back(set_of({ 1.0, 1.1, 1.2, 1.3, 1.4, 2.0 + i / 10.0 }));
        const auto first = generations(run(from(many))).front().individuals;
        QCOMPARE(first.size(), std::size_t(small().population));
        for (std::size_t i = 3; i < first.size(); ++i)
            QCOMPARE(first[i].lambda, many[i - 3].lambda);
    }

    void leavesOutWhatNoCandidateMayBe()
    {
        const auto found = run(from({ set_of({ 1, 2, 1.5, 3, 4, 5 }), set_of({ 1, 2, 3, 4, 5, 99 }),
            set_of({ 0.9, 2, 3, 4, 5, 6 }), set_of({ 1, 2, 3, 4, 5, 6 }, 7), near_best }));
        QVERIFY(found.outcome.has_value());
        QCOMPARE(found.outcome->warnings.front().text(),
            std::string("4 of the sets to start from are no candidates of this search (its bounds, order or n̂) and are "
                        "left out"));
        QCOMPARE(generations(found).front().individuals[3].lambda, near_best.lambda);
    }

    void refusesSetsOfAnotherModel()
    {
        const auto refused = run(from({ set_of({ 1, 2 }) }));
        QVERIFY(!refused.outcome);
        QVERIFY(refused.outcome.error().place.text().starts_with("start, theirs"));
    }

    /// The journal's header holds the start: it goes on from any line, and not with another.
    void goesOnFromItsJournal()
    {
        const auto whole = run(from({ near_best }));
        const std::vector<std::string> part(whole.lines.begin(), whole.lines.begin() + 9);
        const auto again = run(from({ near_best }), part);
        QVERIFY(again.outcome.has_value());
        QVERIFY(again.lines == whole.lines);
        const auto refused = run(small(), part);
        QVERIFY(!refused.outcome);
        QCOMPARE(refused.outcome.error().place.text(), std::string("line 1, key settings.start"));
    }

    void isAbsentFromOtherJournals()
    {
        QVERIFY(run(small()).lines.front().find("start") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestStart)
#include "tst_start.moc"
