// SPDX-License-Identifier: Apache-2.0
#include "search_case.h"

#include "core/search/journal_lines.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace ropewalk;
using namespace ropewalk::search;
using namespace search_case;

namespace {

std::string joined(const std::vector<std::string>& lines)
{
    std::string out;
    for (const auto& line : lines)
        out += line + '\n';
    return out;
}

/// Whole lines of a text, and its half last line.
std::pair<std::vector<std::string>, std::string> split(std::string_view text)
{
    std::vector<std::string> lines;
    for (std::size_t end; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1))
        lines.emplace_back(text.substr(0, end));
    return {lines, std::string(text)};
}

constexpr auto identity
    = R"({"model":"abc","documents":"d1","device":"cpu","instruction_set":"AVX2","dtype":"bf16","threads":2,"build":"1"})";

} // namespace

class TestResume : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void afterEveryTruncation();
    void afterACancelAtAnyEvaluation();
    void afterAYieldThatStops();
    void finishedScoresNothing();
    void replayIsReported();
    void nullFitnessIsKept();
    void otherSettingsAreRefused_data();
    void otherSettingsAreRefused();
    void otherModelIsRefused_data();
    void otherModelIsRefused();
    void otherWindowsAreRefused();
    void otherDeviceStartsASegment();
    void headersWithoutAnInstructionSetFitAny();
    void headersWithoutAnAttentionModeWereFixed();
    void spoiledLinesAreRefused_data();
    void spoiledLinesAreRefused();
    void foreignIndividualsAreRefused();
};

void TestResume::afterEveryTruncation()
{
    const auto whole = run(small());
    QVERIFY(whole.outcome.has_value());
    const auto text = joined(whole.lines);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        const auto [lines, half] = split(std::string_view(text).substr(0, cut));
        auto resume = lines;
        if (!half.empty() && !nlohmann::json::accept(half))
            resume.push_back(half); // as a reader without JournalFile would hand it over
        auto again = run(small(), resume);
        QVERIFY(again.outcome.has_value());
        if (resume.size() > lines.size())
            again.lines.erase(again.lines.begin() + static_cast<std::ptrdiff_t>(lines.size()));
        QVERIFY(again.lines == whole.lines);
        QVERIFY(again.outcome->best == whole.outcome->best);
        QCOMPARE(again.outcome->evaluations, whole.outcome->evaluations);
        int kept = 0;
        for (const auto& line : lines)
            kept += line.starts_with("{\"evaluation\"");
        QCOMPARE(again.scored, whole.scored - kept);
    }
}

void TestResume::afterACancelAtAnyEvaluation()
{
    const auto whole = run(small());
    for (int at = 0; at < whole.scored; ++at) {
        int calls = 0;
        const auto stopped = run(small(), {}, [&](const rope::FactorSet& set) -> Result<double> {
            if (calls++ == at)
                return cancelled();
            return perplexity(set);
        });
        QVERIFY(!stopped.outcome.has_value() && stopped.outcome.error().cancelled);
        const auto again = run(small(), stopped.lines);
        QVERIFY(again.lines == whole.lines);
        QCOMPARE(again.scored, whole.scored - at); // what was scored is not lost
    }
}

void TestResume::afterAYieldThatStops()
{
    const auto whole = run(small());
    int scored = 0;
    const auto objective = [&](const rope::FactorSet& set) -> Result<double> {
        ++scored;
        return perplexity(set);
    };
    const auto stopped = run(small(), {}, objective, 6, "{}", [&] { return scored < 9; });
    QVERIFY(stopped.outcome.error().cancelled);
    QCOMPARE(stopped.scored, 9);
    QVERIFY(run(small(), stopped.lines).lines == whole.lines);
    for (int at = 0; at < 24; ++at) { // while it breeds, too
        int left = at;
        const auto early = run(small(), {}, perplexity, 6, "{}", [&] { return left-- > 0; });
        QVERIFY(early.outcome.error().cancelled);
        QVERIFY(run(small(), early.lines).lines == whole.lines);
    }
}

