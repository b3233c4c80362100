// SPDX-License-Identifier: Apache-2.0
// Losses token by token: continuations and multiple choice. The scorer, which is checked against transformers, is what
// they must agree with, and in bfloat16 float64.
#include "core/evaluate/choices.h"
#include "core/evaluate/likelihood.h"
#include "core/evaluate/passkey.h"
#include "core/evaluate/perplexity.h"
#include "core/model/scoring/forward.h"
#include "core/model/scoring/layers/layer_source.h"
#include "core/model/verify/reference.h"
#include "core/rope/methods.h"
#include "tests/compute_main.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <QTest>
#include <cmath>
#include <numeric>

using namespace ropewalk;
using namespace ropewalk::evaluate;

namespace {

std::shared_ptr<const model::Model> opened_demo(at::ScalarType dtype)
{
    const auto opened
        = model::open_model(std::filesystem::path(ROPEWALK_SOURCE_DIR) / "resources" / "demo", {.dtype = dtype});
    if (!opened)
        qFatal("%s", opened.error().text().c_str());
    return *opened;
}

std::shared_ptr<const model::Model> demo()
{
    static const auto opened = opened_demo(at::kFloat);
    return opened;
}

rope::FactorSet none()
{
    return rope::make_set(rope::Method::none, demo()->config.geometry, 256);
}

std::vector<text::Window> texts(std::int64_t length, std::int64_t count)
{
    return text::demo_windows(*demo()->tokenizer, demo()->bos(), text::Split::held_out, length, count);
}

double sum(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0);
}

} // namespace

class LikelihoodTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokensSumToTheScore();
    void paddingChangesNothing();
    void continuationsBeginWhereTheyDiffer();
    void refusesAndStops();
    void questionsAreAnswered();
    void scoresAreOfTheRightTokens();
    void shortModeTakesTheOtherSet();
    void aScoreThatIsNotFiniteIsRefused();
    void fewTokensAreNotRounded();
};

void LikelihoodTest::tokensSumToTheScore()
{
    const auto windows = texts(700, 1);
    const auto score = (*Scorer::make(demo(), windows))->score(none());
    const auto losses = losses_of(*demo(), none(), {{windows[0].ids, 1}});
    QVERIFY2(losses.has_value(), losses ? "" : losses.error().text().c_str());
    QCOMPARE(losses->front().size(), std::size_t(699));
    QVERIFY(std::abs(sum(losses->front()) - score->nll * 699) < 1e-3);
    const auto end = losses_of(*demo(), none(), {{windows[0].ids, 600}});
    QCOMPARE(end->front().size(), std::size_t(100));
    for (std::size_t i = 0; i < 100; ++i)
        QVERIFY(std::abs(end->front()[i] - losses->front()[599 + i]) < 1e-4);
}

void LikelihoodTest::paddingChangesNothing()
{
    const auto windows = texts(300, 3);
    std::vector<Continuation> of_lengths;
    for (std::size_t i = 0; i < 3; ++i)
        of_lengths.push_back({{windows[i].ids.begin(), windows[i].ids.begin() + 100 * std::ptrdiff_t(i + 1)}, 50});
    const auto together = losses_of(*demo(), none(), of_lengths);
    for (std::size_t i = 0; i < 3; ++i) {
        const auto alone = losses_of(*demo(), none(), {of_lengths[i]});
        QCOMPARE((*together)[i].size(), 100 * (i + 1) - 50);
        QVERIFY(std::abs(sum((*together)[i]) - sum(alone->front())) < 1e-3);
    }
}

void LikelihoodTest::continuationsBeginWhereTheyDiffer()
{
    const text::Tokenizer& tokenizer = *demo()->tokenizer;
    const Continuation c = continuation(tokenizer, demo()->bos(), "The brass key is", " in the north barn.");
    QCOMPARE(c.ids.front(), *demo()->bos());
    QCOMPARE(tokenizer.decode(std::span(c.ids).subspan(c.first)).find("in the north barn."),
        tokenizer.decode(std::span(c.ids).subspan(c.first)).size() - 18);
    QCOMPARE(continuation(tokenizer, std::nullopt, "", "The barn.").first, std::size_t(1));
}

