// SPDX-License-Identifier: Apache-2.0
// Weights that stay in their file: the same numbers as resident ones bit by bit, in the memory of one layer.
#include "core/evaluate/perplexity.h"
#include "core/model/generation.h"
#include "core/model/scoring/forward.h"
#include "tests/compute_main.h"
#include "tests/model/made_model.h"

#include <ATen/ops/equal.h>
#include <QTemporaryDir>
#include <QTest>
#include <malloc.h>

using namespace ropewalk;

namespace {

/// A line of /proc/self/status in bytes: RssAnon, the process's own memory, or RssFile, mapped pages of files.
double resident(const std::string& name)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(name + ":"))
            return std::stod(line.substr(name.size() + 1)) * 1024.0;
    return 0;
}

std::vector<text::Token> tokens(std::int64_t count, std::int64_t vocabulary)
{
    std::vector<text::Token> out;
    for (std::int64_t i = 0; i < count; ++i)
        out.push_back(static_cast<text::Token>(made_model::hash_of(11, std::uint64_t(i)) % std::uint64_t(vocabulary)));
    return out;
}

std::shared_ptr<const model::Model> open(const std::filesystem::path& folder, at::ScalarType dtype, bool stream)
{
    const auto opened = model::open_model(folder, {.dtype = dtype, .stream_weights = stream});
    if (!opened)
        qWarning("%s", opened.error().text().c_str());
    return opened ? *opened : nullptr;
}

std::vector<double> scores(const std::shared_ptr<const model::Model>& m, const rope::FactorSet& set,
    std::vector<text::Window> windows, const YieldPoint& yield = {})
{
    auto scorer = evaluate::Scorer::make(m, std::move(windows));
    if (!scorer)
        return {};
    const auto score = (*scorer)->score(set, evaluate::Mean::token_weighted, yield);
    return score ? score->document_nll : std::vector<double>();
}

rope::FactorSet unchanged(const formats::ModelConfig& config)
{
    rope::FactorSet set;
    set.lambda = rope::none_lambda(config.geometry);
    return set;
}

} // namespace

class StreamingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameNumbers_data();
    void sameNumbers();
    void oneInsideAnother();
    void candidatesTogether_data();
    void candidatesTogether();
    void stops();
    void refusesWhatResidentRefuses();
    void takesTheMemoryOfALayer_data();
    void takesTheMemoryOfALayer();

private:
    QTemporaryDir m_folder;
};

void StreamingTest::sameNumbers_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<bool>("bfloat16");
    const nlohmann::json& cases = made_model::cases();
    for (std::size_t i = 0; i < cases.size(); ++i)
        for (const bool bfloat16 : {false, true})
            QTest::newRow((cases[i]["name"].get<std::string>() + (bfloat16 ? ", bf16" : ", f32")).c_str())
                << static_cast<int>(i) << bfloat16;
}

/// Every form, in windows of several lengths: short ones that run together, and one longer than a chunk of rows.
void StreamingTest::sameNumbers()
{
    QFETCH(int, number);
    QFETCH(bool, bfloat16);
    const std::filesystem::path folder = m_folder.filePath(QStringLiteral("same%1").arg(number)).toStdString();
    made_model::write(made_model::cases()[number], folder);
    const at::ScalarType dtype = bfloat16 ? at::kBFloat16 : at::kFloat;
    const auto resident = open(folder, dtype, false), streamed = open(folder, dtype, true);
    QVERIFY(resident && streamed);
    QCOMPARE(streamed->parameters, resident->parameters);
    QCOMPARE(streamed->fingerprint, resident->fingerprint);
    const rope::FactorSet set = unchanged(resident->config);
    std::vector<text::Window> windows;
    for (const std::int64_t length : {100, 100, 230, 2300}) {
        text::Window& window = windows.emplace_back();
        window.ids = tokens(length + static_cast<std::int64_t>(windows.size()), resident->config.vocab_size);
        window.ids.resize(static_cast<std::size_t>(length));
    }
    const std::vector<double> expected = scores(resident, set, windows);
    QCOMPARE(expected.size(), windows.size());
    QVERIFY(scores(streamed, set, windows) == expected);

    model::CachedDecoder one(resident, set, 60), other(streamed, set, 60);
    const auto prompt = tokens(50, resident->config.vocab_size);
    auto a = one.prefill(prompt), b = other.prefill(prompt);
    for (int step = 0; step < 4; ++step) {
        QVERIFY(a.has_value() && b.has_value());
        QVERIFY(at::equal(*a, *b));
        a = one.step(3 + step);
        b = other.step(3 + step);
    }
}

