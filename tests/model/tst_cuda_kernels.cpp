// SPDX-License-Identifier: Apache-2.0
// The GPU's kernels as they are, run on the CPU by gpu_on_cpu, threads forward and backward: against the plain references
// in double precision.
#include "core/model/kernels/cuda/cuda_kernels.h"
#include "core/model/kernels/observed_kernels.h"
#include "tests/model/attention_problem.h"
#include "tests/model/gpu_on_cpu/cuda_names.h"

#include <QTest>
#include <algorithm>
#include <cstring>
#include <numeric>

using namespace attention_problem;

namespace {

/// Runs a kernel once with its threads backward and once forward: both must give the same numbers, bit by bit.
template <class Values, class Launch>
bool run_both_ways(Values& out, Launch launch)
{
    const Values before = out;
    gpu_on_cpu::order = gpu_on_cpu::Order::backward;
    int code = launch();
    const Values backward = out;
    std::copy(before.begin(), before.end(), out.begin());
    gpu_on_cpu::order = gpu_on_cpu::Order::forward;
    code = code ? code : launch();
    if (code)
        qWarning("%s", ropewalk_cuda_error(code));
    return code == 0 && std::memcmp(out.data(), backward.data(), out.size() * sizeof out[0]) == 0;
}

__global__ void pass_on(float* values, bool with_barrier)
{
    __shared__ float words[64];
    words[threadIdx.x] = values[threadIdx.x];
    if (with_barrier)
        __syncthreads();
    values[threadIdx.x] = words[(threadIdx.x + 1) % 64];
}
__global__ void leave_some_behind(float* values, bool all)
{
    if (all || threadIdx.x < 40)
        __syncthreads();
    values[threadIdx.x] = 1.0f;
}
__global__ void add_lanes(float* values, int lanes)
{
    float sum = values[threadIdx.x];
    for (int distance = lanes / 2; distance > 0; distance /= 2)
        sum += __shfl_down_sync(0xFFFFFFFFu, sum, distance);
    values[threadIdx.x] = sum;
}
cudaError_t launched(void (*kernel)(float*, bool), float* values, bool right)
{
    cudaLaunchConfig_t shape;
    shape.blockDim.x = 64;
    return cudaLaunchKernelEx(&shape, kernel, values, right);
}

} // namespace

class CudaKernelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// What these tests rely on: a lack of a barrier is seen, and so is one that not all threads reach.
    void theThreadsAreCareful()
    {
        std::vector<float> values(64);
        std::iota(values.begin(), values.end(), 0.0f);
        std::vector<float> passed = values;
        QVERIFY(run_both_ways(passed, [&] { return launched(pass_on, passed.data(), true); }));
        QCOMPARE(passed[0], 1.0f);
        QCOMPARE(passed[63], 0.0f);
        QVERIFY(!run_both_ways(values, [&] { return launched(pass_on, values.data(), false); }));
        QCOMPARE(launched(leave_some_behind, values.data(), true), cudaSuccess);
        QCOMPARE(launched(leave_some_behind, values.data(), false), cudaErrorLaunchFailure);

        std::vector<float> ones(96, 1.0f);
        ones[95] = 5.0f;
        cudaLaunchConfig_t shape;
        shape.blockDim.x = 96;
        QVERIFY(run_both_ways(ones, [&] { return cudaLaunchKernelEx(&shape, add_lanes, ones.data(), 32); }));
        QCOMPARE(ones[0], 32.0f);
        QCOMPARE(ones[32], 32.0f);
        QCOMPARE(ones[64], 36.0f);
    }

    void rotation_data()
    {
        QTest::addColumn<QList<int>>("sizes"); // batch, length, heads, KV heads, head_dim, pairs, interleaved
        QTest::newRow("one token") << QList<int>{1, 1, 1, 1, 16, 8, 0};
        QTest::newRow("two windows") << QList<int>{2, 5, 2, 1, 8, 4, 0};
        QTest::newRow("several blocks, grouped") << QList<int>{1, 33, 4, 2, 64, 32, 0};
        QTest::newRow("wide heads, partly turned") << QList<int>{1, 25, 2, 2, 80, 16, 1};
        QTest::newRow("interleaved") << QList<int>{1, 14, 2, 1, 128, 64, 1};
        QTest::newRow("odd width, partly turned") << QList<int>{1, 70, 1, 1, 7, 3, 0};
    }
    void rotation()
    {
        QFETCH(QList<int>, sizes);
        const Problem problem(sizes);
        const Shape& s = problem.shape;
        const std::int64_t rows = s.batch * s.length, heads = s.heads + s.kv_heads;
        std::vector<float> expected = problem.qkv, whole = problem.qkv;
        reference::rotate(expected.data(),
            {rows, s.length, problem.stride, heads, s.head_dim, s.pairs, s.interleaved, problem.cos.data(),
                problem.sin.data()});
        const auto turn = [&](void* x, RopewalkElement element) {
            return ropewalk_cuda_rotate(0, x, element, rows, s.length, problem.stride, heads, s.head_dim, s.pairs,
                s.interleaved, problem.cos.data(), problem.sin.data(), nullptr);
        };
        QVERIFY(run_both_ways(whole, [&] { return turn(whole.data(), ropewalk_float32); }));
        QVERIFY(worst(whole, expected, 1e-6, 1e-6) < 1); // values and the space between rows, too, which stay
        std::vector<Bf16> half = halved(problem.qkv);
        QVERIFY(run_both_ways(half, [&] { return turn(half.data(), ropewalk_bfloat16); }));
        QVERIFY(worst(widened(half), expected, 1e-6, 4.1e-3) < 1);
    }

    void losses_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("width");
        QTest::newRow("a vocabulary of one") << 2 << 1;
        QTest::newRow("less than a warp") << 3 << 7;
        QTest::newRow("a block less one") << 4 << 255;
        QTest::newRow("a block and one") << 4 << 257;
        QTest::newRow("the demo's") << 20 << 676;
        QTest::newRow("an odd vocabulary") << 3 << 32003;
    }
    void losses()
    {
        QFETCH(int, count);
        QFETCH(int, width);
        const std::int64_t stride = width + 5;
        const std::vector<float> logits = numbers(std::size_t(count * stride), 20.0f, 7);
        const std::vector<Bf16> half = halved(logits);
        std::vector<std::int64_t> targets;
        std::vector<float> expected(std::size_t(count), 0.0f);
        for (int row = 0; row < count; ++row) {
            targets.push_back((row * 7919) % width);
            reference::losses(logits.data() + row * stride, &targets.back(), 1, width, &expected[std::size_t(row)]);
        }
        for (const auto& [x, element] : {std::pair<const void*, RopewalkElement>(logits.data(), ropewalk_float32),
                 std::pair<const void*, RopewalkElement>(half.data(), ropewalk_bfloat16)}) {
            std::vector<float> found(expected.size(), NAN);
            QVERIFY(run_both_ways(found, [&, x = x, element = element] {
                return ropewalk_cuda_losses(0, x, element, targets.data(), count, width, stride, found.data(), nullptr);
            }));
            QVERIFY(worst(found, expected, 1e-5, 1e-5) < 1);
        }
    }

    void observed_data()
    {
        QTest::addColumn<QList<int>>("sizes"); // batch, length, heads, KV heads, head_dim, pairs, interleaved
        QTest::addColumn<int>("reach"); // 0 = all
        QTest::addColumn<int>("sinks");
        QTest::addColumn<float>("spread");
        QTest::newRow("one token") << QList<int>{1, 1, 1, 1, 16, 8, 0} << 0 << 4 << 0.9f;
        QTest::newRow("a tile less one") << QList<int>{1, 63, 1, 1, 32, 16, 0} << 0 << 0 << 0.9f;
        QTest::newRow("a tile and one") << QList<int>{1, 65, 3, 1, 24, 12, 0} << 0 << 1 << 0.9f;
        QTest::newRow("grouped, two windows") << QList<int>{2, 300, 4, 2, 64, 32, 0} << 0 << 17 << 0.9f;
        QTest::newRow("wide, odd, interleaved") << QList<int>{1, 130, 2, 2, 86, 16, 1} << 0 << 200 << 0.9f;
        QTest::newRow("the widest") << QList<int>{1, 140, 2, 2, 256, 128, 0} << 0 << 4 << 0.9f;
        QTest::newRow("a reach within a tile") << QList<int>{1, 200, 2, 1, 32, 16, 0} << 7 << 4 << 0.9f;
        QTest::newRow("a reach over tiles") << QList<int>{2, 260, 2, 2, 32, 16, 0} << 100 << 4 << 0.9f;
        QTest::newRow("scores of hundreds") << QList<int>{1, 200, 1, 1, 64, 32, 0} << 0 << 4 << 6.0f;
    }
    void observed()
    {
        QFETCH(QList<int>, sizes);
        QFETCH(int, reach);
        QFETCH(int, sinks);
        QFETCH(float, spread);
        Problem problem(sizes, spread);
        const Shape& s = problem.shape;
        RotateArguments turn{s.batch * s.length, s.length, problem.stride, s.heads + s.kv_heads, s.head_dim, s.pairs,
            s.interleaved, problem.cos.data(), problem.sin.data()};
        reference::rotate(problem.qkv.data(), turn);
        for (float& x : problem.qkv)
            x = from_bfloat16(to_bfloat16(x)); // both types see the same turned numbers
        const std::vector<Bf16> half = halved(problem.qkv);
        std::vector<float> unused(problem.outputs());
        AttentionArguments a = problem.attention(problem.qkv.data(), unused.data());
        a.cos = a.sin = nullptr;
        a.reach = reach;
        // Entropy, distance and sink, one list behind the other.
        const std::size_t each = std::size_t(s.batch * s.heads * s.length);
        std::vector<float> expected(3 * each);
        reference::observe(a, {expected.data(), expected.data() + each, expected.data() + 2 * each, sinks});

        for (const bool bf16 : {false, true}) {
            std::vector<float> found(expected.size(), NAN);
            const RopewalkObserve arguments{bf16 ? static_cast<const void*>(half.data()) : problem.qkv.data(),
                problem.stride, s.batch, s.length, s.heads, s.kv_heads, s.head_dim, reach > 0 ? reach : s.length, a.scale,
                sinks, found.data(), found.data() + each, found.data() + 2 * each};
            QVERIFY(run_both_ways(found, [&] {
                return ropewalk_cuda_observe(0, &arguments, bf16 ? ropewalk_bfloat16 : ropewalk_float32, nullptr);
            }));
            // A score of some hundreds has 2e-5 of its last digit in float32.
            const double absolute = spread > 1 ? 3e-4 : 3e-6;
            const auto part = [each](const std::vector<float>& all, std::size_t number) {
                const auto first = all.begin() + std::ptrdiff_t(number * each);
                return std::vector<float>(first, first + std::ptrdiff_t(each));
            };
            QVERIFY(worst(part(found, 0), part(expected, 0), absolute, 1e-4) < 1);
            QVERIFY(worst(part(found, 1), part(expected, 1), 100 * absolute, 1e-4) < 1);
            QVERIFY(worst(part(found, 2), part(expected, 2), absolute, 1e-4) < 1);
        }
    }
};

QTEST_GUILESS_MAIN(CudaKernelsTest)
#include "tst_cuda_kernels.moc"