void LikelihoodTest::refusesAndStops()
{
    QVERIFY(!losses_of(*demo(), none(), {{{1, 2, 3}, 0}}).has_value());
    QVERIFY(!losses_of(*demo(), none(), {{{1, 2, 3}, 3}}).has_value());
    QVERIFY(!losses_of(*demo(), none(), {{{1, 99999999}, 1}}).has_value());
    QVERIFY(losses_of(*demo(), none(), {{{1, 2, 3}, 1}}, [] { return false; }).error().cancelled);
    const auto questions = text::demo_questions(3);
    QVERIFY(choices(*demo(), none(), questions, {}, {}, [] { return false; }).error().cancelled);
    QVERIFY(!choices(*demo(), none(), questions, {.few_shot = 3, .within = {}}).has_value());
    QVERIFY(!choices(*demo(), none(), questions, {.few_shot = -1, .within = {}}).has_value());
    model::Model mute = *demo();
    mute.tokenizer = nullptr;
    QVERIFY(!choices(mute, none(), questions, {}).has_value());
}

void LikelihoodTest::questionsAreAnswered()
{
    const auto questions = text::demo_questions(24);
    int reports = 0;
    const auto answers = choices(*demo(), none(), questions, {}, [&](const Answered& one) {
        QCOMPARE(one.index, std::size_t(reports));
        ++reports;
    });
    QVERIFY2(answers.has_value(), answers ? "" : answers.error().text().c_str());
    QCOMPARE(reports, 24);
    int right = 0;
    for (const Answered& one : *answers) {
        QCOMPARE(one.scores.size(), std::size_t(4));
        QCOMPARE(one.correct, one.chosen == questions[one.index].answer);
        for (const double score : one.scores)
            QVERIFY(score <= one.scores[std::size_t(one.chosen)]);
        QVERIFY(one.tokens <= 256);
        right += one.correct;
    }
    QVERIFY2(right >= 14, "well above 6, which is chance"); // Wilson's lower bound of 14 of 24 is 0.39
}

void LikelihoodTest::scoresAreOfTheRightTokens()
{
    const auto questions = text::demo_questions(2);
    const auto summed = choices(*demo(), none(), questions, {.length_normalised = false, .within = {}});
    const auto a_byte = choices(*demo(), none(), questions, {});
    const std::string& choice = questions[1].choices[2];
    const auto by_hand = losses_of(
        *demo(), none(), {continuation(*demo()->tokenizer, demo()->bos(), questions[1].prompt, choice)});
    QVERIFY(std::abs((*summed)[1].scores[2] + sum(by_hand->front())) < 1e-3);
    QVERIFY(std::abs((*a_byte)[1].scores[2] - (*summed)[1].scores[2] / double(choice.size() - 1)) < 1e-4);
    const auto shots = choices(*demo(), none(), questions, {.few_shot = 1, .within = {}});
    QVERIFY((*shots)[1].tokens > (*summed)[1].tokens + (*summed)[0].tokens / 2);
}

void LikelihoodTest::shortModeTakesTheOtherSet()
{
    const auto questions = text::demo_questions(2);
    const rope::FactorSet far = rope::make_set(rope::Method::pi, demo()->config.geometry, 2048);
    const auto plain = choices(*demo(), none(), questions, {}), stretched = choices(*demo(), far, questions, {});
    const auto within = choices(*demo(), far, questions, {.within = none()});
    QCOMPARE((*within)[0].scores, (*plain)[0].scores);
    QVERIFY((*within)[0].scores != (*stretched)[0].scores);
    const auto too_long = choices(*demo(), far, questions, {.few_shot = 1, .within = none()});
    QVERIFY((*too_long)[0].tokens > 256);
    QCOMPARE((*too_long)[0].scores, (*choices(*demo(), far, questions, {.few_shot = 1, .within = {}}))[0].scores);
}

/// The first of the choices would have the greatest of scores that compare with nothing.
void LikelihoodTest::aScoreThatIsNotFiniteIsRefused()
{
    model::Model broken = *demo();
    const auto scoring = std::make_shared<model::ScoringWeights>(*broken.scoring);
    scoring->norm.weight = scoring->norm.weight * std::nan("");
    broken.scoring = scoring;
    broken.layers = model::resident_layers(scoring);
    rope::FactorSet far = none(), near = none();
    far.name = "far";
    near.name = "near";
    const auto questions = text::demo_questions(3);
    int answered = 0;
    const auto answers = choices(broken, far, questions, {}, [&](const Answered&) { ++answered; });
    QVERIFY(!answers.has_value());
    QCOMPARE(answered, 0);
    const QString said = QString::fromStdString(answers.error().text());
    QVERIFY2(said.startsWith(QStringLiteral("question 0: expected a finite log-likelihood of choice 0 ('%1'), found ")
                                 .arg(QString::fromStdString(questions[0].choices[0])))
            && said.contains(QStringLiteral("nan with the set far: ")),
        qPrintable(said));
    // The other set of short mode is named where it is the one that was used.
    const auto within = choices(broken, far, questions, {.within = near});
    QVERIFY(!within.has_value());
    QVERIFY(within.error().text().find("with the set near") != std::string::npos);
}

