// SPDX-License-Identifier: Apache-2.0
// Entropy, distance and sinks of attention: every instruction set's kernel and libtorch's flash attention against the
// plain reference in double precision.
#include "core/model/kernels/observed_kernels.h"
#include "core/model/scoring/observed_attention.h"
#include "tests/compute_main.h"
#include "tests/model/attention_problem.h"
#include "tests/model/every_kernel.h"
#include "tests/model/run_attention.h"

#include <ATen/ops/from_blob.h>
#include <QTest>
#include <cmath>

using namespace ropewalk;
using namespace attention_problem;

namespace {

/// What is observed, and what attention gave.
struct Seen
{
    std::vector<float> entropy, distance, sink, out;
    explicit Seen(const Problem& p)
        : entropy(std::size_t(p.shape.batch * p.shape.heads * p.shape.length), NAN)
        , distance(entropy)
        , sink(entropy)
        , out(p.outputs(), NAN)
    {
    }
    Observation to(std::int64_t sinks) { return {entropy.data(), distance.data(), sink.data(), sinks}; }
};

AttentionArguments within(const Problem& problem, const void* from, void* out, std::int64_t reach)
{
    AttentionArguments arguments = problem.attention(from, out);
    arguments.reach = reach;
    return arguments;
}

Seen expected(const Problem& problem, std::int64_t reach, std::int64_t sinks)
{
    Seen seen(problem);
    const AttentionArguments a = within(problem, problem.qkv.data(), seen.out.data(), reach);
    reference::attention(a);
    reference::observe(a, seen.to(sinks));
    return seen;
}

/// Relative 1e-4, as far as a float32 score of some tens can be exact.
void compare(const Seen& found, const Seen& expected, const char* name, double absolute = 3e-6, double relative = 1e-4)
{
    QVERIFY2(worst(found.entropy, expected.entropy, absolute, relative) < 1, name);
    QVERIFY2(worst(found.distance, expected.distance, 100 * absolute, relative) < 1, name);
    QVERIFY2(worst(found.sink, expected.sink, absolute, relative) < 1, name);
}

formats::ModelConfig config_of(const Shape& s)
{
    formats::ModelConfig config;
    config.heads = int(s.heads), config.kv_heads = int(s.kv_heads);
    config.geometry = {.head_dim = int(s.head_dim), .rotary_dim = int(2 * s.pairs)};
    if (s.interleaved)
        config.geometry.layout = rope::PairLayout::interleaved;
    return config;
}

} // namespace

class ObservedAttentionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kernels_data();
    void kernels();
    void withinAReach_data();
    void withinAReach();
    void largeScores();
    void evenAttentionIsKnown();
    void bfloat16SeesWhatItMultiplies();
    void refusesAndStops();
};

void ObservedAttentionTest::kernels_data()
{
    QTest::addColumn<QList<int>>("sizes"); // batch, length, heads, KV heads, head_dim, pairs, interleaved
    QTest::addColumn<int>("sinks");
    QTest::newRow("one token") << QList<int>{1, 1, 1, 1, 16, 8, 0} << 4;
    QTest::newRow("two short windows") << QList<int>{2, 5, 2, 1, 8, 4, 0} << 2;
    QTest::newRow("a block less one") << QList<int>{1, 95, 1, 1, 32, 16, 0} << 0;
    QTest::newRow("a block and one") << QList<int>{1, 97, 3, 1, 24, 12, 0} << 1;
    QTest::newRow("grouped, two key blocks") << QList<int>{2, 700, 4, 2, 64, 32, 0} << 17;
    QTest::newRow("wide heads, partly turned") << QList<int>{1, 250, 2, 2, 80, 16, 1} << 4;
    QTest::newRow("interleaved") << QList<int>{1, 140, 2, 1, 128, 64, 1} << 256;
    QTest::newRow("the widest") << QList<int>{1, 600, 2, 2, 256, 128, 0} << 4;
    QTest::newRow("odd width, partly turned") << QList<int>{1, 70, 1, 1, 7, 3, 0} << 3;
}

