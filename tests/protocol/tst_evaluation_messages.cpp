// SPDX-License-Identifier: Apache-2.0
#include "tests/protocol/message_case.h"

#include <cmath>
#include <limits>

using namespace ropewalk;
using namespace ropewalk::protocol;

namespace {

constexpr double not_finite = std::numeric_limits<double>::quiet_NaN();

EntropyLayer layer()
{
    return {2, {1.5, 2.5}, {0.25, 0.5}, {12.5, 800.0}, {{0.0, 1.0}, {0.5, 3.0}}, {{not_finite, 0.5}, {0.1, 0.9}}};
}

AttentionRow row()
{
    return {1, 3, 77, " rope", 78, 1.25, {{0, 1, 0.5, "<s>"}, {1, 70, 0.25, ""}, {70, 71, 0.25, "the"}}};
}

NeedleParams needle()
{
    return {factors(), {256, 512}, 3, 2, 9, 4, "/data/filler.txt", "vllm", factors(), "whole"};
}

} // namespace

class TestEvaluationMessages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void entropyTravels();
    void choicesTravel();
    void keysTravel();
    void curvesTravel();
    void everyKeyIsChecked();
    void arraysMayHoldNotANumber();
    void whatOlderSidesSendIsRead();
    void wordsAreChecked();
};

void TestEvaluationMessages::entropyTravels()
{
    const EntropyParams params{factors(), 2048, "search", 3, 32, false, 8, {{1, 2, 300}, {0, 0, 5}}};
    const auto params2 = again(params);
    QVERIFY(params2.set == factors());
    QVERIFY(!params2.log_bins);
    QCOMPARE(params2.position_bins, 32);
    QCOMPARE(params2.rows.size(), 2u);
    QCOMPARE(params2.rows[0].query, 300);

    const auto report = again(EntropyLayerReport{{{0, 1}, {1, 2048}}, 4, 1, 5, layer()});
    QCOMPARE(report.bins[1].to, 2048);
    QCOMPARE(report.of, 5);
    QCOMPARE(report.values.layer, 2);
    QCOMPARE(report.values.entropy[1][1], 3.0);
    QCOMPARE(report.values.share[1][0], 0.1);
    QCOMPARE(report.values.distance[1], 800.0);

    const EntropyResult result{1, 2, 2048, 5, "held-out", 4, {{0, 1}, {1, 2048}}, {{1.5, 2.5}}, {{0.25, 0.5}},
        {{12.5, 800.0}}, {{{0.0, 1.0}, {0.5, 3.0}}}, {{{0.2, 0.5}, {0.1, 0.9}}}, {row()}, 0.125};
    const auto result2 = again(result);
    QCOMPARE(result2.mean_entropy, result.mean_entropy);
    QCOMPARE(result2.entropy, result.entropy);
    QCOMPARE(result2.share, result.share);
    QCOMPARE(result2.rows[0].keys[2].text, std::string("the"));
    QCOMPARE(result2.rows[0].keys[1].probability, 0.25);
    QCOMPARE(result2.rows[0].visible, 78);

    QCOMPARE(again(AttentionRowsParams{factors(), 512, "search", {{1, 2, 3}}}).rows[0].head, 2);
    QCOMPARE(again(AttentionRowsResult{{row(), row()}, 0.5}).rows.size(), 2u);
}

void TestEvaluationMessages::choicesTravel()
{
    const auto params = again(ChoicesParams{factors(), "/data/arc.jsonl", "arc", 25, false, 100, true, factors()});
    QCOMPARE(params.layout, std::string("arc"));
    QCOMPARE(params.few_shot, 25);
    QVERIFY(!params.length_normalised && params.short_mode);
    QVERIFY(params.short_set == factors());
    const ChoiceRow row{3, "Where is Aldo?", {"in the mill", "at sea"}, 1, 0, {-1.5, -2.5}, 60};
    const auto report = again(ChoiceReport{row, 4, 100, 2, 0.15, 0.85});
    QCOMPARE(report.row.choices, row.choices);
    QCOMPARE(report.row.scores, row.scores);
    QCOMPARE(report.high, 0.85);
    const auto result = again(ChoicesResult{"demo", "plain", 100, 80, 0.8, 0.71, 0.87, 0.25, 220, {row, row}, 1.5});
    QCOMPARE(result.rows.size(), 2u);
    QCOMPARE(result.chance, 0.25);
    QCOMPARE(result.longest, 220);
}

void TestEvaluationMessages::keysTravel()
{
    const auto passkey = again(PasskeyParams{factors(), {256}, 3, 2, 9, 4, "/data/a.txt", "llama.cpp", factors(), "search"});
    QCOMPARE(passkey.split, std::string("search"));
    QCOMPARE(passkey.keys, 4);
    QCOMPARE(passkey.filler, std::string("/data/a.txt"));
    QCOMPARE(passkey.runtime, std::string("llama.cpp"));
    QVERIFY(passkey.short_set == factors());
    const PasskeyTrial trial{256, 0.5, 1, "The pass key is", "12345", "12845", false, "short"};
    const auto report = again(PasskeyCellReport{{256, 0.5, 2, 1, 0.1, 0.9}, trial});
    QCOMPARE(report.cell.high, 0.9);
    QCOMPARE(report.trial.produced, std::string("12845"));
    QCOMPARE(report.trial.active, std::string("short"));
    QCOMPARE(again(PasskeyResult{{{256, 0.5, 2, 1}}, 0.5, 2.0, {trial}}).trials[0].expected, std::string("12345"));
    QCOMPARE(again(needle()).runtime, std::string("vllm"));
    QCOMPARE(again(needle()).split, std::string("whole"));
    const auto cells = again(PasskeyResult{{{256, 0.5, 2, 1}}, 0.5, 2.0, {trial}, "a.txt", "held-out", 0.1, 0.9});
    QCOMPARE(cells.filler + " " + cells.split, std::string("a.txt held-out"));
    QCOMPARE(cells.high - cells.low, 0.8);
    const auto result = again(NeedleResult{{{256, 0.25, 4, 20, 0.5, 1.6487}}, 0.5, 1.6487, 3.0});
    QCOMPARE(result.points[0].tokens, 20);
    QCOMPARE(again(NeedlePointReport{result.points[0]}).point.depth, 0.25);
}

