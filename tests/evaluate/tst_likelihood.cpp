// SPDX-License-Identifier: Apache-2.0
// Losses token by token: continuations, multiple choice, windows that slide. The scorer, which is checked against
// transformers, is what they must agree with.
#include "core/evaluate/choices.h"
#include "core/evaluate/likelihood.h"
#include "core/evaluate/sliding.h"
#include "core/rope/methods.h"
#include "tests/compute_main.h"

#include <QTest>
#include <cmath>
#include <numeric>

using namespace ropewalk;
using namespace ropewalk::evaluate;

namespace {

std::shared_ptr<const model::Model> demo()
{
    static const auto opened
        = model::open_model(std::filesystem::path(ROPEWALK_SOURCE_DIR) / "resources" / "demo", {});
    if (!opened)
        qFatal("%s", opened.error().text().c_str());
    return *opened;
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
    void slidingWindows_data();
    void slidingWindows();
    void positionsSumToTheScore();
    void meansDiffer();
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
    QVERIFY(!slide(*demo(), none(), {}, {.length = 8}).has_value());
    QVERIFY(!slide(*demo(), none(), texts(16, 1), {.length = 8, .stride = 8}).has_value());
    QVERIFY(!slide(*demo(), none(), texts(16, 1), {.length = 1}).has_value());
    QVERIFY(slide(*demo(), none(), texts(16, 1), {.length = 8, .stride = 4}, [] { return false; }).error().cancelled);
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

void LikelihoodTest::slidingWindows_data()
{
    QTest::addColumn<int>("length");
    QTest::addColumn<int>("stride");
    QTest::newRow("one window") << 200 << 0;
    QTest::newRow("halves") << 100 << 50;
    QTest::newRow("the last one shifted") << 128 << 100;
    QTest::newRow("a token at a time") << 190 << 1;
}

/// Every token once, each by the window that a plain reading of the rule gives it.
void LikelihoodTest::slidingWindows()
{
    QFETCH(int, length);
    QFETCH(int, stride);
    const auto text = texts(200, 1);
    const auto slid = slide(*demo(), none(), text, {.length = length, .stride = stride});
    QVERIFY2(slid.has_value(), slid ? "" : slid.error().text().c_str());
    double expected = 0;
    int scored = 1;
    for (int end = length; scored < 200; end = std::min(200, end + stride)) {
        const std::vector<text::Token> ids(text[0].ids.begin() + (end - length), text[0].ids.begin() + end);
        const auto losses = losses_of(*demo(), none(), {{ids, std::size_t(scored - (end - length))}});
        expected += sum(losses->front());
        scored = end;
        if (stride == 0)
            break;
    }
    QCOMPARE(slid->score.tokens, std::int64_t(scored - 1));
    QVERIFY(std::abs(slid->score.nll - expected / (scored - 1)) < 1e-5);
}

void LikelihoodTest::positionsSumToTheScore()
{
    const auto slid = slide(*demo(), none(), texts(300, 2), {.length = 300, .position_bins = 12});
    double total = 0;
    std::int64_t tokens = 0, at = 1;
    for (const PositionLoss& bin : slid->positions) {
        QCOMPARE(bin.from, at);
        at = bin.to;
        QCOMPARE(bin.tokens, 2 * (bin.to - bin.from));
        total += bin.sum;
        tokens += bin.tokens;
    }
    QCOMPARE(at, 300);
    QCOMPARE(tokens, slid->score.tokens);
    QVERIFY(std::abs(total / double(tokens) - slid->score.nll) < 1e-9);
    QVERIFY(slid->positions.front().sum / 2 > slid->score.nll); // the first words are the hardest
}

void LikelihoodTest::meansDiffer()
{
    auto windows = texts(200, 2);
    windows[1].ids.resize(40);
    const auto weighted = slide(*demo(), none(), windows, {.length = 200});
    const auto released = slide(*demo(), none(), windows, {.length = 200, .mean = Mean::document_mean});
    const auto& nll = weighted->score.document_nll;
    QVERIFY(std::abs(released->score.nll - (nll[0] + nll[1]) / 2) < 1e-9);
    QVERIFY(std::abs(weighted->score.nll - (nll[0] * 199 + nll[1] * 39) / 238) < 1e-9);
}

ROPEWALK_COMPUTE_MAIN(LikelihoodTest)
#include "tst_likelihood.moc"
