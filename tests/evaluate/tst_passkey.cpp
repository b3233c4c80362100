// SPDX-License-Identifier: Apache-2.0
// Greedy decoding with a cache against decoding without one, the passkey grid on the bundled model, Wilson's interval.
#include "core/evaluate/passkey.h"
#include "core/model/scoring/forward.h"
#include "core/model/scoring/weights.h"
#include "tests/compute_main.h"
#include "tests/model/reference_model.h"

#include <ATen/ops/argmax.h>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <map>

using namespace ropewalk;

class PasskeyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theCacheChangesNothing_data();
    void theCacheChangesNothing();
    void endsAtTheEndToken();
    void endsAtEveryEndTokenOfAFolder();
    void refusesAndStops();
    void fillsTheGrid();
    void runtimesChangeTheirListAtL();
    void needlesAreScoredWithoutDecoding();
    void needsATokenizer();

private:
    /// The continuation, every token from a pass over everything before it; end tokens are not looked at.
    static std::vector<text::Token> withoutCache(
        const model::Model& m, const rope::FactorSet& set, std::vector<text::Token> ids, int budget)
    {
        const std::size_t prompt = ids.size();
        for (int i = 0; i < budget; ++i) {
            const auto length = static_cast<std::int64_t>(ids.size());
            const std::span<const text::Token> one[] = {ids};
            const auto hidden = model::scoring_hidden(m, model::prepare_input(m, one),
                model::make_rotation(m.config.geometry, set, 0, length, at::kCPU));
            const at::Tensor logits = m.layers->walk()->head()(hidden->narrow(0, length - 1, 1));
            ids.push_back(static_cast<text::Token>(at::argmax(logits, -1).item<std::int64_t>()));
        }
        return {ids.begin() + std::ptrdiff_t(prompt), ids.end()};
    }
    static std::vector<text::Token> prompt(const model::Model& m, int length)
    {
        std::vector<text::Token> out{1};
        while (int(out.size()) < length)
            out.push_back(text::Token(3 + out.size() * out.size() * 7 % std::size_t(m.config.vocab_size - 3)));
        return out;
    }
};

void PasskeyTest::theCacheChangesNothing_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("length");
    for (const std::string& name : reference_model::names())
        for (const int length : {1, 37})
            QTest::addRow("%s, a prompt of %d", name.c_str(), length) << QString::fromStdString(name) << length;
}

void PasskeyTest::theCacheChangesNothing()
{
    QFETCH(QString, name);
    QFETCH(int, length);
    const auto opened = model::open_model(reference_model::folder(name.toStdString()), {});
    QVERIFY(opened.has_value());
    model::Model m = **opened;
    m.config.eos_tokens.clear();
    rope::FactorSet set = rope::make_set(rope::Method::yarn, m.config.geometry, 128);
    set.n_hat = 4;
    const auto ids = prompt(m, length);
    const auto generated = evaluate::generate(m, set, ids, 24);
    QVERIFY(generated.has_value());
    QCOMPARE(*generated, withoutCache(m, set, ids, 24));
}

void PasskeyTest::endsAtTheEndToken()
{
    const auto opened = model::open_model(reference_model::folder("plain_f32"), {});
    model::Model m = **opened;
    m.config.eos_tokens.clear();
    const rope::FactorSet set = rope::make_set(rope::Method::none, m.config.geometry, 32);
    const auto ids = prompt(m, 20);
    const auto free = evaluate::generate(m, set, ids, 12);
    m.config.eos_tokens = {(*free)[5]};
    const auto ended = evaluate::generate(m, set, ids, 12);
    QVERIFY(ended->size() <= 5);
    QVERIFY(std::equal(ended->begin(), ended->end(), free->begin()));
    QVERIFY(std::find(ended->begin(), ended->end(), (*free)[5]) == ended->end());
}

/// Several end tokens, some in config.json and some in generation_config.json: the first that comes ends it.
void PasskeyTest::endsAtEveryEndTokenOfAFolder()
{
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    for (const auto& entry : std::filesystem::directory_iterator(reference_model::folder("plain_f32")))
        std::filesystem::copy(entry.path(), path / entry.path().filename());
    auto config = nlohmann::json::parse(std::ifstream(path / "config.json"));
    const auto generated = [&](const nlohmann::json& ends, const nlohmann::json& more) {
        config["eos_token_id"] = ends;
        std::ofstream(path / "config.json") << config;
        std::ofstream(path / "generation_config.json") << nlohmann::json{{"eos_token_id", more}};
        const auto opened = model::open_model(path, {});
        const auto out = opened ? evaluate::generate(**opened,
                                      rope::make_set(rope::Method::none, (*opened)->config.geometry, 32),
                                      prompt(**opened, 20), 40)
                                : tl::unexpected(opened.error());
        if (!out)
            qWarning("%s", out.error().text().c_str());
        return out.value_or(std::vector<text::Token>());
    };
    const auto free = generated(nullptr, nullptr);
    QCOMPARE(free.size(), std::size_t(40));
    const auto first_at = [&](text::Token token) { return std::ranges::find(free, token) - free.begin(); };
    std::vector<text::Token> tokens; // in the order in which they come
    for (const text::Token token : free)
        if (std::ranges::find(tokens, token) == tokens.end())
            tokens.push_back(token);
    QVERIFY2(tokens.size() >= 4, "the model repeats itself");
    const text::Token soon = tokens[1], later = tokens[2], last = tokens[3];
    const auto stops = [&](const nlohmann::json& ends, const nlohmann::json& more, text::Token at) {
        const auto found = generated(ends, more);
        return std::ssize(found) == first_at(at) && std::equal(found.begin(), found.end(), free.begin());
    };
    QVERIFY(stops({last, later}, nullptr, later));
    QVERIFY(stops({last, later, soon}, nullptr, soon));
    QVERIFY(stops(last, {later, soon}, soon));
    QVERIFY(stops(nullptr, {last, later}, later));
    QVERIFY(stops(later, last, later));
}