void StreamingTest::candidatesTogether_data()
{
    QTest::addColumn<bool>("stream");
    QTest::newRow("streamed") << true;
    QTest::newRow("resident") << false;
}

/// Streamed weights are read once for several candidates, whose numbers are those that each has alone.
void StreamingTest::candidatesTogether()
{
    QFETCH(bool, stream);
    const std::filesystem::path folder = m_folder.filePath(QStringLiteral("together")).toStdString();
    made_model::write(made_model::cases()[0], folder);
    const auto m = open(folder, at::kFloat, stream);
    QVERIFY(m);
    std::vector<text::Window> windows(2);
    windows[0].ids = tokens(150, m->config.vocab_size);
    windows[1].ids = tokens(90, m->config.vocab_size);
    std::vector<rope::FactorSet> sets;
    for (const auto method : {rope::Method::none, rope::Method::pi, rope::Method::ntk, rope::Method::yarn})
        sets.push_back(rope::make_set(method, m->config.geometry, 4 * m->config.geometry.original_length));
    auto scorer = evaluate::Scorer::make(m, windows);
    QVERIFY(scorer.has_value());
    int layers = 0;
    const auto found = (*scorer)->score_together(sets, evaluate::Mean::token_weighted, [&] { return ++layers > 0; });
    QVERIFY(found.has_value());
    QCOMPARE(found->size(), stream ? sets.size() : std::size_t(1));
    for (std::size_t i = 0; i < found->size(); ++i)
        QVERIFY((*found)[i].document_nll == scores(m, sets[i], windows));
    QVERIFY(found->size() == 1 || (*found)[0].document_nll != (*found)[3].document_nll);
    QVERIFY(layers > 0);
    QVERIFY(!(*scorer)->score_together({}).has_value());
    int left = 3;
    const auto stopped = (*scorer)->score_together(sets, evaluate::Mean::token_weighted, [&] { return --left > 0; });
    QVERIFY(!stopped.has_value() && stopped.error().cancelled);
}

/// A score that runs at the yield point of another one leaves that one's numbers as they are.
void StreamingTest::oneInsideAnother()
{
    const std::filesystem::path folder = m_folder.filePath(QStringLiteral("nested")).toStdString();
    made_model::write(made_model::cases()[0], folder);
    const auto m = open(folder, at::kFloat, true);
    QVERIFY(m);
    const rope::FactorSet set = unchanged(m->config);
    text::Window outer, inner;
    outer.ids = tokens(150, m->config.vocab_size);
    inner.ids = tokens(90, m->config.vocab_size);
    const auto alone = scores(m, set, {outer}), inner_alone = scores(m, set, {inner});
    int ran = 0;
    const auto nested = scores(m, set, {outer}, [&] {
        ran += scores(m, set, {inner}) == inner_alone ? 1 : -1000;
        return true;
    });
    QVERIFY(ran > m->config.layers);
    QVERIFY(!alone.empty() && nested == alone);
}

void StreamingTest::stops()
{
    const std::filesystem::path folder = m_folder.filePath(QStringLiteral("stops")).toStdString();
    made_model::write(made_model::cases()[0], folder);
    const auto m = open(folder, at::kFloat, true);
    QVERIFY(m);
    text::Window window;
    window.ids = tokens(100, m->config.vocab_size);
    auto scorer = evaluate::Scorer::make(m, {window});
    QVERIFY(scorer.has_value());
    for (int calls = 0; calls < 4; ++calls) {
        int left = calls;
        const auto score = (*scorer)->score(unchanged(m->config), evaluate::Mean::token_weighted, [&] { return left-- > 0; });
        QVERIFY(!score.has_value() && score.error().cancelled);
    }
}

void StreamingTest::refusesWhatResidentRefuses()
{
    nlohmann::json of = made_model::cases()[0];
    of["tensors"].erase("model.layers.1.mlp.down_proj.weight");
    const std::filesystem::path folder = m_folder.filePath(QStringLiteral("missing")).toStdString();
    made_model::write(of, folder);
    const auto resident = model::open_model(folder, {}), streamed = model::open_model(folder, {.stream_weights = true});
    QVERIFY(!resident && !streamed);
    QCOMPARE(streamed.error().text(), resident.error().text());
    QVERIFY(streamed.error().text().find("down_proj") != std::string::npos);
}

void StreamingTest::takesTheMemoryOfALayer_data()
{
    QTest::addColumn<bool>("stored_half");
    QTest::newRow("f32 stored, f32 computed") << false;
    QTest::newRow("bf16 stored, f32 computed") << true;
}

