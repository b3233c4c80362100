// SPDX-License-Identifier: Apache-2.0
// Every CPU kernel of every instruction set, against the plain reference, at several sizes.
#include "core/model/kernels/cpu_kernels.h"
#include "core/model/scoring/attention.h"
#include "tests/compute_main.h"
#include "tests/model/attention_problem.h"
#include "tests/model/every_kernel.h"
#include "tests/model/run_attention.h"

#include <ATen/ops/from_blob.h>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <vector>

using namespace ropewalk;
using namespace ropewalk::model::kernels;
using namespace attention_problem;

class KernelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bfloat16RoundsToNearestEven();
    void logSumsMerge();
    void rows_data();
    void rows();
    void rotation_data() { shapes(); }
    void rotation();
    void attention_data() { shapes(); }
    void attention();
    void attentionWithinAReach_data();
    void attentionWithinAReach();
    void largeScoresStayFinite();
    void numbersOfAnySizeAttend();

private:
    static void shapes();
};

void KernelsTest::bfloat16RoundsToNearestEven()
{
    QCOMPARE(to_bfloat16(1.0f), Bf16(0x3F80));
    QCOMPARE(to_bfloat16(1.0f + 0x1p-8f), Bf16(0x3F80)); // a tie, to the even neighbour below
    QCOMPARE(to_bfloat16(1.0f + 0x3p-8f), Bf16(0x3F82)); // a tie, to the even neighbour above
    QCOMPARE(to_bfloat16(1.0f + 0x1.8p-8f), Bf16(0x3F81));
    QVERIFY(std::isnan(from_bfloat16(to_bfloat16(NAN))));
    QCOMPARE(from_bfloat16(to_bfloat16(-INFINITY)), -INFINITY);
}

/// What a GPU's blocks do: parts of a row summed apart and put together give the row's sum.
void KernelsTest::logSumsMerge()
{
    const std::vector<float> x = numbers(501, 30.0f, 3);
    LogSum whole, parts[7];
    for (std::size_t i = 0; i < x.size(); ++i) {
        whole = with_value(whole, x[i]);
        parts[i % 7] = with_value(parts[i % 7], x[i]);
    }
    LogSum together;
    for (const LogSum& part : parts)
        together = merged(together, part);
    const std::int64_t target = 77;
    float expected = 0;
    reference::losses(x.data(), &target, 1, std::int64_t(x.size()), &expected);
    QVERIFY(std::abs(target_loss(whole, x[77]) - expected) < 1e-4f);
    QVERIFY(std::abs(target_loss(together, x[77]) - expected) < 1e-4f);
    QCOMPARE(merged(LogSum{}, whole).sum, whole.sum);
}

void KernelsTest::rows_data()
{
    QTest::addColumn<qint64>("count");
    QTest::addColumn<qint64>("width");
    QTest::newRow("one number") << qint64(1) << qint64(1);
    QTest::newRow("less than a vector") << qint64(3) << qint64(7);
    QTest::newRow("a vector") << qint64(5) << qint64(16);
    QTest::newRow("the demo's hidden states") << qint64(33) << qint64(256);
    QTest::newRow("the demo's inner states") << qint64(9) << qint64(688);
    QTest::newRow("an odd vocabulary") << qint64(4) << qint64(32003);
}

