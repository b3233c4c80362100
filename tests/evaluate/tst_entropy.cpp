// SPDX-License-Identifier: Apache-2.0
// Entropy maps and attention rows against transformers' own attentions on random models (entropy.py), and their rules.
#include "core/evaluate/attention_rows.h"
#include "core/evaluate/entropy.h"
#include "core/model/scoring/layers/layer_source.h"
#include "core/model/storage/safetensors.h"
#include "tests/compute_main.h"
#include "tests/model/reference_model.h"

#include <QTest>
#include <cmath>
#include <cstring>
#include <numeric>

using namespace ropewalk;
using namespace ropewalk::evaluate;

namespace {

const nlohmann::json& reference()
{
    static const nlohmann::json all = nlohmann::json::parse(std::ifstream(ROPEWALK_TEST_DATA "/entropy.json"));
    return all;
}

std::shared_ptr<const model::Model> open(
    const std::string& name, std::int64_t window = 0, at::ScalarType dtype = at::kFloat)
{
    model::OpenOptions options{.dtype = dtype};
    options.changes.sliding_window = window;
    const auto opened = model::open_model(reference_model::folder(name), options);
    if (!opened)
        qFatal("%s", opened.error().text().c_str());
    return *opened;
}

text::Window window_of(const std::string& name)
{
    const auto file = model::SafetensorsFile::open(reference_model::folder(name) / "expected.safetensors");
    const model::StoredTensor& tensor = (*file)->tensors().at("ids");
    std::vector<std::int64_t> wide(tensor.data.size() / 8);
    std::memcpy(wide.data(), tensor.data.data(), tensor.data.size());
    return {{wide.begin(), wide.end()}, name};
}

rope::FactorSet set_of(const std::string& name, const std::string& method, const model::Model& m, std::size_t length)
{
    return reference_model::set_of(
        method, reference_model::expected(name), m.config.geometry, static_cast<std::int64_t>(length));
}

bool near(double found, double expected, double absolute, double relative)
{
    return std::abs(found - expected) <= absolute + relative * std::abs(expected);
}

/// Numbers of any nesting.
template <class T>
bool all_near(const T& found, const nlohmann::json& expected, double absolute, double relative)
{
    if constexpr (std::is_arithmetic_v<T>) {
        return near(found, expected.get<double>(), absolute, relative);
    } else {
        bool good = found.size() == expected.size();
        for (std::size_t i = 0; good && i < found.size(); ++i)
            good = all_near(found[i], expected[i], absolute, relative);
        return good;
    }
}

} // namespace

class EntropyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesTransformers_data();
    void matchesTransformers();
    void meansAreOfQueriesThenOfWindows();
    void reportsEveryLayer();
    void binsCoverEveryPosition_data();
    void binsCoverEveryPosition();
    void rowsAreCondensed();
    void brokenWeightsGiveNoNumbers();
    void refuses();
    void stopsWhenAsked();
};

void EntropyTest::matchesTransformers_data()
{
    QTest::addColumn<int>("number");
    for (int i = 0; i < int(reference()["cases"].size()); ++i) {
        const auto& one = reference()["cases"][std::size_t(i)];
        QTest::addRow("%s, %s, window %d", one["model"].get<std::string>().c_str(),
            one["method"].get<std::string>().c_str(), one["window"].get<int>())
            << i;
    }
}

void EntropyTest::matchesTransformers()
{
    QFETCH(int, number);
    const auto& one = reference()["cases"][std::size_t(number)];
    const std::string name = one["model"], method = one["method"];
    const text::Window window = window_of(name);
    for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
        const auto m = open(name, one["window"], dtype);
        const rope::FactorSet set = set_of(name, method, *m, window.ids.size());
        const auto map = entropy(*m, set, {window}, {reference()["bins"], false, reference()["sinks"]});
        QVERIFY2(map.has_value(), map ? "" : map.error().text().c_str());
        QCOMPARE(map->layers.size(), std::size_t(m->config.layers));
        const bool exact = dtype == at::kFloat;
        // float32 through the layers before; bfloat16 rounds every state on the way to 8 bits.
        const double absolute = exact ? 2e-6 : 0.05, relative = exact ? 1e-4 : 0.05;
        for (std::size_t i = 0; i < map->layers.size(); ++i) {
            const LayerEntropy& layer = map->layers[i];
            QVERIFY(all_near(layer.mean_entropy, one["mean_entropy"][i], absolute, relative));
            QVERIFY(all_near(layer.sink_mass, one["sink_mass"][i], absolute, relative));
            QVERIFY(all_near(layer.distance, one["distance"][i], 20 * absolute, relative));
            QVERIFY(all_near(layer.entropy, one["entropy"][i], absolute, relative));
            QVERIFY(all_near(layer.share, one["share"][i], absolute, relative));
        }
        if (!exact)
            continue;
        const RowRequest last{m->config.layers - 1, m->config.heads - 1, reference()["query"]};
        const auto rows = attention_rows(*m, set, window, {{0, 0, 0}, last});
        QVERIFY2(rows.has_value(), rows ? "" : rows.error().text().c_str());
        QCOMPARE((*rows)[0].p, std::vector<double>{1.0});
        const AttentionRow& row = (*rows)[1];
        std::vector<double> whole(std::size_t(row.first), 0.0); // transformers' row begins with hidden keys
        whole.insert(whole.end(), row.p.begin(), row.p.end());
        QVERIFY(all_near(whole, one["row"], 2e-6, 1e-4));
        double entropy = 0;
        for (const double p : row.p)
            entropy -= p > 0 ? p * std::log(p) : 0;
        QVERIFY(near(row.entropy, entropy, 1e-9, 1e-9));
    }
}