void PasskeyTest::refusesAndStops()
{
    const auto opened = model::open_model(reference_model::folder("plain_f32"), {});
    const model::Model& m = **opened;
    const rope::FactorSet set = rope::make_set(rope::Method::none, m.config.geometry, 32);
    const std::vector<text::Token> bad{1, 99}, none;
    QVERIFY(!evaluate::generate(m, set, bad, 4).has_value());
    QVERIFY(!evaluate::generate(m, set, none, 4).has_value());
    QCOMPARE(evaluate::generate(m, set, prompt(m, 5), 0)->size(), std::size_t(0));
    int calls = 0;
    const auto stopped = evaluate::generate(m, set, prompt(m, 20), 100, [&] { return ++calls < 12; });
    QVERIFY(stopped.error().cancelled);
    QCOMPARE(calls, 12);
}

void PasskeyTest::fillsTheGrid()
{
    const auto opened = model::open_model(std::filesystem::path(ROPEWALK_SOURCE_DIR) / "resources" / "demo", {});
    QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());
    const model::Model& m = **opened;
    const rope::FactorSet set = rope::make_set(rope::Method::none, m.config.geometry, 256);
    const evaluate::PasskeySettings settings{.lengths = {128, 256}, .depths = 3, .trials = 2, .seed = 5, .filler = {}};
    int reports = 0;
    const auto cells
        = evaluate::passkey(m, set, settings, [&](const evaluate::PasskeyCell& cell, const evaluate::PasskeyTrial& trial) {
              ++reports;
              QCOMPARE(trial.trial, cell.trials - 1);
              QCOMPARE(trial.correct, text::first_number(trial.produced) == trial.expected);
              QVERIFY(trial.prompt_end.ends_with("The pass key is"));
              QVERIFY(trial.is_long);
              QVERIFY(cell.trials >= 1 && cell.trials <= 2);
          });
    QVERIFY2(cells.has_value(), cells ? "" : cells.error().text().c_str());
    QCOMPARE(cells->size(), std::size_t(6));
    QCOMPARE(reports, 12);
    int correct = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        const evaluate::PasskeyCell& cell = (*cells)[i];
        QCOMPARE(cell.length, i < 3 ? 128 : 256);
        QCOMPARE(cell.depth, 0.5 * double(i % 3));
        QCOMPARE(cell.trials, 2);
        correct += cell.correct;
    }
    QVERIFY2(correct >= 9, "inside its window the bundled model finds most keys");
    const auto again = evaluate::passkey(m, set, settings);
    for (std::size_t i = 0; i < 6; ++i)
        QCOMPARE((*again)[i].correct, (*cells)[i].correct);

    const auto middle = evaluate::passkey(m, set, {.lengths = {128}, .depths = 1, .trials = 1, .seed = 5, .filler = {}});
    QCOMPARE(middle->front().depth, 0.5);
    QVERIFY(!evaluate::passkey(m, set, {.lengths = {4}, .depths = 1, .trials = 1, .seed = 5, .filler = {}}).has_value());
    QVERIFY(evaluate::passkey(m, set, settings, {}, [] { return false; }).error().cancelled);
}