void TestEvaluationMessages::curvesTravel()
{
    const auto params = again(CurveParams{{factors()}, {512}, "search", 2, 256, 4096, "document-mean", 24});
    QCOMPARE(params.stride, 256);
    QCOMPARE(params.text_length, 4096);
    QCOMPARE(params.mean, std::string("document-mean"));
    QCOMPARE(params.position_bins, 24);
    const CurvePoint point{"mine", 512, 2.5, 2.0, 3.0, {2.0, 2.5, 3.0}, 1533, {{1, 2, 3.5}, {2, 512, 0.75}}, 3, "held-out"};
    const auto point2 = again(CurvePointReport{point}).point;
    QCOMPARE(point2.documents, point.documents);
    QCOMPARE(point2.positions[1].nll, 0.75);
    QCOMPARE(point2.high, 3.0);
    QCOMPARE(point2.tokens, 1533);
    QCOMPARE(point2.samples, 3);
    QCOMPARE(point2.split, std::string("held-out"));
}

void TestEvaluationMessages::everyKeyIsChecked()
{
    spoil(EntropyParams{factors(), 2048, "search", 3, 32, false, 8, {{1, 2, 3}}},
        {"split", "samples", "position_bins", "log_bins", "sink_tokens", "rows"});
    spoil(layer(), {});
    spoil(EntropyLayerReport{}, {});
    spoil(row(), {});
    spoil(EntropyResult{}, {"rows"});
    spoil(AttentionRowsParams{factors(), 512, "search", {{1, 2, 3}}}, {"split"});
    spoil(AttentionRowsResult{}, {});
    ChoicesParams choices;
    choices.set = choices.short_set = factors();
    spoil(choices, {"layout", "few_shot", "length_normalised", "limit", "short_mode", "short_set"});
    spoil(ChoiceRow{}, {});
    spoil(ChoiceReport{}, {});
    spoil(ChoicesResult{}, {});
    spoil(PasskeyTrial{}, {});
    spoil(needle(), {"depths", "trials", "seed", "keys", "filler", "runtime", "short_set", "split"});
    spoil(NeedlePoint{}, {});
    spoil(NeedleResult{}, {"filler", "split"});
    spoil(NeedlePointReport{}, {});
    spoil(PositionLoss{}, {});
}

void TestEvaluationMessages::arraysMayHoldNotANumber()
{
    const auto object = to_json(layer());
    QVERIFY(object["share"][0][0].is_null());
    const auto read = from_json<EntropyLayer>(object);
    QVERIFY(read.has_value());
    QVERIFY(std::isinf(read->share[0][0]));
    QCOMPARE(read->share[0][1], 0.5);
    auto wrong = object;
    wrong["entropy"][1][0] = "low";
    QCOMPARE(from_json<EntropyLayer>(wrong).error().text(),
        std::string("key entropy[1][0]: expected a number, found a string"));
    wrong = object;
    wrong["entropy"][1] = nullptr;
    QCOMPARE(from_json<EntropyLayer>(wrong).error().place.text(), std::string("key entropy[1]"));
}

void TestEvaluationMessages::whatOlderSidesSendIsRead()
{
    const auto cell = from_json<PasskeyCellReport>(
        {{"cell", {{"length", 256}, {"depth", 0.5}, {"trials", 4}, {"correct", 3}}}});
    QVERIFY(cell.has_value());
    QCOMPARE(cell->cell.correct, 3);
    QCOMPARE(cell->cell.high, 1.0);
    QVERIFY(cell->trial.expected.empty());
    const auto point = from_json<CurvePoint>({{"set", "mine"}, {"length", 512}, {"perplexity", 2.5}});
    QVERIFY(point.has_value());
    QVERIFY(point->documents.empty() && point->positions.empty());
}

void TestEvaluationMessages::wordsAreChecked()
{
    auto object = to_json(needle());
    object["runtime"] = "exl2";
    QCOMPARE(from_json<NeedleParams>(object).error().text(),
        std::string("key runtime: expected 'engine' or 'transformers' or 'vllm' or 'llama.cpp', found 'exl2'"));
    ChoicesParams choices;
    choices.set = factors();
    object = to_json(choices);
    QVERIFY(!object.contains("short_set"));
    object["layout"] = "quiz";
    QCOMPARE(from_json<ChoicesParams>(object).error().place.text(), std::string("key layout"));
}

QTEST_GUILESS_MAIN(TestEvaluationMessages)
#include "tst_evaluation_messages.moc"