void TestResume::finishedScoresNothing()
{
    const auto whole = run(small());
    const auto again = run(small(), whole.lines);
    QCOMPARE(again.scored, 0);
    QVERIFY(again.lines == whole.lines);
    QVERIFY(again.outcome->best == whole.outcome->best);
}

void TestResume::replayIsReported()
{
    const auto whole = run(small());
    std::vector<std::string> lines(whole.lines.begin(), whole.lines.begin() + 11); // one generation, three evaluations
    int replayed = 0, scored = 0, generations = 0;
    const auto report = [&](const Report& r) {
        if (r.generation_done)
            generations += r.replayed;
        else
            ++(r.replayed ? replayed : scored);
    };
    QVERIFY(evolve(one_by_one(perplexity), geometry(6), small(), "{}", lines, {}, report).has_value());
    QCOMPARE(replayed, 9);
    QCOMPARE(scored, 15);
    QCOMPARE(generations, 1);
}

void TestResume::nullFitnessIsKept()
{
    const auto broken = [](const rope::FactorSet& set) {
        return set.lambda[3] > 2 ? std::nan("") : perplexity(set);
    };
    const auto whole = run(small(), {}, broken);
    for (std::size_t kept = 0; kept < whole.lines.size(); ++kept) {
        const std::vector<std::string> lines(
            whole.lines.begin(), whole.lines.begin() + static_cast<std::ptrdiff_t>(kept));
        QVERIFY(run(small(), lines, broken).lines == whole.lines);
    }
}

void TestResume::otherSettingsAreRefused_data()
{
    QTest::addColumn<Settings>("settings");
    QTest::addColumn<QString>("key");
    const auto row = [](const char* name, auto change) {
        auto settings = small();
        change(settings);
        QTest::newRow(name) << settings << QStringLiteral("line 1, key settings.%1").arg(QLatin1String(name));
    };
    row("target", [](Settings& s) { s.target = 4096; });
    row("population", [](Settings& s) { s.population = 7; });
    row("mutations", [](Settings& s) { s.mutations = 4; });
    row("crossovers", [](Settings& s) { s.crossovers = 4; });
    row("probability", [](Settings& s) { s.probability = 0.4; });
    row("generations", [](Settings& s) { s.generations = 4; });
    row("parents", [](Settings& s) { s.parents = 3; });
    row("seed", [](Settings& s) { s.seed = 2; });
    row("bound_factor", [](Settings& s) { s.bound_factor = 1.5; });
    row("step", [](Settings& s) { s.step = 0.02; });
    row("monotone", [](Settings& s) { s.monotone = false; });
    row("search_n_hat", [](Settings& s) { s.search_n_hat = false; });
    row("attention_mode", [](Settings& s) { s.attention_mode = AttentionFactorMode::search; });
    row("attention_factor", [](Settings& s) { s.attention_factor = 1.1; });
}

void TestResume::otherSettingsAreRefused()
{
    QFETCH(Settings, settings);
    QFETCH(QString, key);
    const auto whole = run(small());
    const auto again = run(settings, whole.lines);
    QVERIFY(!again.outcome.has_value());
    QCOMPARE(QString::fromStdString(again.outcome.error().place.text()), key);
    QVERIFY(again.outcome.error().message.text().find("another search") != std::string::npos);
    QCOMPARE(again.scored, 0);
    QVERIFY(again.lines == whole.lines);
}

void TestResume::otherModelIsRefused_data()
{
    QTest::addColumn<std::string>("now");
    QTest::addColumn<int>("pairs");
    QTest::addColumn<std::string>("place");
    QTest::newRow("model") << std::string(R"({"model":"xyz","documents":"d1"})") << 6
                           << std::string("line 1, key identity.model");
    QTest::newRow("documents") << std::string(R"({"model":"abc","documents":"d2"})") << 6
                               << std::string("line 1, key identity.documents");
    QTest::newRow("more") << std::string(R"({"model":"abc","documents":"d1","split":"whole"})") << 6
                          << std::string("line 1, key identity.split");
    QTest::newRow("less") << std::string(R"({"model":"abc"})") << 6 << std::string("line 1, key identity.documents");
    QTest::newRow("geometry") << std::string(identity) << 8 << std::string("line 1, key geometry.head_dim");
}

