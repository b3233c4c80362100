// SPDX-License-Identifier: Apache-2.0
// The GPU's kernel of observed attention, its threads called one after another on the CPU: against the plain reference in
// double precision.
#include "core/model/kernels/cuda/observed_tile.h"
#include "core/model/kernels/observed_kernels.h"
#include "tests/model/attention_problem.h"

#include <QTest>
#include <memory>

using namespace attention_problem;

namespace {

constexpr auto every_thread = [](auto&& body) {
    for (int thread = 0; thread < observed_threads; ++thread)
        body(thread);
};

/// As observed_attention.cu walks: what stands between two barriers there is one loop over the threads here.
template <class Element>
void observe(const RopewalkObserve& a)
{
    const auto shared = std::make_unique<ObservedShared>();
    std::vector<ObservedThread> own(observed_threads);
    for (std::int64_t number = 0; number < a.batch * a.heads * observed_blocks_a_head(a); ++number) {
        const ObservedBlock block = observed_block(a, number);
        every_thread([&](int thread) { observed_start(own[std::size_t(thread)]); });
        for (std::int64_t tile = observed_begin(a, block); tile < observed_end(a, block); tile += observed_tile) {
            for (std::int64_t depth = 0; depth < a.head_dim; depth += observed_depth) {
                every_thread([&](int thread) { observed_load<Element>(a, block, tile, depth, thread, *shared); });
                every_thread([&](int thread) { observed_multiply(*shared, thread, own[std::size_t(thread)]); });
            }
            every_thread([&](int thread) { observed_place(a, thread, own[std::size_t(thread)], *shared); });
            every_thread([&](int thread) { observed_watch(a, block, tile, thread, *shared, own[std::size_t(thread)]); });
        }
        every_thread([&](int thread) { observed_put(thread, own[std::size_t(thread)], *shared); });
        every_thread([&](int thread) { observed_write(a, block, thread, *shared); });
    }
}

struct Numbers
{
    std::vector<float> entropy, distance, sink;
    explicit Numbers(const Shape& s)
        : entropy(std::size_t(s.batch * s.heads * s.length), NAN)
        , distance(entropy)
        , sink(entropy)
    {
    }
};

} // namespace

class ObservedTileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesTheReference_data()
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
    void matchesTheReference()
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
        Numbers expected(s);
        reference::observe(a, {expected.entropy.data(), expected.distance.data(), expected.sink.data(), sinks});

        for (const bool bf16 : {false, true}) {
            Numbers found(s);
            const RopewalkObserve arguments{bf16 ? static_cast<const void*>(half.data()) : problem.qkv.data(),
                problem.stride, s.batch, s.length, s.heads, s.kv_heads, s.head_dim, reach > 0 ? reach : s.length, a.scale,
                sinks, found.entropy.data(), found.distance.data(), found.sink.data()};
            if (bf16)
                observe<Bf16>(arguments);
            else
                observe<float>(arguments);
            // A score of some hundreds has 2e-5 of its last digit in float32.
            const double absolute = spread > 1 ? 3e-4 : 3e-6;
            QVERIFY(worst(found.entropy, expected.entropy, absolute, 1e-4) < 1);
            QVERIFY(worst(found.distance, expected.distance, 100 * absolute, 1e-4) < 1);
            QVERIFY(worst(found.sink, expected.sink, absolute, 1e-4) < 1);
        }
    }
};

QTEST_GUILESS_MAIN(ObservedTileTest)
#include "tst_observed_tile.moc"