void EntropyTest::meansAreOfQueriesThenOfWindows()
{
    const auto m = open("plain_f32");
    const auto ids = window_of("plain_f32").ids;
    const text::Window first{{ids.begin(), ids.begin() + 50}, ""}, second{{ids.begin() + 50, ids.end()}, ""};
    const rope::FactorSet set = rope::make_set(rope::Method::none, m->config.geometry, 1);
    const auto a = entropy(*m, set, {first}, {}), b = entropy(*m, set, {second}, {});
    const auto both = entropy(*m, set, {first, second}, {});
    QVERIFY(a.has_value() && b.has_value() && both.has_value());
    QCOMPARE(both->windows, 2);
    QCOMPARE(both->length, 50);
    for (std::size_t layer = 0; layer < both->layers.size(); ++layer)
        for (std::size_t head = 0; head < 2; ++head) {
            const auto mean = [&](auto member) {
                return ((a->layers[layer].*member)[head] + (b->layers[layer].*member)[head]) / 2;
            };
            QVERIFY(near(both->layers[layer].mean_entropy[head], mean(&LayerEntropy::mean_entropy), 1e-9, 0));
            QVERIFY(near(both->layers[layer].distance[head], mean(&LayerEntropy::distance), 1e-9, 0));
            double weighted = 0; // the bins' means, weighted by their widths, are the mean
            for (std::size_t bin = 0; bin < both->bins.size(); ++bin)
                weighted += both->layers[layer].entropy[head][bin] * double(both->bins[bin].to - both->bins[bin].from);
            QVERIFY(near(weighted / 50, both->layers[layer].mean_entropy[head], 1e-9, 0));
        }
    QVERIFY(std::isnan(both->layers[0].share[0][0])); // the first query sees itself alone
    QVERIFY(std::isfinite(both->layers[0].share[0][1]));
}

void EntropyTest::reportsEveryLayer()
{
    const auto m = open("sharded_f32");
    const auto window = window_of("sharded_f32");
    const rope::FactorSet set = rope::make_set(rope::Method::pi, m->config.geometry, 128);
    std::vector<std::pair<int, int>> seen;
    LayerEntropy last;
    const auto map = entropy(*m, set, {window, window}, {8, true, 4},
        [&](int layer, int windows, const std::vector<QueryBin>& bins, const LayerEntropy& of) {
            seen.emplace_back(layer, windows);
            last = of;
            QCOMPARE(bins.back().to, std::int64_t(window.ids.size()));
        });
    QCOMPARE(seen, (std::vector<std::pair<int, int>>{{0, 1}, {1, 1}, {2, 1}, {0, 2}, {1, 2}, {2, 2}}));
    QCOMPARE(last.mean_entropy, map->layers[2].mean_entropy);
    QVERIFY(map->seconds > 0);
}

void EntropyTest::binsCoverEveryPosition_data()
{
    QTest::addColumn<qint64>("length");
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("logarithmic");
    for (const bool logarithmic : {false, true})
        for (const int count : {1, 2, 7, 64, 300})
            for (const qint64 length : {1, 2, 5, 64, 2048, 2097152})
                QTest::addRow("%lld tokens, %d bins%s", static_cast<long long>(length), count, logarithmic ? ", log" : "")
                    << length << count << logarithmic;
}

void EntropyTest::binsCoverEveryPosition()
{
    QFETCH(qint64, length);
    QFETCH(int, count);
    QFETCH(bool, logarithmic);
    const auto bins = query_bins(length, count, logarithmic);
    QVERIFY(!bins.empty() && int(bins.size()) <= count);
    QCOMPARE(bins.front().from, 0);
    QCOMPARE(bins.back().to, length);
    for (std::size_t i = 0; i < bins.size(); ++i) {
        QVERIFY(bins[i].to > bins[i].from);
        if (i > 0)
            QCOMPARE(bins[i].from, bins[i - 1].to);
    }
    if (logarithmic && length == 2097152 && count == 64)
        QVERIFY(bins.front().to == 1 && bins.back().to - bins.back().from > length / 8);
}

