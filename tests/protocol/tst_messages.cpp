// SPDX-License-Identifier: Apache-2.0
#include "tests/protocol/message_case.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace ropewalk;
using namespace ropewalk::protocol;
using nlohmann::json;

class TestMessages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyFieldTravels();
    void everyKeyIsChecked();
    void notANumberTravelsAsNull();
    void placesAreNamed();
    void wholeNumbersAreBounded();
    void wordsAreChecked();
    void defaultsStand();
    void candidateMayBeLeftOut();
};

void TestMessages::everyFieldTravels()
{
    const InitializeResult init{2, "ropewalk-engine 0.1.0", "cuda:0", as_is("name"), {"bf16", "f32"}, 8};
    const auto init2 = again(init);
    QCOMPARE(init2.dtypes, init.dtypes);
    QCOMPARE(init2.threads, 8);
    QCOMPARE(again(InitializeParams{3, "ropewalk"}).protocol, 3);
    const auto open = again(OpenModelParams{"demo", "bf16", "4096", 8192, true, "on"});
    QCOMPARE(open.stream_weights, std::string("on"));
    QCOMPARE(again(OpenModelParams{}).stream_weights, std::string("auto"));
    QCOMPARE(again(MemoryParams{"curve", {256, 2048}, 3}).lengths, (std::vector<std::int64_t>{256, 2048}));
    const auto memory = again(MemoryResult{46'000'000'000, 21'000'000'000, 900'000, false, true, words("needs {1} GB", Number{1.25, Number::Form::decimals, 1}), as_is("less")});
    QCOMPARE(memory.needed, std::int64_t{46'000'000'000});
    QCOMPARE(memory.largest_length, std::int64_t{900'000});
    QVERIFY(!memory.fits && memory.streamed);
    QCOMPARE(memory.message.text() + memory.advice.text(), std::string("needs 1.2 GBless"));
    QCOMPARE(open.dtype, std::string("bf16"));
    QCOMPARE(open.sliding_window, std::string("4096"));
    QCOMPARE(open.original_length, 8192);
    QVERIFY(open.allow_not_finite);
    QCOMPARE(again(OpenModelParams{"demo", "f32"}).sliding_window, std::string("config"));

    ModelInfo info;
    info.name = "demo";
    info.parameters = 3'200'000'000'000;
    info.geometry = {96, 72, 500000.0, 8192, rope::PairLayout::interleaved};
    info.shipped = {factors(), factors()};
    info.warnings = {as_is("λ < 1"), words("{1} is odd", "é")};
    QVERIFY(again(info).trained == rope::Trained());
    info.trained = {{1, 2.5}, 4, 1.19, 131072, {1, 1.5}};
    info.stored_dtype = "bfloat16";
    info.stored_bytes = 1ll << 40;
    info.sliding_window = 4096;
    info.windowed_layers = 16;
    info.tied_embeddings = info.has_tokenizer = true;
    const auto info2 = again(info);
    QVERIFY(info2.geometry == info.geometry);
    QVERIFY(info2.shipped == info.shipped);
    QVERIFY(info2.trained == info.trained);
    QVERIFY(info2.warnings == info.warnings);
    QCOMPARE(info2.stored_dtype, info.stored_dtype);
    QCOMPARE(info2.stored_bytes, info.stored_bytes);
    QCOMPARE(info2.sliding_window, info.sliding_window);
    QCOMPARE(info2.windowed_layers, info.windowed_layers);
    QCOMPARE(info2.parameters, info.parameters);
    QVERIFY(info2.tied_embeddings && info2.has_tokenizer);

    QCOMPARE(again(DocumentsParams{"/data", 2097152, "body"}).target, 2097152);
    QCOMPARE(again(DocumentsParams{"/data", 2097152, "body"}).field, std::string("body"));
    const auto counted
        = again(DocumentsCountResult{"books", "/books", "body", 3, 900, true, {{256, 3, 5, 3, 2}}, {as_is("odd")}});
    QCOMPARE(counted.path + counted.field, std::string("/booksbody"));
    QVERIFY(counted.endless);
    QCOMPARE(counted.counts.at(0).held_out - counted.counts.at(0).search, std::int64_t(1));
    QCOMPARE(again(DocumentsInfo{"PG19", 50, 1ll << 40, 7, {as_is("odd")}}).tokens, 1ll << 40);
    const auto score = again(ScoreParams{factors(), 2048, "search", 3, true, "edit"});
    QVERIFY(score.set == factors());
    QVERIFY(score.preview);
    QCOMPARE(score.slot, std::string("edit"));
    QCOMPARE(again(ScoreResult{2.7182818284590452, 1.0, 0.25, 10235, 2048, 5, "held-out", true}).perplexity,
        2.7182818284590452);
    QCOMPARE(again(ScoreResult{2.5, 0.9, 0.25, 20, 2048, 2, "whole", false, {0.5, 1.3}}).window_nll,
        (std::vector<double>{0.5, 1.3}));

    SearchParams search;
    search.target = 2048;
    search.seed = std::numeric_limits<std::uint64_t>::max();
    search.monotone = search.search_n_hat = false;
    search.attention_mode = "search";
    search.journal = {"{\"a\":1}", "{}"};
    search.start = {factors()};
    const auto search2 = again(search);
    QCOMPARE(search2.start, search.start);
    QCOMPARE(search2.seed, search.seed);
    QCOMPARE(search2.journal, search.journal);
    QVERIFY(!search2.monotone && !search2.search_n_hat);

    QVERIFY(again(GenerationReport{3, 40, 2.5, 2.9, factors(), 160}).best_set == factors());
    const auto found = again(SearchResult{factors(), 2.5, 2.6, 1344, 99.5, {words("on {1} device", words("another"))}});
    QVERIFY(found.best == factors());
    QCOMPARE(texts(found.warnings), std::vector<std::string>{"on another device"});
    QVERIFY(!std::isfinite(found.validation)); // nothing was chosen on it
    SearchResult chosen{factors(), 2.5, 2.6, 1344, 99.5, {}, 2.55, 3, 10, 5, {{factors(), 2.4, 2.7}}};
    chosen = again(chosen);
    QCOMPARE(chosen.validation, 2.55);
    QCOMPARE(chosen.samples * 100 + chosen.validation_samples * 10 + chosen.held_out_samples, 405);
    QVERIFY(chosen.finalists.at(0).set == factors());
    QCOMPARE(chosen.finalists[0].validation - chosen.finalists[0].perplexity, 2.7 - 2.4);
    QCOMPARE(again(JobProgress{3, 10, 4.5, as_is("reading")}).seconds_left, 4.5);
    QCOMPARE(again(PasskeyParams{factors(), {256, 2048}, 3, 2, 9}).lengths, (std::vector<std::int64_t>{256, 2048}));
    QCOMPARE(again(PasskeyResult{{{256, 0.5, 4, 3}, {2048, 1.0, 4, 1}}, 0.5, 2.0}).cells[1].correct, 1);
    QCOMPARE(again(CurveParams{{factors()}, {512}, "search", 2}).sets.size(), 1u);
    QCOMPARE(again(CurveResult{{{"mine", 512, 2.5}}}).points[0].set, std::string("mine"));
    QVERIFY(again(PauseParams{true}).paused);
    QCOMPARE(again(JournalLine{"{}"}).line, std::string("{}"));
    QCOMPARE(again(PasskeyCellReport{{256, 0.5, 4, 3}}).cell.trials, 4);
    QCOMPARE(again(CurvePointReport{{"mine", 512, 2.5}}).point.length, 512);
}

void TestMessages::everyKeyIsChecked()
{
    spoil(InitializeParams{}, {"client"});
    spoil(InitializeResult{}, {});
    spoil(OpenModelParams{}, {"dtype", "sliding_window", "original_length", "allow_not_finite", "stream_weights"});
    spoil(ModelInfo{}, {"trained"});
    spoil(MemoryParams{"passkey", {256}, 1}, {"job", "samples", "sliding", "questions", "layout", "few_shot", "limit"});
    spoil(MemoryResult{}, {});
    spoil(DocumentsParams{}, {"field"});
    spoil(DocumentsInfo{}, {});
    spoil(DocumentsCountParams{{256}}, {});
    spoil(DocumentsCountResult{"books", "/books", "body", 3, 900, false, {{256, 3, 5, 3, 2}}, {}}, {});
    spoil(ScoreParams{factors(), 2048, "search", 3, true, "edit"}, {"split", "samples", "preview", "slot"});
    spoil(ScoreResult{}, {"window_nll", "unigram_nll"});
    EvaluationReport evaluation;
    evaluation.candidate = factors();
    spoil(evaluation, {"candidate"});
    spoil(GenerationReport{3, 40, 2.5, 2.9, factors(), 160}, {});
    spoil(SearchResult{factors(), 2.5, 2.6, 1344, 99.5, {words("on {1} device", words("another"))}}, {"warnings", "warnings_words", "validation", "samples", "validation_samples", "held_out_samples", "finalists", "held_out_nll"});
    spoil(JobProgress{}, {"seconds_left", "message"});
    spoil(PasskeyCell{}, {"low", "high"});
    spoil(PasskeyParams{factors(), {256}, 3, 2, 9}, {"depths", "trials", "seed", "keys", "filler", "runtime", "split"});
    spoil(PasskeyResult{{{256, 0.5, 4, 3}}, 0.5, 2.0}, {"trials", "filler", "split", "low", "high"});
    spoil(CurveParams{{factors()}, {512}, "search", 2},
        {"split", "samples", "stride", "text_length", "mean", "position_bins"});
    spoil(CurvePoint{}, {"low", "high", "documents", "tokens", "positions", "samples", "split"});
    spoil(CurveResult{}, {});
    spoil(PauseParams{}, {});
    spoil(JournalLine{}, {});
    spoil(PasskeyCellReport{}, {"trial"});
    spoil(CurvePointReport{}, {});
    spoil(SearchParams{},
        {"population", "mutations", "crossovers", "generations", "parents", "probability", "bound_factor", "step",
            "seed", "monotone", "search_n_hat", "attention_mode", "attention_factor", "samples", "start", "journal"});
}

void TestMessages::notANumberTravelsAsNull()
{
    ScoreResult result;
    for (double value : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
        result.perplexity = value;
        const auto object = to_json(result);
        QVERIFY(object["perplexity"].is_null());
        QVERIFY(std::isinf(from_json<ScoreResult>(object)->perplexity));
    }
}

void TestMessages::placesAreNamed()
{
    auto result = to_json(PasskeyResult{{{256, 0.5, 4, 3}, {512, 0.5, 4, 3}}, 0.5, 2.0});
    result["cells"][1]["depth"] = "deep";
    const auto read = from_json<PasskeyResult>(result);
    QCOMPARE(read.error().text(), std::string("key cells[1].depth: expected a number, found a string"));
    auto score = to_json(ScoreParams{factors(), 2048, "search", 3, true, "edit"});
    score["set"]["lambda"][2] = "x";
    const auto place = from_json<ScoreParams>(score).error().place.text();
    QVERIFY2(place.find("set") != std::string::npos && place.find("lambda") != std::string::npos, place.c_str());
}

void TestMessages::wholeNumbersAreBounded()
{
    auto result = to_json(PasskeyCell{256, 0.5, 4, 3});
    for (const json& bad : {json(2147483648), json(-2147483649), json(18446744073709551615u), json(4.0), json("4")}) {
        result["trials"] = bad;
        QCOMPARE(from_json<PasskeyCell>(result).error().place.text(), std::string("key trials"));
    }
    result["trials"] = 2147483647;
    QVERIFY(from_json<PasskeyCell>(result).has_value());
    auto search = to_json(SearchParams{});
    search["seed"] = -1;
    QCOMPARE(from_json<SearchParams>(search).error().place.text(), std::string("key seed"));
    result = to_json(PasskeyCell{256, 0.5, 4, 3});
    result["depth"] = 1; // a whole number is a number
    QCOMPARE(from_json<PasskeyCell>(result)->depth, 1.0);
}

void TestMessages::wordsAreChecked()
{
    auto score = to_json(ScoreParams{factors(), 2048, "search", 3, true, "edit"});
    score["split"] = "test";
    QCOMPARE(from_json<ScoreParams>(score).error().text(),
        std::string("key split: expected 'held-out' or 'search' or 'whole', found 'test'"));
    auto search = to_json(SearchParams{});
    search["attention_mode"] = "both";
    QCOMPARE(from_json<SearchParams>(search).error().place.text(), std::string("key attention_mode"));
}

void TestMessages::defaultsStand()
{
    const auto search = from_json<SearchParams>({{"target", 2048}});
    QVERIFY(search.has_value());
    QCOMPARE(search->population, 64);
    QCOMPARE(search->attention_mode, std::string("formula"));
    QCOMPARE(search->bound_factor, 1.25);
}

void TestMessages::candidateMayBeLeftOut()
{
    EvaluationReport report;
    QVERIFY(!to_json(report).contains("candidate"));
    QVERIFY(again(report).candidate.lambda.empty());
    report.candidate = factors();
    QVERIFY(again(report).candidate == factors());
}

QTEST_GUILESS_MAIN(TestMessages)
#include "tst_messages.moc"
