// SPDX-License-Identifier: Apache-2.0
#include "core/rope/methods.h"
#include "core/search/breeder.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace ropewalk;
using namespace ropewalk::search;

namespace {

const rope::Geometry geometry{64, 64, 10000.0, 256, rope::PairLayout::half_split};

Settings settings()
{
    Settings out;
    out.target = 2048;
    out.attention_mode = AttentionFactorMode::fixed;
    return out;
}

bool onGrid(double value, double step)
{
    return value == std::round(value / step) / std::round(1 / step);
}

} // namespace

class TestBreeder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void drawsWithinTheGrid_data();
    void drawsWithinTheGrid();
    void drawsEveryPointAlike();
    void seedsAreTheMethods();
    void seedsOfAModelThatIsNotStretchedAreOne();
    void seedsStretchOnWhatWasTrained();
    void trainedFactorsThatFallArePutInOrder();
    void mutantsKeepTheirBounds_data();
    void mutantsKeepTheirBounds();
    void mutationRedrawsThisShare();
    void attentionMovesOnItsGrid();
    void nHatStaysBelowTheTarget();
    void crossoverTakesGenesOfBoth();
    void crossoverOfTwinsMutates();
    void exhaustedSpaceEnds();
};

void TestBreeder::drawsWithinTheGrid_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("points");
    QTest::newRow("on the grid") << 1.0 << 1.03 << 4;
    QTest::newRow("off the grid") << 1.0051 << 1.0349 << 3;
    QTest::newRow("one point") << 1.37 << 1.37 << 1;
    QTest::newRow("a hair below a point") << 1.36 << std::nextafter(1.37, 0.0) << 1;
    QTest::newRow("a hair above a point") << std::nextafter(1.37, 2.0) << 1.38 << 1;
    QTest::newRow("none") << 1.371 << 1.379 << 0;
}

void TestBreeder::drawsWithinTheGrid()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, points);
    const Space space(geometry, settings());
    std::set<double> seen;
    CounterRandom random(1, 2, 3);
    for (int i = 0; i < 200; ++i) {
        const auto value = space.draw(low, high, random);
        QCOMPARE(value.has_value(), points > 0);
        if (value) {
            QVERIFY(*value >= low && *value <= high && onGrid(*value, 0.01));
            seen.insert(*value);
        }
    }
    QCOMPARE(static_cast<int>(seen.size()), points);
}

void TestBreeder::drawsEveryPointAlike()
{
    const Space space(geometry, settings());
    std::map<double, int> seen;
    CounterRandom random(9, 2, 3);
    for (int i = 0; i < 101000; ++i)
        ++seen[*space.draw(2.0, 3.0, random)];
    QCOMPARE(seen.size(), 101u);
    double chi = 0;
    for (const auto& [value, n] : seen)
        chi += (n - 1000.0) * (n - 1000.0) / 1000.0;
    QVERIFY2(chi < 170, qPrintable(QString::number(chi))); // 100 degrees of freedom: one in 50000 beyond it
}

void TestBreeder::seedsAreTheMethods()
{
    auto with = settings();
    with.attention_factor = 1.25;
    const auto seeds = Space(geometry, with).seeds();
    QCOMPARE(seeds.size(), 3u);
    QCOMPARE(seeds[0].lambda, rope::pi_lambda(geometry, 8));
    QCOMPARE(seeds[1].lambda, rope::ntk_lambda(geometry, 8));
    QCOMPARE(seeds[2].lambda, rope::yarn_lambda(geometry, 8));
    QCOMPARE(seeds[2].origin, std::string("YaRN"));
    for (const auto& seed : seeds) {
        QCOMPARE(seed.attention_factor, 1.25);
        QCOMPARE(seed.n_hat, 0);
    }
    with.attention_mode = AttentionFactorMode::formula;
    for (const auto& seed : Space(geometry, with).seeds())
        QCOMPARE(seed.attention_factor, std::sqrt(1 + std::log(8.0) / std::log(256.0)));
    with.attention_mode = AttentionFactorMode::search;
    const auto searched = Space(geometry, with).seeds();
    QCOMPARE(searched[0].attention_factor, 1.0);
    QCOMPARE(searched[1].attention_factor, std::sqrt(1 + std::log(8.0) / std::log(256.0)));
    QCOMPARE(searched[2].attention_factor, 0.1 * std::log(8.0) + 1);
}

void TestBreeder::seedsOfAModelThatIsNotStretchedAreOne()
{
    auto same = settings();
    same.target = 256;
    QCOMPARE(Space(geometry, same).seeds().size(), 1u);
}