void ObservedAttentionTest::kernels()
{
    QFETCH(QList<int>, sizes);
    QFETCH(int, sinks);
    const Problem problem(sizes, 0.9f);
    const Shape& s = problem.shape;
    const Seen reference = expected(problem, 0, sinks);
    for (const CpuKernels* one : every_kernel()) {
        Seen seen(problem);
        observe(*one->observed->f32, within(problem, problem.qkv.data(), seen.out.data(), 0), seen.to(sinks));
        compare(seen, reference, one->name);
        QVERIFY2(worst(seen.out, reference.out, 2e-5, 1e-5) < 1, one->name);
    }
    const auto tensor = [](const std::vector<float>& x, std::int64_t width) {
        return at::from_blob(const_cast<float*>(x.data()), {std::int64_t(x.size()) / width, width}, at::kFloat).clone();
    };
    const at::Tensor qkv = tensor(problem.qkv, problem.stride).narrow(1, 0, problem.stride - 3).contiguous();
    const auto library = model::library_observed(
        config_of(s), qkv, s.batch, {tensor(problem.cos, s.pairs), tensor(problem.sin, s.pairs)}, 0, sinks);
    QVERIFY(library.has_value());
    Seen seen(problem);
    const auto copied = [](const at::Tensor& x) {
        return std::vector<float>(x.const_data_ptr<float>(), x.const_data_ptr<float>() + x.numel());
    };
    seen.entropy = copied(library->entropy), seen.distance = copied(library->distance), seen.sink = copied(library->sink);
    compare(seen, reference, "libtorch", 1e-5); // LSE − Σ p·s cancels
    QVERIFY(worst(copied(library->attended), reference.out, 2e-5, 1e-5) < 1);
}

void ObservedAttentionTest::withinAReach_data()
{
    QTest::addColumn<qint64>("reach");
    for (const int reach : {1, 2, 95, 96, 97, 511, 512, 513, 1299, 1300, 5000})
        QTest::newRow(QByteArray::number(reach).constData()) << qint64(reach);
}

void ObservedAttentionTest::withinAReach()
{
    QFETCH(qint64, reach);
    const Problem problem({1, 1300, 2, 1, 24, 5, 0}, 0.9f);
    const Shape& s = problem.shape;
    const Seen reference = expected(problem, reach, 4);
    for (const CpuKernels* one : every_kernel()) {
        Seen seen(problem);
        observe(*one->observed->f32, within(problem, problem.qkv.data(), seen.out.data(), reach), seen.to(4));
        compare(seen, reference, one->name);
        QVERIFY2(worst(seen.out, reference.out, 2e-5, 1e-5) < 1, one->name);
    }
    const auto tensor = [](const std::vector<float>& x, std::int64_t width) {
        return at::from_blob(const_cast<float*>(x.data()), {std::int64_t(x.size()) / width, width}, at::kFloat).clone();
    };
    const at::Tensor qkv = tensor(problem.qkv, problem.stride).narrow(1, 0, problem.stride - 3).contiguous();
    const model::Rotation rotation{tensor(problem.cos, s.pairs), tensor(problem.sin, s.pairs)};
    const auto copied = [](const at::Tensor& x) {
        return std::vector<float>(x.const_data_ptr<float>(), x.const_data_ptr<float>() + x.numel());
    };
    for (const auto& observed : {model::observed_attention(config_of(s), qkv, 1, rotation, reach, 4),
             model::library_observed(config_of(s), qkv, 1, rotation, reach, 4)}) {
        QVERIFY(observed.has_value());
        Seen seen(problem);
        seen.entropy = copied(observed->entropy), seen.distance = copied(observed->distance);
        seen.sink = copied(observed->sink);
        compare(seen, reference, "through the model's call", 1e-5);
        QVERIFY(worst(copied(observed->attended), reference.out, 2e-5, 1e-5) < 1);
    }
}