/// A prompt that ends before L and an answer that crosses it: transformers turns the first tokens by the short list and
/// goes on with the long one while cached keys stay; a runtime that goes by its context never changes.
void PasskeyTest::runtimesChangeTheirListAtL()
{
    const auto opened = model::open_model(reference_model::folder("plain_f32"), {});
    model::Model m = **opened;
    m.config.eos_tokens.clear(); // all of the budget is generated
    const rope::Geometry& geometry = m.config.geometry; // L = 32
    const rope::FactorSet none = rope::make_set(rope::Method::none, geometry, 32), far = rope::make_set(rope::Method::pi, geometry, 256);
    const auto ids = prompt(m, 28);
    const auto change_at = [&](std::int64_t first_long) {
        return [&, first_long](std::int64_t reaches) {
            return reaches == first_long ? std::optional(far) : std::nullopt;
        };
    };
    const auto near_only = evaluate::generate(m, none, ids, 12), far_only = evaluate::generate(m, far, ids, 12);
    const auto crossing = evaluate::generate(m, none, ids, 12, {}, change_at(33));
    QVERIFY(near_only.has_value() && far_only.has_value() && crossing.has_value());
    QVERIFY(std::equal(crossing->begin(), crossing->begin() + 5, near_only->begin())); // 28 tokens and up to the 33rd
    QVERIFY(*crossing != *far_only);
    QVERIFY(*crossing != *near_only);

    const auto demo = model::open_model(std::filesystem::path(ROPEWALK_SOURCE_DIR) / "resources" / "demo", {});
    const rope::FactorSet set = rope::make_set(rope::Method::pi, (*demo)->config.geometry, 2048);
    evaluate::PasskeySettings settings{.lengths = {128, 300}, .depths = 1, .trials = 1, .seed = 5, .filler = {}};
    settings.short_set = rope::make_set(rope::Method::none, (*demo)->config.geometry, 256);
    std::map<std::pair<int, std::int64_t>, bool> is_long;
    using Rule = std::optional<formats::Runtime>;
    for (const Rule runtime : {Rule(), Rule(formats::Runtime::transformers), Rule(formats::Runtime::vllm)}) {
        settings.runtime = runtime;
        QVERIFY(evaluate::passkey(**demo, set, settings, [&](const evaluate::PasskeyCell& cell, const evaluate::PasskeyTrial& trial) {
            is_long[{runtime ? int(*runtime) : -1, cell.length}] = trial.is_long;
        }).has_value());
    }
    QVERIFY((is_long[{-1, 128}]));
    QVERIFY((!is_long[{int(formats::Runtime::transformers), 128}]));
    QVERIFY((is_long[{int(formats::Runtime::transformers), 300}]));
    QVERIFY((is_long[{int(formats::Runtime::vllm), 128}])); // it was started for 300
    settings.short_set = {};
    QVERIFY(!evaluate::passkey(**demo, set, settings).has_value());
}

void PasskeyTest::needlesAreScoredWithoutDecoding()
{
    const auto opened = model::open_model(std::filesystem::path(ROPEWALK_SOURCE_DIR) / "resources" / "demo", {});
    const model::Model& m = **opened;
    const rope::FactorSet none = rope::make_set(rope::Method::none, m.config.geometry, 256);
    evaluate::PasskeySettings settings{.lengths = {200}, .depths = 2, .trials = 2, .seed = 5, .filler = {}};
    int reports = 0;
    const auto points = evaluate::needle(m, none, settings, [&](const evaluate::NeedlePoint&) { ++reports; });
    QVERIFY2(points.has_value(), points ? "" : points.error().text().c_str());
    QCOMPARE(reports, 4);
    QCOMPARE(points->size(), std::size_t(2));
    QCOMPARE((*points)[1].depth, 1.0);
    const double within = ((*points)[0].nll + (*points)[1].nll) / double((*points)[0].tokens + (*points)[1].tokens);
    QVERIFY2(within < 0.5, "inside its window the bundled model is nearly sure of the key");

    // The same by hand: the losses of the answer's tokens in a pass over the whole.
    const auto made = text::passkey_prompt(*m.tokenizer, m.bos(), 200, 0.0, 0, 5);
    std::vector<text::Token> ids = made->ids;
    ids.insert(ids.end(), made->answer.begin(), made->answer.end());
    const std::span<const text::Token> one[] = {ids};
    const auto input = model::prepare_input(m, one);
    const auto length = static_cast<std::int64_t>(ids.size()), answer = std::ssize(made->answer);
    const auto hidden = model::scoring_hidden(m, input, model::make_rotation(m.config.geometry, none, 0, length, at::kCPU));
    const auto whole = model::token_losses(m, input, *hidden, 0, 1, length - 1);
    double expected = 0;
    for (auto i = std::size_t(length - answer - 1); i < whole->size(); ++i)
        expected += (*whole)[i];
    settings.depths = 2;
    settings.trials = 1;
    QVERIFY(std::abs((*evaluate::needle(m, none, settings))[0].nll - expected) < 1e-4);

    settings.keys = 3; // several hidden keys are harder to tell apart, and the numbers differ
    QVERIFY((*evaluate::needle(m, none, settings))[0].nll != expected);
    QVERIFY(evaluate::needle(m, none, settings, {}, [] { return false; }).error().cancelled);
    settings.lengths = {4};
    QVERIFY(!evaluate::needle(m, none, settings).has_value());
}

void PasskeyTest::needsATokenizer()
{
    const auto opened = model::open_model(reference_model::folder("plain_f32"), {});
    const auto cells = evaluate::passkey(
        **opened, rope::make_set(rope::Method::none, (*opened)->config.geometry, 32), {.lengths = {64}, .filler = {}});
    QVERIFY(!cells.has_value());
    QVERIFY(cells.error().message.text().find("tokenizer.json") != std::string::npos);
}

ROPEWALK_COMPUTE_MAIN(PasskeyTest)
#include "tst_passkey.moc"