/// 32 layers, 420 MB as float32.
void StreamingTest::takesTheMemoryOfALayer()
{
    QFETCH(bool, stored_half);
    mallopt(M_MMAP_THRESHOLD, 1 << 16); // what is freed goes back at once and is not counted again
    constexpr std::int64_t hidden = 512, inner = 1408, layers = 32, vocabulary = 1000;
    const std::filesystem::path folder = m_folder.filePath(QStringLiteral("large%1").arg(stored_half)).toStdString();
    std::filesystem::create_directories(folder);
    {
        nlohmann::json config = made_model::cases()[3]["config"];
        config.update({{"hidden_size", hidden}, {"intermediate_size", inner}, {"num_hidden_layers", layers},
            {"num_attention_heads", 8}, {"num_key_value_heads", 8}, {"head_dim", hidden / 8}, {"vocab_size", vocabulary},
            {"tie_word_embeddings", false}});
        std::ofstream(folder / "config.json") << config;
        std::vector<std::pair<std::string, at::Tensor>> tensors;
        const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
            at::Tensor tensor = at::empty(shape, at::kFloat);
            float* to = tensor.mutable_data_ptr<float>();
            for (std::int64_t i = 0; i < tensor.numel(); ++i)
                to[i] = static_cast<float>((i * 2654435761 + 77) % 1021 - 510) / 8000.0f;
            tensors.emplace_back(name, stored_half ? tensor.to(at::kBFloat16) : tensor);
        };
        add("model.embed_tokens.weight", {vocabulary, hidden});
        add("lm_head.weight", {vocabulary, hidden});
        add("model.norm.weight", {hidden});
        for (int i = 0; i < layers; ++i) {
            const std::string layer = "model.layers." + std::to_string(i) + ".";
            for (const char* name : {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj"})
                add(layer + name + ".weight", {hidden, hidden});
            add(layer + "mlp.gate_proj.weight", {inner, hidden});
            add(layer + "mlp.up_proj.weight", {inner, hidden});
            add(layer + "mlp.down_proj.weight", {hidden, inner});
            add(layer + "input_layernorm.weight", {hidden});
            add(layer + "post_attention_layernorm.weight", {hidden});
        }
        QVERIFY(model::write_safetensors(folder / "model.safetensors", tensors).has_value());
    }
    // Libraries bring pages of their own files, so a short score comes first.
    const std::filesystem::path small = m_folder.filePath(QStringLiteral("small")).toStdString();
    made_model::write(made_model::cases()[3], small);
    text::Window window;
    window.ids = tokens(64, 64);
    const auto first = open(small, at::kFloat, true);
    QVERIFY(first);
    QVERIFY(!scores(first, unchanged(first->config), {window}).empty());
    window.ids = tokens(64, vocabulary);
    std::vector<double> expected;
    double all = 0;
    {
        const double before = resident("RssAnon");
        const auto m = open(folder, at::kFloat, false);
        QVERIFY(m);
        all = 4.0 * static_cast<double>(m->parameters);
        QVERIFY(all > 400e6);
        QVERIFY2(resident("RssAnon") - before > 0.95 * all, "the measure sees resident weights");
        expected = scores(m, unchanged(m->config), {window});
    }
    const double before = resident("RssAnon"), mapped_before = resident("RssFile");
    const auto m = open(folder, at::kFloat, true);
    QVERIFY(m);
    const double opened = resident("RssAnon") - before, opened_mapped = resident("RssFile") - mapped_before;
    double most = 0, most_mapped = 0;
    const auto streamed = scores(m, unchanged(m->config), {window}, [&] {
        most = std::max(most, resident("RssAnon") - before);
        most_mapped = std::max(most_mapped, resident("RssFile") - mapped_before);
        return true;
    });
    qInfo("weights %.0f MB; opened %.1f MB, scoring at most %.1f MB of its own and %.1f MB of the file", all / 1e6,
        opened / 1e6, most / 1e6, most_mapped / 1e6);
    QVERIFY(!expected.empty() && streamed == expected);
    QVERIFY(opened < 0.02 * all);
    QVERIFY(opened_mapped < 0.05 * all);
    QVERIFY(most > 0.02 * all); // a layer was there
    QVERIFY(most < 0.15 * all);
    QVERIFY(most_mapped < 0.15 * all);
    std::filesystem::remove_all(folder);
}

ROPEWALK_COMPUTE_MAIN(StreamingTest)
#include "tst_streaming.moc"
