// SPDX-License-Identifier: Apache-2.0
// Scoring at length N takes memory in proportion to N: neither N × N nor N × vocabulary ever exists. And the estimate
// that jobs are refused by is what is really taken.
#include "core/evaluate/entropy.h"
#include "core/evaluate/passkey.h"
#include "core/evaluate/perplexity.h"
#include "core/model/memory/holding.h"
#include "tests/compute_main.h"
#include "tests/model/made_model.h"

#include <ATen/Parallel.h>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <malloc.h>
#include <sstream>
#include <string>

using namespace ropewalk;

namespace {

constexpr std::int64_t shortest = 2048, vocabulary = 16384;

/// A line of /proc/self/status in bytes: VmRSS, what is resident now, or VmHWM, the most since forget().
double resident(const std::string& name)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(name + ":"))
            return std::stod(line.substr(name.size() + 1)) * 1024.0;
    return 0;
}

/// Begins the peak anew.
void forget()
{
    std::ofstream("/proc/self/clear_refs") << "5";
}

} // namespace

class PeakMemoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isLinear_data();
    void isLinear();
    void estimate_data();
    void estimate();
};

void PeakMemoryTest::isLinear_data()
{
    QTest::addColumn<bool>("bfloat16");
    QTest::addColumn<int>("window");
    QTest::newRow("float32 within a window") << false << 500;
    QTest::newRow("bfloat16") << true << 0;
    QTest::newRow("float32") << false << 0;
}

/// A model whose logits would dwarf everything else: 16384 words against 32 hidden numbers.
void PeakMemoryTest::isLinear()
{
    QFETCH(bool, bfloat16);
    QFETCH(int, window);
    mallopt(M_MMAP_THRESHOLD, 1 << 16); // what is freed goes back at once and is not counted again
    at::set_num_threads(2);
    nlohmann::json of = made_model::cases()[3];
    of["config"]["vocab_size"] = vocabulary;
    of["config"]["tie_word_embeddings"] = true;
    of["tensors"].erase("lm_head.weight");
    of["tensors"]["model.embed_tokens.weight"] = {vocabulary, 32};
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("model")).toStdString();
    made_model::write(of, path);
    const auto opened = model::open_model(
        path, {.dtype = bfloat16 ? at::kBFloat16 : at::kFloat, .changes = {.sliding_window = window}});
    QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());

    const auto score = [&](std::int64_t length) {
        text::Window one;
        for (std::int64_t i = 0; i < length; ++i)
            one.ids.push_back(static_cast<text::Token>(made_model::hash_of(7, std::uint64_t(i)) % vocabulary));
        auto scorer = evaluate::Scorer::make(*opened, {one});
        return scorer && (*scorer)->score(made_model::served((*opened)->config, of["config"], length)).has_value();
    };
    QVERIFY(score(shortest / 8)); // what is made once: threads, the allocator's arenas, a chunk's logits
    const double base = resident("VmRSS");
    std::vector<double> peaks;
    for (const std::int64_t length : {2 * shortest, 4 * shortest, 8 * shortest}) {
        forget();
        QVERIFY(score(length));
        peaks.push_back(resident("VmHWM") - base);
    }
    std::ostringstream said;
    said << "MB at 4096 tokens " << peaks[0] / 1e6 << ", at 8192 " << peaks[1] / 1e6 << ", at 16384 " << peaks[2] / 1e6;
    qInfo("%s", said.str().c_str());
    // A token needs some copies of its 32 states, 64 projections and 80 inner numbers: a kilobyte or two. Its logits
    // would be 32 or 64 kB, one byte for every other token 16 kB.
    QVERIFY2((peaks[2] - peaks[0]) / double(6 * shortest) < 6000, said.str().c_str());
    QVERIFY2(peaks[0] > 1e6, said.str().c_str()); // it was measured
    // Twice the tokens add twice as much: four times would be a square.
    QVERIFY2(peaks[2] - peaks[1] < 2.5 * (peaks[1] - peaks[0]) + 4e6, said.str().c_str());
}

