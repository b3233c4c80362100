// SPDX-License-Identifier: Apache-2.0
// Windows that slide over a text, against transformers token by token (tests/reference/sliding.py).
#include "core/evaluate/likelihood.h"
#include "core/evaluate/sliding.h"
#include "tests/compute_main.h"
#include "tests/model/reference_model.h"

#include <QTest>
#include <cmath>
#include <map>
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

const nlohmann::json& references()
{
    static const auto all = nlohmann::json::parse(std::ifstream(ROPEWALK_TEST_DATA "/sliding.json"));
    return all;
}

const nlohmann::json& cases()
{
    return references()["cases"];
}

} // namespace

class SlidingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asTransformers_data();
    void asTransformers();
    void everyWindowBeginsWithBos_data();
    void everyWindowBeginsWithBos();
    void aTextWithoutBosStaysWithoutIt();
    void refusesAndStops();
    void positionsSumToTheScore();
    void meansDiffer();
};

void SlidingTest::asTransformers_data()
{
    QTest::addColumn<int>("number");
    QVERIFY(cases().size() >= 100);
    for (std::size_t i = 0; i < cases().size(); ++i) {
        const nlohmann::json& of = cases()[i];
        QTest::addRow("%s, %s, windows of %d by %d%s", of["model"].get<std::string>().c_str(),
            of["method"].get<std::string>().c_str(), of["length"].get<int>(), of["stride"].get<int>(),
            of["bos"].get<bool>() ? "" : ", no BOS")
            << int(i);
    }
}

void SlidingTest::asTransformers()
{
    QFETCH(const int, number);
    const nlohmann::json& of = cases()[std::size_t(number)];
    const std::string name = of["model"];
    const auto opened = model::open_model(reference_model::folder(name), {});
    QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());
    model::Model m = **opened;
    if (!of["bos"].get<bool>())
        m.config.bos_token.reset();
    const std::int64_t length = of["length"], stride = of["stride"];
    const rope::FactorSet set
        = reference_model::set_of(of["method"], reference_model::expected(name), m.config.geometry, length);
    text::Window text;
    text.ids = references()["texts"][name].get<std::vector<text::Token>>();
    const auto slid
        = slide(m, set, {text}, {.length = length, .stride = stride, .position_bins = static_cast<int>(length)});
    QVERIFY2(slid.has_value(), slid ? "" : slid.error().text().c_str());
    const std::int64_t tokens = of["tokens"];
    QCOMPARE(slid->score.tokens, tokens);
    const double expected = of["nll"].get<double>() / double(tokens);
    QVERIFY2(std::abs(slid->score.nll - expected) < 2e-5,
        qPrintable(QStringLiteral("%1, transformers %2").arg(slid->score.nll, 0, 'g', 9).arg(expected, 0, 'g', 9)));
    for (const PositionLoss& bin : slid->positions) {
        std::int64_t count = 0;
        double sum = 0;
        for (const auto& [place, losses] : of["positions"].items())
            if (std::stoll(place) >= bin.from && std::stoll(place) < bin.to) {
                count += losses[0].get<std::int64_t>();
                sum += losses[1].get<double>();
            }
        QCOMPARE(bin.tokens, count);
        QVERIFY(std::abs(bin.sum - sum) < 2e-5 * double(count) + 1e-4);
    }
}

void SlidingTest::everyWindowBeginsWithBos_data()
{
    QTest::addColumn<int>("length");
    QTest::addColumn<int>("stride");
    QTest::newRow("one window") << 200 << 0;
    QTest::newRow("halves") << 100 << 50;
    QTest::newRow("the last one shifted") << 128 << 100;
    QTest::newRow("a token at a time") << 190 << 1;
}

/// Every token once, each by the window that a plain reading of the rule gives it, on the bundled model.
void SlidingTest::everyWindowBeginsWithBos()
{
    QFETCH(int, length);
    QFETCH(int, stride);
    const auto text = texts(200, 1);
    const auto slid = slide(*demo(), none(), text, {.length = length, .stride = stride});
    QVERIFY2(slid.has_value(), slid ? "" : slid.error().text().c_str());
    double expected = 0;
    int scored = 1;
    for (int end = length; scored < 200; end = std::min(200, end + stride)) {
        std::vector<text::Token> ids(text[0].ids.begin() + (end - length), text[0].ids.begin() + end);
        ids.front() = *demo()->bos();
        const auto losses = losses_of(*demo(), none(), {{ids, std::size_t(scored - (end - length))}});
        expected += std::accumulate(losses->front().begin(), losses->front().end(), 0.0);
        scored = end;
        if (stride == 0)
            break;
    }
    QCOMPARE(slid->score.tokens, std::int64_t(scored - 1));
    QVERIFY(std::abs(slid->score.nll - expected / (scored - 1)) < 1e-5);
}

void SlidingTest::aTextWithoutBosStaysWithoutIt()
{
    auto windows = texts(120, 1);
    windows[0].ids.erase(windows[0].ids.begin());
    model::Model m = *demo();
    m.tokenizer = nullptr; // what the config says counts then
    m.config.bos_token.reset();
    const SlidingSettings settings{.length = 40, .stride = 20};
    const auto with = slide(*demo(), none(), windows, settings), without = slide(m, none(), windows, settings);
    QVERIFY(with.has_value() && without.has_value());
    QCOMPARE(with->score.nll, without->score.nll);
}

void SlidingTest::refusesAndStops()
{
    QVERIFY(!slide(*demo(), none(), {}, {.length = 8}).has_value());
    QVERIFY(!slide(*demo(), none(), texts(16, 1), {.length = 8, .stride = 8}).has_value());
    QVERIFY(!slide(*demo(), none(), texts(16, 1), {.length = 1}).has_value());
    QVERIFY(slide(*demo(), none(), texts(16, 1), {.length = 8, .stride = 4}, [] { return false; }).error().cancelled);
}

void SlidingTest::positionsSumToTheScore()
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

void SlidingTest::meansDiffer()
{
    auto windows = texts(200, 2);
    windows[1].ids.resize(40);
    const auto weighted = slide(*demo(), none(), windows, {.length = 200});
    const auto released = slide(*demo(), none(), windows, {.length = 200, .mean = Mean::document_mean});
    const auto& nll = weighted->score.document_nll;
    QVERIFY(std::abs(released->score.nll - (nll[0] + nll[1]) / 2) < 1e-9);
    QVERIFY(std::abs(weighted->score.nll - (nll[0] * 199 + nll[1] * 39) / 238) < 1e-9);
}

ROPEWALK_COMPUTE_MAIN(SlidingTest)
#include "tst_sliding.moc"