/// A model that ships scaled: the methods' λ for what lies beyond its trained length, times its own.
void TestBreeder::seedsStretchOnWhatWasTrained()
{
    auto with = settings();
    for (int i = 0; i < 32; ++i)
        with.trained.lambda.push_back(1 + 0.5 * i);
    with.trained.length = 1024; // the target is twice that
    const Space space(geometry, with);
    QCOMPARE(space.upper(), 16.5 * 2); // more than 1.25 s
    const auto seeds = space.seeds();
    QCOMPARE(seeds.size(), 3u);
    for (std::size_t i = 0; i < 32; ++i) {
        QCOMPARE(seeds[0].lambda[i], 2 * with.trained.lambda[i]);
        QCOMPARE(seeds[1].lambda[i], rope::ntk_lambda(geometry, 2)[i] * with.trained.lambda[i]);
        QCOMPARE(seeds[2].lambda[i], rope::yarn_lambda(geometry, 2)[i] * with.trained.lambda[i]);
    }
    Breeder breeder(space, 0.3);
    CounterRandom random(4, 0, 1);
    const auto child = breeder.mutate(seeds[0], random);
    QVERIFY(child && child->lambda != seeds[0].lambda);
    QVERIFY(child->lambda.back() <= space.upper());
    QVERIFY(!search::validate(with, rope::Geometry{ 32, 32, 10000.0, 256, rope::PairLayout::half_split }));
}

void TestBreeder::trainedFactorsThatFallArePutInOrder()
{
    auto with = settings();
    with.trained.lambda = std::vector<double>(32, 4);
    with.trained.lambda[0] = 0.9978; // MiniCPM4's smallest
    with.trained.lambda[20] = 3;
    with.trained.length = 2048;
    const Space space(geometry, with);
    QCOMPARE(space.lower(), 0.9978);
    const auto seeds = space.seeds();
    QCOMPARE(seeds.size(), 1u); // what was trained, three times
    QVERIFY(rope::is_monotone(seeds[0].lambda));
    QCOMPARE(seeds[0].lambda[0], 0.9978);
    with.monotone = false;
    QCOMPARE(Space(geometry, with).seeds()[0].lambda, with.trained.lambda);
}

void TestBreeder::mutantsKeepTheirBounds_data()
{
    QTest::addColumn<bool>("monotone");
    QTest::addColumn<double>("step");
    QTest::addColumn<double>("bound");
    QTest::newRow("paper") << true << 0.01 << 1.25;
    QTest::newRow("free") << false << 0.01 << 1.25;
    QTest::newRow("coarse") << true << 0.5 << 2.0;
    QTest::newRow("tight") << true << 0.01 << 1.0;
}

void TestBreeder::mutantsKeepTheirBounds()
{
    QFETCH(bool, monotone);
    QFETCH(double, step);
    QFETCH(double, bound);
    auto with = settings();
    with.monotone = monotone;
    with.step = step;
    with.bound_factor = bound;
    const Space space(geometry, with);
    Breeder breeder(space, 0.3);
    auto pool = space.seeds();
    bool ever_falls = false;
    for (std::uint64_t i = 0; i < 1500; ++i) {
        CounterRandom random(4, 0, i);
        const Individual parent = pool[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(pool.size())))];
        const auto child = breeder.mutate(parent, random);
        QVERIFY(child.has_value());
        for (std::size_t k = 0; k < child->lambda.size(); ++k) {
            const double value = child->lambda[k];
            if (value == parent.lambda[k])
                continue;
            QVERIFY(onGrid(value, step));
            const bool last = k + 1 == child->lambda.size();
            QVERIFY(value >= (monotone && k > 0 ? child->lambda[k - 1] : 1.0));
            QVERIFY(value <= (monotone && !last ? parent.lambda[k + 1] : bound * 8));
        }
        QVERIFY(!monotone || std::is_sorted(child->lambda.begin(), child->lambda.end()));
        ever_falls = ever_falls || !std::is_sorted(child->lambda.begin(), child->lambda.end());
        QVERIFY(!breeder.remember(*child));
        pool.push_back(*child);
    }
    QCOMPARE(ever_falls, !monotone);
}

void TestBreeder::mutationRedrawsThisShare()
{
    auto with = settings();
    with.monotone = false; // so that every redraw has 901 points and shows
    const Space space(geometry, with);
    Breeder breeder(space, 0.3);
    const auto parent = space.seeds()[1];
    double changed = 0, moved = 0;
    constexpr int count = 2000;
    for (std::uint64_t i = 0; i < count; ++i) {
        CounterRandom random(4, 0, i);
        const auto child = breeder.mutate(parent, random);
        for (std::size_t k = 0; k < parent.lambda.size(); ++k)
            changed += child->lambda[k] != parent.lambda[k];
        moved += child->n_hat != parent.n_hat;
    }
    QVERIFY(std::abs(changed / (count * 32.0) - 0.3) < 0.01);
    QVERIFY(std::abs(moved / count - 0.3 * 13 / 14) < 0.05); // one draw in 14 gives the same n̂
}