void KernelsTest::rows()
{
    QFETCH(qint64, count);
    QFETCH(qint64, width);
    const std::vector<float> x = numbers(std::size_t(count * width), 4.0f, 1);
    const std::vector<float> both = numbers(std::size_t(2 * count * width), 6.0f, 2);
    const std::vector<float> weight = numbers(std::size_t(width), 1.0f, 3);
    const std::vector<Bf16> x16 = halved(x), both16 = halved(both), weight16 = halved(weight);
    std::vector<std::int64_t> targets;
    for (qint64 row = 0; row < count; ++row)
        targets.push_back((row * 7919) % width);

    std::vector<float> norm(x.size()), product(x.size()), loss(std::size_t(count), 0.0f);
    reference::rms_norm(x.data(), weight.data(), 1e-5f, count, width, norm.data());
    reference::swiglu(both.data(), count, width, product.data());
    reference::losses(x.data(), targets.data(), count, width, loss.data());

    for (const CpuKernels* one : every_kernel()) {
        const CpuKernels& kernels = *one;
        std::vector<float> out(x.size()), losses(std::size_t(count), 0.0f);
        std::vector<Bf16> out16(x.size());
        kernels.f32.rms_norm(x.data(), weight.data(), 1e-5f, count, width, out.data());
        QVERIFY2(worst(out, norm, 1e-6, 1e-5) < 1, kernels.name);
        kernels.bf16.rms_norm(x16.data(), weight16.data(), 1e-5f, count, width, out16.data());
        QVERIFY2(worst(widened(out16), norm, 1e-6, 4.1e-3) < 1, kernels.name);
        kernels.f32.swiglu(both.data(), count, width, out.data());
        QVERIFY2(worst(out, product, 1e-6, 1e-5) < 1, kernels.name);
        kernels.bf16.swiglu(both16.data(), count, width, out16.data());
        QVERIFY2(worst(widened(out16), product, 1e-6, 4.1e-3) < 1, kernels.name);
        kernels.f32.losses(x.data(), targets.data(), count, width, losses.data());
        QVERIFY2(worst(losses, loss, 1e-4, 1e-5) < 1, kernels.name);
        kernels.bf16.losses(x16.data(), targets.data(), count, width, losses.data());
        QVERIFY2(worst(losses, loss, 1e-4, 1e-5) < 1, kernels.name);
    }
}

void KernelsTest::shapes()
{
    QTest::addColumn<QList<int>>("sizes"); // batch, length, heads, KV heads, head_dim, pairs, interleaved
    QTest::newRow("one token") << QList<int>{1, 1, 1, 1, 16, 8, 0};
    QTest::newRow("two short windows") << QList<int>{2, 5, 2, 1, 8, 4, 0};
    QTest::newRow("a block less one") << QList<int>{1, 95, 1, 1, 32, 16, 0};
    QTest::newRow("a block and one") << QList<int>{1, 97, 3, 1, 24, 12, 0};
    QTest::newRow("a key block and one") << QList<int>{2, 129, 2, 2, 64, 32, 0};
    QTest::newRow("several blocks, grouped") << QList<int>{1, 333, 4, 2, 64, 32, 0};
    QTest::newRow("wide heads, partly turned") << QList<int>{1, 250, 2, 2, 80, 16, 1};
    QTest::newRow("interleaved") << QList<int>{1, 140, 2, 1, 128, 64, 1};
    QTest::newRow("odd width, partly turned") << QList<int>{1, 70, 1, 1, 7, 3, 0};
}

void KernelsTest::rotation()
{
    QFETCH(QList<int>, sizes);
    const Problem problem(sizes);
    const Shape& s = problem.shape;
    const RotateArguments arguments{s.batch * s.length, s.length, problem.stride, s.heads, s.head_dim, s.pairs,
        s.interleaved, problem.cos.data(), problem.sin.data()};
    std::vector<float> expected = problem.qkv;
    reference::rotate(expected.data(), arguments);
    QVERIFY(expected != problem.qkv);
    for (const CpuKernels* one : every_kernel()) {
        std::vector<float> x = problem.qkv;
        one->f32.rotate(x.data(), arguments);
        QVERIFY2(worst(x, expected, 1e-6, 1e-6) < 1, one->name);
        std::vector<Bf16> x16 = halved(problem.qkv);
        one->bf16.rotate(x16.data(), arguments);
        QVERIFY2(worst(widened(x16), expected, 1e-6, 4.1e-3) < 1, one->name);
    }
}

void KernelsTest::attention()
{
    QFETCH(QList<int>, sizes);
    const Problem problem(sizes);
    std::vector<float> expected(problem.outputs());
    reference::attention(problem.attention(problem.qkv.data(), expected.data()));
    const std::vector<Bf16> qkv16 = halved(problem.qkv);
    for (const CpuKernels* one : every_kernel()) {
        std::vector<float> out(expected.size(), NAN);
        attend(one->f32, problem.attention(problem.qkv.data(), out.data()));
        QVERIFY2(worst(out, expected, 2e-5, 1e-5) < 1, one->name);
        // bfloat16 rounds queries, keys and shares to 8 bits: some hundredths at scores of this size.
        std::vector<Bf16> out16(expected.size(), to_bfloat16(NAN));
        attend(one->bf16, problem.attention(qkv16.data(), out16.data()));
        QVERIFY2(worst(widened(out16), expected, 0.05, 0.02) < 1, one->name);
    }
}

void KernelsTest::attentionWithinAReach_data()
{
    QTest::addColumn<qint64>("reach");
    for (const int reach : {1, 2, 95, 96, 97, 300, 511, 512, 513, 700, 1299, 1300, 5000})
        QTest::newRow(QByteArray::number(reach).constData()) << qint64(reach);
}

