// SPDX-License-Identifier: Apache-2.0
// The scorer against losses computed by torch from transformers' logits, and its own rules.
#include "core/evaluate/perplexity.h"
#include "core/evaluate/unigram.h"
#include "core/model/storage/safetensors.h"
#include "tests/compute_main.h"
#include "tests/model/reference_model.h"

#include <QTest>
#include <cmath>
#include <cstring>

using namespace ropewalk;
using evaluate::Mean;
using evaluate::Scorer;

class PerplexityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesTransformers_data();
    void matchesTransformers();
    void weighsTokensOrDocuments();
    void groupsOfWindowsScoreAsAlone();
    void countsAsWittenAndBell();
    void repeatsToTheLastBit();
    void anotherScorerMayRunInside();
    void stopsWhenAsked();
    void refuses_data();
    void refuses();

private:
    static std::shared_ptr<const model::Model> open(const std::string& name, at::ScalarType dtype = at::kFloat);
    static std::vector<text::Token> ids(const std::string& name);
    static rope::FactorSet plain(const model::Model& m) { return rope::make_set(rope::Method::none, m.config.geometry, 1); }
    static text::Window part(const std::vector<text::Token>& ids, std::size_t first, std::size_t count)
    {
        return {{ids.begin() + std::ptrdiff_t(first), ids.begin() + std::ptrdiff_t(first + count)}, "part"};
    }
};

std::shared_ptr<const model::Model> PerplexityTest::open(const std::string& name, at::ScalarType dtype)
{
    const auto opened = model::open_model(reference_model::folder(name), {.dtype = dtype});
    if (!opened)
        qFatal("%s", opened.error().text().c_str());
    return *opened;
}

std::vector<text::Token> PerplexityTest::ids(const std::string& name)
{
    const auto file = model::SafetensorsFile::open(reference_model::folder(name) / "expected.safetensors");
    const model::StoredTensor& tensor = (*file)->tensors().at("ids");
    std::vector<std::int64_t> wide(tensor.data.size() / 8);
    std::memcpy(wide.data(), tensor.data.data(), tensor.data.size());
    return {wide.begin(), wide.end()};
}

void PerplexityTest::matchesTransformers_data()
{
    QTest::addColumn<QString>("name");
    for (const std::string& name : reference_model::names())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void PerplexityTest::matchesTransformers()
{
    QFETCH(QString, name);
    const auto window = ids(name.toStdString());
    const nlohmann::json notes = reference_model::expected(name.toStdString());
    const auto exact = open(name.toStdString()), half = open(name.toStdString(), at::kBFloat16);
    const auto scorer = Scorer::make(exact, {{window, "reference"}});
    const auto rough = Scorer::make(half, {{window, "reference"}});
    QVERIFY(scorer.has_value() && rough.has_value());
    for (const std::string& method : reference_model::methods()) {
        const rope::FactorSet set = reference_model::set_of(
            method, notes, exact->config.geometry, static_cast<std::int64_t>(window.size()));
        const double expected = notes["sets"][method]["nll"];
        const auto score = (*scorer)->score(set);
        QVERIFY(score.has_value());
        QVERIFY2(std::abs(score->nll - expected) < 1e-5, method.c_str());
        QVERIFY(std::abs(score->perplexity / std::exp(expected) - 1) < 1e-5);
        QCOMPARE(score->tokens, std::int64_t(window.size()) - 1);
        QCOMPARE(score->document_nll.size(), std::size_t(1));
        QVERIFY(score->seconds > 0);
        const auto of_half = (*rough)->score(set);
        QVERIFY(of_half.has_value());
        QVERIFY2(std::abs(of_half->nll - expected) < 0.05, method.c_str());
    }
}

void PerplexityTest::weighsTokensOrDocuments()
{
    const auto m = open("plain_f32");
    const auto all = ids("plain_f32");
    const std::vector<text::Window> windows{part(all, 0, 90), part(all, 90, 2), part(all, 92, 8)};
    const auto together = (*Scorer::make(m, windows))->score(plain(*m));
    QVERIFY(together.has_value());
    double weighted = 0, unweighted = 0;
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const auto alone = (*Scorer::make(m, {windows[i]}))->score(plain(*m));
        QVERIFY(alone.has_value());
        QVERIFY(std::abs(alone->nll - together->document_nll[i]) < 1e-6);
        weighted += alone->nll * double(alone->tokens);
        unweighted += alone->nll / 3;
    }
    QCOMPARE(together->tokens, std::int64_t(89 + 1 + 7));
    QVERIFY(std::abs(together->nll - weighted / 97) < 1e-6);
    const auto released = (*Scorer::make(m, windows))->score(plain(*m), Mean::document_mean);
    QVERIFY(std::abs(released->nll - unweighted) < 1e-6);
    QVERIFY(std::abs(released->nll - together->nll) > 1e-3); // the two are told apart here
    QVERIFY(std::abs(released->perplexity - std::exp(unweighted)) < 1e-3);
}