void TestBreeder::attentionMovesOnItsGrid()
{
    auto with = settings();
    with.attention_mode = AttentionFactorMode::search;
    const Space space(geometry, with);
    QVERIFY(space.attention_upper() > 1.5 && space.attention_upper() < 1.6);
    std::set<double> seen;
    double factor = space.seeds()[1].attention_factor;
    for (std::uint64_t i = 0; i < 5000; ++i) {
        CounterRandom random(4, 0, i);
        const double next = space.perturb_attention(factor, random);
        QVERIFY(next != factor);
        QVERIFY(std::abs(next - factor) < 0.1051);
        QVERIFY(next >= 1.0 && next <= space.attention_upper());
        QCOMPARE(next, std::round(next * 100) / 100);
        seen.insert(factor = next);
    }
    QVERIFY(seen.size() > 50); // it walks over all of it
}

void TestBreeder::nHatStaysBelowTheTarget()
{
    const rope::Geometry tiny{64, 64, 10000.0, 16, rope::PairLayout::half_split};
    auto with = settings();
    with.target = 64;
    QCOMPARE(Space(tiny, with).n_hat_choices().back(), 32);
    with.target = 65;
    QCOMPARE(Space(tiny, with).n_hat_choices().back(), 64);
    with.search_n_hat = false;
    QCOMPARE(Space(tiny, with).n_hat_choices(), std::vector<std::int64_t>{0});
}

void TestBreeder::crossoverTakesGenesOfBoth()
{
    auto with = settings();
    with.attention_mode = AttentionFactorMode::search;
    const Space space(geometry, with);
    Breeder breeder(space, 0.3);
    CounterRandom start(3, 0, 0);
    auto first = *breeder.mutate(space.seeds()[1], start);
    auto second = *breeder.mutate(space.seeds()[2], start);
    first.n_hat = 4;
    second.n_hat = 64;
    first.attention_factor = 1.1;
    second.attention_factor = 1.2;
    int crossed = 0, second_n_hat = 0, second_attention = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        CounterRandom random(4, 1, i);
        Breeder fresh(space, 0.3);
        fresh.remember(first);
        fresh.remember(second);
        const auto child = fresh.crossover(first, second, random);
        QVERIFY(child.has_value());
        if (child->origin != "crossover")
            continue;
        ++crossed;
        QVERIFY(rope::is_monotone(child->lambda));
        for (std::size_t k = 0; k < child->lambda.size(); ++k)
            QVERIFY(child->lambda[k] == first.lambda[k] || child->lambda[k] == second.lambda[k]);
        QVERIFY(child->n_hat == 4 || child->n_hat == 64);
        QVERIFY(child->attention_factor == 1.1 || child->attention_factor == 1.2);
        second_n_hat += child->n_hat == 64;
        second_attention += child->attention_factor == 1.2;
    }
    QVERIFY(crossed > 100);
    QVERIFY(second_n_hat > crossed / 4 && second_n_hat < crossed * 3 / 4);
    QVERIFY(second_attention > crossed / 4 && second_attention < crossed * 3 / 4);
}

void TestBreeder::crossoverOfTwinsMutates()
{
    const Space space(geometry, settings());
    Breeder breeder(space, 0.3);
    auto twin = space.seeds()[1];
    breeder.remember(twin);
    twin.id = 7;
    CounterRandom random(4, 1, 0);
    const auto child = breeder.crossover(twin, twin, random);
    QVERIFY(child.has_value());
    QCOMPARE(child->origin, std::string("mutation"));
    QCOMPARE(child->parents, std::vector<std::int64_t>{7});
}

void TestBreeder::exhaustedSpaceEnds()
{
    // Two pairs, λ in {1}, n̂ in {0, 1, 2}: three candidates in all.
    const rope::Geometry tiny{4, 4, 10000.0, 3, rope::PairLayout::half_split};
    auto with = settings();
    with.target = 3;
    with.bound_factor = 1.0;
    const Space space(tiny, with);
    Breeder breeder(space, 0.3);
    const auto seeds = space.seeds();
    QCOMPARE(seeds.size(), 1u);
    breeder.remember(seeds[0]);
    int made = 0;
    for (std::uint64_t i = 0; i < 10; ++i) {
        CounterRandom random(4, 1, i);
        made += breeder.mutate(seeds[0], random).has_value();
    }
    QCOMPARE(made, 2);
}

QTEST_GUILESS_MAIN(TestBreeder)
#include "tst_breeder.moc"