/// In bfloat16 the last product is as good as float32's: what is left of the losses' error is that of the states. Beside
/// float64 from these very states, and from the ids.
void LikelihoodTest::fewTokensAreNotRounded()
{
    const auto half = opened_demo(at::kBFloat16);
    const model::Weights wide = model::verify::in_double(*half);
    const rope::Geometry& geometry = half->config.geometry;
    constexpr int length = 400, targets = length - 1;
    const auto exact_turns
        = model::verify::exact_rotation(geometry, none(), model::verify::lambda_tensor(none()), 0, length);
    double worst_kept = 0, worst_rounded = 0, kept = 0, rounded = 0;
    for (const text::Window& window : texts(length, 3)) {
        const std::span<const text::Token> one[] = {window.ids};
        const auto input = model::prepare_input(*half, one);
        const auto hidden = model::scoring_hidden(
            *half, input, model::make_rotation(geometry, none(), 0, length, at::kCPU));
        const at::Tensor ids = input.ids.clone();
        const at::Tensor of_states = at::log_softmax(at::linear(hidden->to(at::kDouble), wide.head), -1)
                                         .narrow(0, 0, targets)
                                         .gather(1, ids.narrow(0, 1, targets).unsqueeze(1))
                                         .neg();
        const at::Tensor exact = model::verify::exact_losses(*half, wide, ids.view({1, length}), exact_turns).token;
        const auto found = losses_of(*half, none(), {{window.ids, 1}});
        const auto in_bfloat16 = model::token_losses(*half, input, *hidden, 0, 1, targets);
        QVERIFY2(found.has_value(), found ? "" : found.error().text().c_str());
        for (std::size_t i = 0; i < targets; ++i) {
            const double expected = of_states[std::int64_t(i)].item<double>(), whole = exact[std::int64_t(i)].item<double>();
            worst_kept = std::max(worst_kept, std::abs(found->front()[i] - expected));
            worst_rounded = std::max(worst_rounded, std::abs((*in_bfloat16)[i] - expected));
            kept += std::pow(found->front()[i] - whole, 2);
            rounded += std::pow((*in_bfloat16)[i] - whole, 2);
        }
    }
    qInfo("worst %.2e, with logits in bfloat16 %.2e; from float64 %.3e and %.3e", worst_kept, worst_rounded,
        std::sqrt(kept / (3 * targets)), std::sqrt(rounded / (3 * targets)));
    QVERIFY(worst_kept < 1e-4);
    QVERIFY(worst_rounded > 20 * worst_kept);
    QVERIFY(kept < rounded);
    for (const std::uint64_t seed : {1, 2, 3}) {
        const PasskeySettings settings{.lengths = {length}, .depths = 1, .trials = 1, .seed = seed, .filler = {}};
        const auto needles = needle(*half, none(), settings);
        QVERIFY2(needles.has_value(), needles ? "" : needles.error().text().c_str());
        const auto prompt = text::passkey_prompt(*half->tokenizer, half->bos(), length, 0.5, 0, seed);
        std::vector<text::Token> whole = prompt->ids;
        whole.insert(whole.end(), prompt->answer.begin(), prompt->answer.end());
        const std::span<const text::Token> one[] = {whole};
        const std::int64_t all = std::ssize(whole), answer = std::ssize(prompt->answer);
        const auto input = model::prepare_input(*half, one);
        const auto hidden = model::scoring_hidden(
            *half, input, model::make_rotation(geometry, none(), 0, all, at::kCPU));
        const at::Tensor states = hidden->narrow(0, all - answer - 1, answer).to(at::kDouble);
        const double expected = -at::log_softmax(at::linear(states, wide.head), -1)
                                     .gather(1, input.ids.narrow(0, all - answer, answer).unsqueeze(1))
                                     .sum()
                                     .item<double>();
        QVERIFY2(std::abs(needles->front().nll - expected) < 1e-4,
            qPrintable(QStringLiteral("%1, expected %2").arg(needles->front().nll).arg(expected)));
    }
}

ROPEWALK_COMPUTE_MAIN(LikelihoodTest)
#include "tst_likelihood.moc"