/// Scores of ±thousands: one key takes nearly all, and nothing overflows.
void ObservedAttentionTest::largeScores()
{
    const Problem problem({1, 300, 1, 1, 64, 32, 0}, 40.0f);
    const Seen reference = expected(problem, 0, 4);
    for (const CpuKernels* one : every_kernel()) {
        Seen seen(problem);
        observe(*one->observed->f32, within(problem, problem.qkv.data(), seen.out.data(), 0), seen.to(4));
        compare(seen, reference, one->name, 1e-3, 1e-2);
    }
}

/// Zero queries attend evenly: ln(visible), the middle of what is visible, and sinks by their share.
void ObservedAttentionTest::evenAttentionIsKnown()
{
    Problem problem({1, 1500, 1, 1, 16, 8, 0});
    for (std::int64_t n = 0; n < problem.shape.length; ++n)
        std::fill_n(problem.qkv.begin() + n * problem.stride, 16, 0.0f);
    const std::vector<Bf16> half = halved(problem.qkv);
    for (const CpuKernels* one : every_kernel())
        for (const bool is_half : {false, true}) {
            Seen seen(problem);
            std::vector<Bf16> out(problem.outputs());
            if (is_half)
                observe(*one->observed->bf16, within(problem, half.data(), out.data(), 0), seen.to(4));
            else
                observe(*one->observed->f32, within(problem, problem.qkv.data(), seen.out.data(), 0), seen.to(4));
            for (std::size_t n = 0; n < 1500; ++n) {
                QVERIFY(std::abs(seen.entropy[n] - std::log(double(n + 1))) < 1e-5);
                QVERIFY(std::abs(seen.distance[n] - double(n) / 2) < 1e-3);
                QVERIFY(std::abs(seen.sink[n] - std::min(1.0, 4.0 / double(n + 1))) < 1e-6);
            }
        }
}

/// In bfloat16 queries and keys are rounded after they are turned; the entropy is that of their products.
void ObservedAttentionTest::bfloat16SeesWhatItMultiplies()
{
    Problem problem({1, 700, 2, 1, 64, 32, 0}, 0.9f);
    Problem turned = problem;
    const Shape& s = problem.shape;
    reference::rotate(turned.qkv.data(),
        {s.batch * s.length, s.length, problem.stride, s.heads + s.kv_heads, s.head_dim, s.pairs, false,
            problem.cos.data(), problem.sin.data()});
    turned.qkv = widened(halved(turned.qkv)); // as a bfloat16 model keeps them
    const auto plain = [](AttentionArguments a) {
        a.cos = a.sin = nullptr;
        return a;
    };
    Seen reference(turned);
    reference::observe(plain(turned.attention(turned.qkv.data(), reference.out.data())), reference.to(4));
    const std::vector<Bf16> half = halved(turned.qkv);
    for (const CpuKernels* one : every_kernel()) {
        Seen seen(turned);
        std::vector<Bf16> out(turned.outputs());
        observe(*one->observed->bf16, plain(turned.attention(half.data(), out.data())), seen.to(4));
        // Scaling a query rounds it once more where products are of bfloat16.
        compare(seen, reference, one->name, 2e-3, 1e-2);
    }
}

void ObservedAttentionTest::refusesAndStops()
{
    const Problem problem({1, 64, 1, 1, 16, 8, 0});
    const at::Tensor qkv
        = at::from_blob(const_cast<float*>(problem.qkv.data()), {64, problem.stride}, at::kFloat)
              .narrow(1, 0, problem.stride - 3)
              .contiguous();
    const auto config = config_of(problem.shape);
    QVERIFY(!model::observed_attention(config, qkv, 1, {}, 0, -1).has_value());
    QVERIFY(!model::observed_attention(config, qkv, 1, {}, 0, most_sink_keys + 1).has_value());
    QVERIFY(model::library_observed(config, qkv, 1, {}, 0, 4, [] { return false; }).error().cancelled);
}

ROPEWALK_COMPUTE_MAIN(ObservedAttentionTest)
#include "tst_observed_attention.moc"