void TestResume::otherModelIsRefused()
{
    QFETCH(std::string, now);
    QFETCH(int, pairs);
    QFETCH(std::string, place);
    const auto whole = run(small(), {}, perplexity, 6, identity);
    const auto again = run(small(), whole.lines, perplexity, pairs, now);
    QVERIFY(!again.outcome.has_value());
    QCOMPARE(again.outcome.error().place.text(), place);
}

void TestResume::otherWindowsAreRefused()
{
    const auto of = [](const char* documents, int samples) {
        return nlohmann::json{{"model", "abc"}, {"documents", documents}, {"samples", samples}}.dump();
    };
    const auto whole = run(small(), {}, perplexity, 6, of("d1", 5));
    QVERIFY(whole.outcome.has_value());
    QCOMPARE(samples_of(*read_lines(whole.lines)), std::optional<int>(5));
    const auto again = run(small(), whole.lines, perplexity, 6, of("d2", 3));
    QVERIFY(!again.outcome.has_value());
    QCOMPARE(again.outcome.error().place.text(), std::string("line 1, key identity.samples"));
    QVERIFY(again.outcome.error().message.text().ends_with("made with 5, this one has 3"));
    // The header of an older build does not say them: its documents decide.
    const auto old = run(small(), {}, perplexity, 6, R"({"model":"abc","documents":"d1"})");
    QVERIFY(!samples_of(*read_lines(old.lines)));
    const auto gone_on = run(small(), {old.lines.begin(), old.lines.begin() + 11}, perplexity, 6, of("d1", 3));
    QVERIFY(gone_on.outcome.has_value());
    QVERIFY(gone_on.outcome->warnings.empty());
    QVERIFY(gone_on.lines == old.lines);
    QVERIFY(!run(small(), old.lines, perplexity, 6, of("d2", 3)).outcome.has_value());
}

void TestResume::otherDeviceStartsASegment()
{
    const auto whole = run(small(), {}, perplexity, 6, identity);
    const std::vector<std::string> lines(whole.lines.begin(), whole.lines.begin() + 11);
    const std::string now
        = R"({"model":"abc","documents":"d1","device":"cuda:0","instruction_set":"","dtype":"bf16","threads":8,"build":"1"})";
    const auto again = run(small(), lines, perplexity, 6, now);
    QVERIFY(again.outcome.has_value());
    QCOMPARE(again.outcome->warnings.size(), 3u);
    QVERIFY(again.outcome->warnings[0].text().starts_with("gone on with device \"cuda:0\" after \"cpu\""));
    QCOMPARE(again.lines.size(), whole.lines.size() + 1);
    QVERIFY(again.lines[11].starts_with("{\"segment\":"));
    QVERIFY(again.outcome->best == whole.outcome->best);
    // The new segment's device is now the one to go on with.
    const std::vector<std::string> more(again.lines.begin(), again.lines.begin() + 15);
    const auto third = run(small(), more, perplexity, 6, now);
    QVERIFY(third.outcome->warnings.empty());
    QVERIFY(third.lines == again.lines);
    // What is finished gets no segment.
    QVERIFY(run(small(), whole.lines, perplexity, 6, now).lines == whole.lines);
}

void TestResume::headersWithoutAnInstructionSetFitAny()
{
    const std::string old = R"({"model":"abc","documents":"d1","device":"cpu","dtype":"bf16","threads":2,"build":"1"})";
    const auto whole = run(small(), {}, perplexity, 6, old);
    const std::vector<std::string> lines(whole.lines.begin(), whole.lines.begin() + 11);
    const auto again = run(small(), lines, perplexity, 6, identity);
    QVERIFY(again.outcome.has_value());
    QVERIFY(again.outcome->warnings.empty());
    QVERIFY(again.lines == whole.lines);
}