void EntropyTest::rowsAreCondensed()
{
    AttentionRow row{{0, 0, 999}, 0, std::vector<double>(1000, 1e-4), 0};
    row.p[17] = 0.5;
    row.p[300] = 0.2;
    row.p[995] = 0.1;
    const double mass = std::accumulate(row.p.begin(), row.p.end(), 0.0);
    for (const std::size_t most : {std::size_t(4), std::size_t(40), std::size_t(999), std::size_t(1000)}) {
        const auto keys = condensed(row, most);
        QVERIFY(keys.size() <= most);
        double sum = 0;
        std::int64_t at = 0;
        for (const AttendedKeys& one : keys) {
            QCOMPARE(one.from, at);
            QVERIFY(one.to > one.from);
            at = one.to;
            sum += one.p;
        }
        QCOMPARE(at, 1000);
        QVERIFY(near(sum, mass, 1e-12, 0));
        const auto alone = [&](std::int64_t key, double p) {
            return std::any_of(keys.begin(), keys.end(),
                [&](const AttendedKeys& one) { return one.from == key && one.to == key + 1 && one.p == p; });
        };
        QVERIFY(alone(17, 0.5));
        QVERIFY(alone(999, 1e-4));
        QVERIFY(most < 40 || (alone(300, 0.2) && alone(995, 0.1)));
    }
    QCOMPARE(condensed(row, 1000).size(), std::size_t(1000));
    row.first = 5;
    row.p = {0.25, 0.75};
    QCOMPARE(condensed(row, 4).front().from, 5);
}

void EntropyTest::brokenWeightsGiveNoNumbers()
{
    auto m = *open("plain_f32"); // shares its tensors: the embedding is copied before it is spoiled
    auto spoiled = std::make_shared<model::ScoringWeights>(*m.scoring);
    spoiled->embedding = spoiled->embedding.clone();
    const auto window = window_of("plain_f32");
    spoiled->embedding.mutable_data_ptr<float>()[window.ids[3] * spoiled->embedding.size(1)] = NAN;
    m.scoring = spoiled;
    m.layers = model::resident_layers(spoiled);
    const auto map = entropy(m, rope::make_set(rope::Method::none, m.config.geometry, 1), {window}, {});
    QVERIFY(map.has_value());
    for (const LayerEntropy& layer : map->layers)
        QVERIFY(std::isnan(layer.mean_entropy[0]) && std::isnan(layer.entropy[1].back()));
}

void EntropyTest::refuses()
{
    const auto m = open("plain_f32");
    const auto window = window_of("plain_f32");
    rope::FactorSet set = rope::make_set(rope::Method::none, m->config.geometry, 1);
    QVERIFY(!entropy(*m, set, {}, {}).has_value());
    QVERIFY(!entropy(*m, set, {{{1, 999}, "a.txt"}}, {}).has_value());
    QVERIFY(!entropy(*m, set, {window, {{1, 2}, "short"}}, {}).has_value());
    QVERIFY(!entropy(*m, set, {window}, {0, true, 4}).has_value());
    QVERIFY(!entropy(*m, set, {window}, {8, true, 257}).has_value());
    for (const RowRequest& bad : {RowRequest{2, 0, 0}, RowRequest{0, 2, 0}, RowRequest{0, 0, 100}, RowRequest{-1, 0, 0}})
        QVERIFY(!attention_rows(*m, set, window, {bad}).has_value());
    QVERIFY(attention_rows(*m, set, window, {}).value().empty());
    set.lambda.pop_back();
    QVERIFY(!entropy(*m, set, {window}, {}).has_value());
    QVERIFY(!attention_rows(*m, set, window, {{0, 0, 0}}).has_value());
}

void EntropyTest::stopsWhenAsked()
{
    const auto m = open("plain_f32");
    const auto window = window_of("plain_f32");
    const rope::FactorSet set = rope::make_set(rope::Method::none, m->config.geometry, 1);
    QVERIFY(entropy(*m, set, {window}, {}, {}, [] { return false; }).error().cancelled);
    int calls = 0;
    QVERIFY(entropy(*m, set, {window}, {}, {}, [&] { return ++calls < 2; }).error().cancelled);
    QVERIFY(attention_rows(*m, set, window, {{1, 0, 5}}, [] { return false; }).error().cancelled);
}

ROPEWALK_COMPUTE_MAIN(EntropyTest)
#include "tst_entropy.moc"