void PerplexityTest::groupsOfWindowsScoreAsAlone()
{
    const auto m = open("grouped_tied_bf16", at::kBFloat16);
    const auto all = ids("grouped_tied_bf16");
    std::vector<text::Window> windows;
    for (std::size_t i = 0; i < 9; ++i)
        windows.push_back(part(all, 11 * i, 11));
    const auto together = (*Scorer::make(m, windows))->score(plain(*m));
    for (std::size_t i = 0; i < windows.size(); ++i) {
        const auto alone = (*Scorer::make(m, {windows[i]}))->score(plain(*m));
        QVERIFY(std::abs(alone->nll - together->document_nll[i]) < 0.02);
    }
}

/// Of a vocabulary of 10: the first token costs ln 10; then p = (c + d/10)/(t + d), over the windows' ends, without
/// what stands first in a window, which nobody predicts.
void PerplexityTest::countsAsWittenAndBell()
{
    const std::vector<text::Window> windows{{{0, 7, 7, 3}, "one"}, {{0, 7}, "two"}};
    const double expected
        = -(std::log(0.1) + std::log((1 + 0.1) / 2) + std::log(0.1 / 3) + std::log((2 + 0.2) / 5)) / 4;
    QVERIFY(std::abs(evaluate::unigram_nll(windows, 10) - expected) < 1e-12);
    double whole = 0; // over all that could come next
    for (text::Token next = 0; next < 10; ++next) {
        const double before = 4 * evaluate::unigram_nll(windows, 10);
        const std::vector<text::Window> longer{windows[0], {{0, 7, next}, "two"}};
        whole += std::exp(before - 5 * evaluate::unigram_nll(longer, 10));
    }
    QVERIFY(std::abs(whole - 1) < 1e-12);
}

void PerplexityTest::repeatsToTheLastBit()
{
    const auto m = open("sharded_f32");
    const auto scorer = Scorer::make(m, {{ids("sharded_f32"), ""}});
    const rope::FactorSet other = rope::make_set(rope::Method::pi, m->config.geometry, 128);
    const auto first = (*scorer)->score(plain(*m));
    QVERIFY((*scorer)->score(other)->nll != first->nll);
    QCOMPARE((*scorer)->score(plain(*m))->nll, first->nll);
}

void PerplexityTest::anotherScorerMayRunInside()
{
    const auto m = open("sharded_f32");
    const auto all = ids("sharded_f32");
    const auto outer = Scorer::make(m, {part(all, 0, 50)}), inner = Scorer::make(m, {part(all, 50, 50)});
    const double expected_outer = (*outer)->score(plain(*m))->nll, expected_inner = (*inner)->score(plain(*m))->nll;
    int runs = 0;
    const auto score = (*outer)->score(plain(*m), Mean::token_weighted, [&] {
        const auto urgent = (*inner)->score(plain(*m));
        runs += urgent.has_value() && urgent->nll == expected_inner;
        return true;
    });
    QVERIFY(runs >= m->config.layers);
    QCOMPARE(score->nll, expected_outer);
}

void PerplexityTest::stopsWhenAsked()
{
    const auto m = open("plain_f32");
    const auto scorer = Scorer::make(m, {{ids("plain_f32"), ""}});
    const auto stopped = (*scorer)->score(plain(*m), Mean::token_weighted, [] { return false; });
    QVERIFY(!stopped.has_value());
    QVERIFY(stopped.error().cancelled);
    QVERIFY((*scorer)->score(plain(*m)).has_value()); // and goes on afterwards
    QVERIFY(Scorer::make(m, {{ids("plain_f32"), ""}}, [] { return false; }).error().cancelled);
}

void PerplexityTest::refuses_data()
{
    QTest::addColumn<QList<int>>("window");
    QTest::addColumn<QString>("message");
    QTest::newRow("nothing") << QList<int>{} << "at least two tokens, found 0";
    QTest::newRow("one token") << QList<int>{1} << "at least two tokens, found 1";
    QTest::newRow("a negative id") << QList<int>{1, 5, -1} << "token 2: expected ids from 0 to 60, found -1";
    QTest::newRow("an id beyond the vocabulary") << QList<int>{1, 61} << "token 1: expected ids from 0 to 60, found 61";
}

void PerplexityTest::refuses()
{
    QFETCH(QList<int>, window);
    QFETCH(QString, message);
    const auto m = open("plain_f32");
    const auto scorer = Scorer::make(m, {{{window.begin(), window.end()}, "a.txt"}});
    QVERIFY(!scorer.has_value());
    QVERIFY2(QString::fromStdString(scorer.error().text()).contains(message), scorer.error().text().c_str());
    QCOMPARE(scorer.error().file, std::string("a.txt"));
    QVERIFY(!Scorer::make(m, {}).has_value());
    rope::FactorSet short_set = plain(*m);
    short_set.lambda.pop_back();
    QVERIFY(!(*Scorer::make(m, {{{1, 2, 3}, ""}}))->score(short_set).has_value());
}

ROPEWALK_COMPUTE_MAIN(PerplexityTest)
#include "tst_perplexity.moc"