/// A query sees so many keys, its own counted: the kernels and libtorch's attention in blocks, over several of both
/// blocks of queries and of keys.
void KernelsTest::attentionWithinAReach()
{
    QFETCH(qint64, reach);
    const Problem problem({1, 1300, 2, 1, 24, 5, 0});
    const Shape& s = problem.shape;
    std::vector<float> expected(problem.outputs());
    const auto within = [&](const void* from, void* out) {
        AttentionArguments arguments = problem.attention(from, out);
        arguments.reach = reach;
        return arguments;
    };
    reference::attention(within(problem.qkv.data(), expected.data()));
    const std::vector<Bf16> qkv16 = halved(problem.qkv);
    for (const CpuKernels* one : every_kernel()) {
        std::vector<float> out(expected.size(), NAN);
        attend(one->f32, within(problem.qkv.data(), out.data()));
        QVERIFY2(worst(out, expected, 2e-5, 1e-5) < 1, one->name);
        std::vector<Bf16> out16(expected.size(), to_bfloat16(NAN));
        attend(one->bf16, within(qkv16.data(), out16.data()));
        QVERIFY2(worst(widened(out16), expected, 0.05, 0.02) < 1, one->name);
    }

    formats::ModelConfig config;
    config.heads = int(s.heads), config.kv_heads = int(s.kv_heads);
    config.geometry = {.head_dim = int(s.head_dim), .rotary_dim = int(2 * s.pairs)};
    const auto tensor = [](const std::vector<float>& x, std::int64_t width) {
        return at::from_blob(const_cast<float*>(x.data()), {std::int64_t(x.size()) / width, width}, at::kFloat).clone();
    };
    const at::Tensor qkv = tensor(problem.qkv, problem.stride).narrow(1, 0, problem.stride - 3).contiguous();
    const model::Rotation rotation{tensor(problem.cos, s.pairs), tensor(problem.sin, s.pairs)};
    const auto chosen = model::window_attention(config, qkv, 1, rotation, reach);
    QVERIFY(chosen.has_value());
    for (const at::Tensor& out : {model::library_attention(config, qkv, 1, rotation, reach), *chosen})
        QVERIFY(worst({out.const_data_ptr<float>(), out.const_data_ptr<float>() + out.numel()}, expected, 2e-5, 1e-5)
            < 1);
}

/// Scores of ±thousands, as a bad factor set may give: the running softmax neither overflows nor gives NaN.
void KernelsTest::largeScoresStayFinite()
{
    const Problem problem({1, 300, 1, 1, 64, 32, 0}, 40.0f);
    std::vector<float> expected(problem.outputs());
    reference::attention(problem.attention(problem.qkv.data(), expected.data()));
    for (const CpuKernels* one : every_kernel()) {
        std::vector<float> out(expected.size(), NAN);
        attend(one->f32, problem.attention(problem.qkv.data(), out.data()));
        QVERIFY2(worst(out, expected, 0.2, 1e-2) < 1, one->name);
    }
}

/// Queries, keys and values far outside float16's range on either side, with the scores of ordinary ones.
void KernelsTest::numbersOfAnySizeAttend()
{
    Problem problem({1, 200, 1, 1, 64, 32, 0});
    std::vector<float> expected(problem.outputs());
    reference::attention(problem.attention(problem.qkv.data(), expected.data()));
    constexpr int powers[] = {30, -30, 40}; // of queries, keys, values
    for (std::size_t i = 0; i < problem.qkv.size(); ++i)
        if (const auto slot = std::int64_t(i) % problem.stride / problem.shape.head_dim; slot < 3)
            problem.qkv[i] = std::ldexp(problem.qkv[i], powers[slot]);
    const std::vector<Bf16> qkv16 = halved(problem.qkv);
    for (const CpuKernels* one : every_kernel()) {
        std::vector<Bf16> out16(expected.size(), to_bfloat16(NAN));
        attend(one->bf16, problem.attention(qkv16.data(), out16.data()));
        std::vector<float> out = widened(out16);
        for (float& x : out)
            x = std::ldexp(x, -powers[2]);
        QVERIFY2(worst(out, expected, 0.05, 0.02) < 1, one->name);
    }
}

ROPEWALK_COMPUTE_MAIN(KernelsTest)
#include "tst_kernels.moc"