void PeakMemoryTest::estimate_data()
{
    QTest::addColumn<bool>("bfloat16");
    QTest::addColumn<int>("window");
    QTest::addColumn<bool>("streamed");
    QTest::addColumn<int>("windows");
    QTest::addColumn<bool>("generation");
    QTest::addColumn<bool>("observed");
    QTest::addColumn<int>("head_dim"); // above 1024 attention is libtorch's
    QTest::addColumn<int>("candidates");
    QTest::newRow("float32") << false << 0 << false << 1 << false << false << 32 << 1;
    QTest::newRow("bfloat16") << true << 0 << false << 1 << false << false << 32 << 1;
    QTest::newRow("float32 within a window") << false << 500 << false << 1 << false << false << 32 << 1;
    QTest::newRow("bfloat16 within a window") << true << 500 << false << 1 << false << false << 32 << 1;
    QTest::newRow("float32, three windows") << false << 0 << false << 3 << false << false << 32 << 1;
    QTest::newRow("float32 generation") << false << 0 << false << 1 << true << false << 32 << 1;
    QTest::newRow("bfloat16 generation") << true << 0 << false << 1 << true << false << 32 << 1;
    QTest::newRow("float32 observed") << false << 0 << false << 1 << false << true << 32 << 1;
    QTest::newRow("bfloat16 observed") << true << 0 << false << 1 << false << true << 32 << 1;
    // What the kernels of an instruction set do not change is measured once.
    if (model::kernels::instruction_limit() == model::kernels::InstructionSet::amx) {
        QTest::newRow("float32 streamed, three windows") << false << 0 << true << 3 << false << false << 32 << 1;
        QTest::newRow("float32 streamed, five candidates") << false << 0 << true << 2 << false << false << 32 << 5;
        QTest::newRow("float32 by libtorch") << false << 0 << false << 1 << false << false << 1056 << 1;
        QTest::newRow("bfloat16 by libtorch") << true << 0 << false << 1 << false << false << 1056 << 1;
    }
}

/// What is measured is at most an eighth and 12 MB above the estimate, and at least two thirds of it.
void PeakMemoryTest::estimate()
{
    QFETCH(bool, bfloat16);
    QFETCH(int, window);
    QFETCH(bool, streamed);
    QFETCH(int, windows);
    QFETCH(bool, generation);
    QFETCH(bool, observed);
    QFETCH(int, head_dim);
    QFETCH(int, candidates);
    mallopt(M_MMAP_THRESHOLD, 1 << 16);
    at::set_num_threads(2);
    constexpr std::int64_t hidden = 256, inner = 704;
    const std::int64_t heads = head_dim > 1024 ? 2 : 8, queries = heads * head_dim;
    nlohmann::json of = made_model::cases()[3];
    of["config"].update({{"vocab_size", vocabulary}, {"tie_word_embeddings", true}, {"hidden_size", hidden},
        {"intermediate_size", inner}, {"num_attention_heads", heads}, {"num_key_value_heads", heads / 2},
        {"head_dim", head_dim}});
    of["tensors"].erase("lm_head.weight");
    for (auto& [name, shape] : of["tensors"].items()) {
        const auto is = [&name = name](const char* part) { return name.find(part) != std::string::npos; };
        const std::int64_t rows = is("embed") ? vocabulary
            : is("k_proj") || is("v_proj")    ? queries / 2
            : is("q_proj")                    ? queries
            : is("gate") || is("up_proj")     ? inner
                                              : hidden;
        const std::int64_t columns = is("down") ? inner : is("o_proj") ? queries : hidden;
        shape = is("norm") ? nlohmann::json{hidden} : nlohmann::json{rows, columns};
    }
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("model")).toStdString();
    made_model::write(of, path);
    const auto opened = model::open_model(path,
        {.dtype = bfloat16 ? at::kBFloat16 : at::kFloat, .changes = {.sliding_window = window}, .stream_weights = streamed});
    QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());
    const model::Model& m = **opened;

    const auto text = [](std::int64_t length) {
        std::vector<text::Token> ids;
        for (std::int64_t i = 0; i < length; ++i)
            ids.push_back(static_cast<text::Token>(made_model::hash_of(7, std::uint64_t(i)) % vocabulary));
        return ids;
    };
    const auto run = [&](std::int64_t length) {
        const rope::FactorSet set = made_model::served(m.config, of["config"], length);
        const std::vector<rope::FactorSet> sets(std::size_t(candidates), set);
        if (generation)
            return evaluate::generate(m, set, text(length - 2), 2).has_value();
        if (observed)
            return evaluate::entropy(m, set, {text::Window{text(length), {}}}, {}).has_value();
        std::vector<text::Window> all(static_cast<std::size_t>(windows), text::Window{text(length), {}});
        auto scorer = evaluate::Scorer::make(*opened, std::move(all));
        return scorer && (*scorer)->score_together(sets).has_value();
    };
    QVERIFY(run(shortest / 8));
    const double base = resident("VmRSS");
    const model::Holding holding = model::holding_of(m.config, m.device, m.dtype, m.streamed);
    for (const std::int64_t length : {2 * shortest, (windows > 1 ? 3 : 6) * shortest}) {
        forget();
        QVERIFY(run(length));
        const double measured = resident("VmHWM") - base;
        const model::Footprint all = model::footprint(m.config, holding, {length, windows, generation, candidates, observed});
        const auto estimated = static_cast<double>(all.total() - all.weights);
        std::ostringstream said;
        said << length << " tokens: measured " << measured / 1e6 << " MB, estimated " << estimated / 1e6 << " MB";
        qInfo("%s", said.str().c_str());
        QVERIFY2(measured < 1.125 * estimated + 12e6, said.str().c_str());
        QVERIFY2(measured > 0.66 * estimated, said.str().c_str());
    }
}

ROPEWALK_COMPUTE_MAIN(PeakMemoryTest)
#include "tst_peak_memory.moc"
