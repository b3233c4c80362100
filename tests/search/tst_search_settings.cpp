// SPDX-License-Identifier: Apache-2.0
#include "core/search/evolution.h"

#include <QTest>

#include <functional>
#include <limits>

using namespace ropewalk;
using namespace ropewalk::search;

class TestSearchSettings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void paperDefaults();
    void refuses_data();
    void refuses();
    void allows_data();
    void allows();
};

namespace {

const rope::Geometry geometry{64, 64, 10000.0, 256, rope::PairLayout::half_split};
using Change = std::function<void(Settings&)>;

Settings changed(const Change& change)
{
    Settings settings;
    settings.target = 2048;
    change(settings);
    return settings;
}

} // namespace

void TestSearchSettings::paperDefaults()
{
    const Settings settings;
    QCOMPARE(settings.population + settings.generations * (settings.mutations + settings.crossovers), 1344);
    QCOMPARE(settings.parents, 32);
    QCOMPARE(settings.probability, 0.3);
    QCOMPARE(settings.bound_factor, 1.25);
    QCOMPARE(settings.step, 0.01);
    QCOMPARE(settings.attention_mode, AttentionFactorMode::formula); // of the released code
}

void TestSearchSettings::refuses_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<std::string>("place");
    const auto row = [](const char* name, const char* place, Change change) {
        QTest::newRow(name) << change << std::string(place);
    };
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    row("no target", "target", [](Settings& s) { s.target = 0; });
    row("target negative", "target", [](Settings& s) { s.target = -5; });
    row("target absurd", "target", [](Settings& s) { s.target = std::numeric_limits<std::int64_t>::max(); });
    row("population 2", "population", [](Settings& s) { s.population = 2; });
    row("population absurd", "population", [](Settings& s) { s.population = 1 << 30; });
    row("mutations negative", "mutations", [](Settings& s) { s.mutations = -1; });
    row("crossovers negative", "crossovers", [](Settings& s) { s.crossovers = -1; });
    row("generations negative", "generations", [](Settings& s) { s.generations = -1; });
    row("no parents", "parents", [](Settings& s) { s.parents = 0; });
    row("more parents than population", "parents", [](Settings& s) { s.parents = 65; });
    row("p 0", "probability", [](Settings& s) { s.probability = 0; });
    row("p above 1", "probability", [](Settings& s) { s.probability = 1.01; });
    row("p NaN", "probability", [](Settings& s) { s.probability = nan; });
    row("bound below s", "bound_factor", [](Settings& s) { s.bound_factor = 0.99; });
    row("bound infinite", "bound_factor", [](Settings& s) { s.bound_factor = infinity; });
    row("step 0", "step", [](Settings& s) { s.step = 0; });
    row("step negative", "step", [](Settings& s) { s.step = -0.01; });
    row("step NaN", "step", [](Settings& s) { s.step = nan; });
    row("step tiny", "step", [](Settings& s) { s.step = 1e-12; });
    row("m 0", "attention_factor", [](Settings& s) {
        s.attention_mode = AttentionFactorMode::fixed;
        s.attention_factor = 0;
    });
    row("m NaN", "attention_factor", [](Settings& s) {
        s.attention_mode = AttentionFactorMode::fixed;
        s.attention_factor = nan;
    });
}

void TestSearchSettings::refuses()
{
    QFETCH(Change, change);
    QFETCH(std::string, place);
    const auto status = validate(changed(change), geometry);
    QVERIFY(!status.has_value());
    QCOMPARE(status.error().place.text(), place);
    QVERIFY(status.error().message.text().find("expected") != std::string::npos);
    int calls = 0;
    const auto outcome = evolve(
        one_by_one([&](const rope::FactorSet&) -> Result<double> { return ++calls; }), geometry, changed(change), "{}", {}, {});
    QVERIFY(!outcome.has_value());
    QCOMPARE(calls, 0);
}

void TestSearchSettings::allows_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char* name, Change change) { QTest::newRow(name) << change; };
    row("defaults", [](Settings&) {});
    row("no generations", [](Settings& s) { s.generations = 0; });
    row("no crossovers", [](Settings& s) { s.crossovers = 0; });
    row("no children", [](Settings& s) { s.mutations = s.crossovers = 0; });
    row("one parent", [](Settings& s) { s.parents = 1; });
    row("p 1", [](Settings& s) { s.probability = 1; });
    row("shorter than L", [](Settings& s) { s.target = 100; });
    row("m unused", [](Settings& s) {
        s.attention_factor = 0;
        s.attention_mode = AttentionFactorMode::formula;
    });
    row("odd step", [](Settings& s) { s.step = 0.03; });
    row("two million tokens", [](Settings& s) { s.target = 2097152; });
}

void TestSearchSettings::allows()
{
    QFETCH(Change, change);
    auto settings = changed(change);
    QVERIFY(validate(settings, geometry).has_value());
    settings.generations = std::min(settings.generations, 2);
    const auto outcome = evolve(
        one_by_one([](const rope::FactorSet& set) -> Result<double> { return set.lambda.back(); }), geometry, settings, "{}", {}, {});
    QVERIFY(outcome.has_value());
    QVERIFY(outcome->evaluations >= settings.population);
}

QTEST_GUILESS_MAIN(TestSearchSettings)
#include "tst_search_settings.moc"