void TestResume::headersWithoutAnAttentionModeWereFixed()
{
    const auto whole = run(small());
    auto header = nlohmann::ordered_json::parse(whole.lines[0]);
    header["settings"].erase("attention_mode");
    header["settings"].erase("attention_factor");
    auto lines = whole.lines;
    lines[0] = header.dump();
    const auto again = run(small(), lines);
    QVERIFY2(again.outcome.has_value(), again.outcome ? "" : again.outcome.error().text().c_str());
    QCOMPARE(again.scored, 0);
    auto other = small();
    other.attention_mode = AttentionFactorMode::formula;
    QVERIFY(!run(other, lines).outcome.has_value());
}

void TestResume::spoiledLinesAreRefused_data()
{
    QTest::addColumn<int>("line");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, int line, const char* text, const char* words) {
        QTest::newRow(name) << line << std::string(text) << QString::fromUtf8(words);
    };
    row("not JSON", 2, "{\"evaluation\":", "line 3: expected a JSON object");
    row("a list", 2, "[]", "line 3: expected an object");
    row("no journal", 0, "{\"a\":1}", "line 1, key ropewalk");
    row("another file", 0, R"({"ropewalk":"factors","version":1})", "line 1, key ropewalk: expected \"journal\"");
    row("later version", 0, R"({"ropewalk":"journal","version":2})", "found 2");
    row("no settings", 0, R"({"ropewalk":"journal","version":1})", "line 1, key settings");
    row("unknown", 2, R"({"note":1})", "line 3: expected a segment, an evaluation");
    row("fitness text", 2, R"({"evaluation":{"generation":0,"index":1,"fitness":"low"}})",
        "line 3, key evaluation.fitness");
    row("index negative", 2, R"({"evaluation":{"generation":0,"index":-1,"fitness":2}})",
        "line 3, key evaluation.index");
    row("index huge", 2, R"({"evaluation":{"generation":0,"index":99999999999,"fitness":2}})",
        "line 3, key evaluation.index");
    row("generation skipped", 7, R"({"generation":1,"median":2,"individuals":[]})", "expected generation 0, found 1");
    row("no individuals", 7, R"({"generation":0,"median":2})", "line 8, key individuals");
    row("λ missing", 7, R"({"generation":0,"median":2,"individuals":[{}]})", "line 8, key individuals[0].lambda");
    row("λ zero", 7, R"({"generation":0,"median":2,"individuals":[{"lambda":[0]}]})", "finite numbers above 0");
    row("after the end", 12, R"({"outcome":{}})", "line 14: expected only validations after the outcome");
}

void TestResume::spoiledLinesAreRefused()
{
    QFETCH(int, line);
    QFETCH(std::string, text);
    QFETCH(QString, words);
    auto lines = run(small()).lines;
    QVERIFY(lines[7].starts_with("{\"generation\":0"));
    lines[static_cast<std::size_t>(line)] = text;
    const auto again = run(small(), lines);
    QVERIFY(!again.outcome.has_value());
    const auto error = QString::fromStdString(again.outcome.error().text());
    QVERIFY2(error.contains(words), qPrintable(error));
}

void TestResume::foreignIndividualsAreRefused()
{
    auto lines = run(small()).lines;
    auto generation = nlohmann::ordered_json::parse(lines[7]);
    auto& lambda = generation["individuals"][1]["lambda"]; // NTK's
    const double value = lambda[3];
    lambda[3] = std::nextafter(value, 100.0); // the last place may differ on another machine
    lines[7] = generation.dump();
    QVERIFY(run(small(), lines).outcome.has_value());
    lambda[3] = value + 0.001;
    lines[7] = generation.dump();
    const auto again = run(small(), lines);
    QVERIFY(!again.outcome.has_value());
    QCOMPARE(again.outcome.error().place.text(), std::string("generation 0"));
}

QTEST_GUILESS_MAIN(TestResume)
#include "tst_resume.moc"
