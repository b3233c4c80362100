// SPDX-License-Identifier: Apache-2.0
// The attention kernels of AMX's tiles as they are compiled, against the plain reference in double precision: on the
// processor's tiles where it has them, else on those of amx_on_any_cpu; where it lacks AVX-512 for bfloat16, which all but
// the products of these kernels is compiled for, that part as avx512_on_any_cpu compiles it.
#include "core/model/kernels/cpu/instruction_sets.h"
#include "core/model/verify/cpu_kernel_checks.h"
#include "tests/compute_main.h"
#include "tests/model/amx_on_any_cpu/emulated_tiles.h"
#include "tests/model/attention_problem.h"
#include "tests/model/every_kernel.h"
#include "tests/model/run_attention.h"

#include <QTest>
#include <algorithm>
#include <optional>

using namespace ropewalk::model;
using namespace attention_problem;

namespace {

/// The processor's own machine code, or what stands in for its vectors.
bool has_vectors()
{
    const KernelList list = processor_kernels();
    return std::any_of(list.items, list.items + list.count,
        [](const CpuKernels* one) { return one->set == InstructionSet::avx512_bf16; });
}
const CpuKernels& tiles()
{
    return has_vectors() ? amx_kernels : emulated_amx_kernels;
}
const CpuKernels& vectors()
{
    return has_vectors() ? avx512_bf16_kernels : emulated_avx512_bf16_kernels;
}

std::vector<float> attended(const CpuKernels& kernels, AttentionArguments arguments, std::size_t outputs)
{
    std::vector<Bf16> out(outputs, to_bfloat16(NAN));
    arguments.out = out.data();
    attend(kernels.bf16, arguments);
    return widened(out);
}

/// As near to the exact result as bfloat16's kernels are asked to be, and nearer to the kernel of the same numbers in
/// vector registers: sums in another order may round a share or a result to its other neighbour.
void compare(const Problem& problem, std::int64_t reach)
{
    std::vector<float> expected(problem.outputs());
    AttentionArguments a = problem.attention(problem.qkv.data(), expected.data());
    a.reach = reach;
    reference::attention(a);
    const std::vector<Bf16> half = halved(problem.qkv);
    a.qkv = half.data();
    const std::vector<float> found = attended(tiles(), a, expected.size());
    const std::vector<float> in_vectors = attended(vectors(), a, expected.size());
    const double far = worst(found, expected, 0.05, 0.02), apart = worst(found, in_vectors, 0.01, 0.01);
    QVERIFY2(far < 1, QByteArray::number(far).constData());
    QVERIFY2(apart < 1, QByteArray::number(apart).constData());
}

} // namespace

class TileAttentionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void listedWhereItRuns();
    void attention_data();
    void attention();
    void withinAReach_data();
    void withinAReach();
    void largeScoresStayFinite();
    void observed_data();
    void observed();
    void whatVerifyRuns();

private:
    std::optional<amx_on_any_cpu::EmulatedTiles> m_emulated; ///< none where the processor has tiles
};

void TileAttentionTest::initTestCase()
{
    qInfo("%s, %s", has_vectors() ? "AVX-512 of the processor" : "AVX-512 emulated",
        tiles_run() ? "tiles of the processor" : "tiles emulated");
}

void TileAttentionTest::init()
{
    if (!tiles_run())
        m_emulated.emplace();
}

void TileAttentionTest::cleanup()
{
    if (m_emulated) {
        QVERIFY2(!m_emulated->state().violation(), m_emulated->state().violation());
        QVERIFY(!m_emulated->state().configured()); // given back
    }
    m_emulated.reset();
}

void TileAttentionTest::listedWhereItRuns()
{
    QCOMPARE(&processor_kernels().fastest() == &amx_kernels, tiles_run());
    QCOMPARE(&cpu_kernels() == &amx_kernels, tiles_run() && instruction_limit() == InstructionSet::amx);
}

void TileAttentionTest::attention_data()
{
    QTest::addColumn<QList<int>>("sizes"); // batch, length, heads, KV heads, head_dim, pairs, interleaved
    QTest::newRow("one token") << QList<int>{1, 1, 1, 1, 16, 8, 0};
    QTest::newRow("two short windows") << QList<int>{2, 5, 2, 1, 8, 4, 0};
    QTest::newRow("odd width, partly turned") << QList<int>{1, 70, 1, 1, 7, 3, 0};
    QTest::newRow("a tile of rows and one") << QList<int>{1, 33, 1, 1, 32, 16, 0};
    QTest::newRow("a block less one") << QList<int>{1, 95, 1, 1, 40, 20, 0};
    QTest::newRow("a block and one") << QList<int>{1, 97, 3, 1, 24, 12, 1};
    QTest::newRow("grouped, two windows") << QList<int>{2, 129, 4, 2, 64, 32, 0};
    QTest::newRow("several blocks of keys") << QList<int>{1, 1045, 1, 1, 64, 32, 0};
    QTest::newRow("wide heads, partly turned") << QList<int>{1, 250, 2, 2, 80, 16, 1};
    QTest::newRow("interleaved") << QList<int>{1, 140, 2, 1, 128, 64, 1};
    QTest::newRow("wider") << QList<int>{1, 111, 2, 2, 256, 128, 0};
    QTest::newRow("the widest, less some") << QList<int>{1, 49, 1, 1, 1000, 500, 0};
    QTest::newRow("the widest") << QList<int>{1, 49, 1, 1, 1024, 512, 0};
}

void TileAttentionTest::attention()
{
    QFETCH(QList<int>, sizes);
    compare(Problem(sizes), 0);
    if (m_emulated)
        QVERIFY(m_emulated->state().products() > 0);
}

void TileAttentionTest::withinAReach_data()
{
    QTest::addColumn<qint64>("reach");
    for (const int reach : {1, 2, 31, 32, 33, 95, 96, 97, 300, 511, 512, 513, 700, 1099, 1100, 5000})
        QTest::newRow(QByteArray::number(reach).constData()) << qint64(reach);
}

void TileAttentionTest::withinAReach()
{
    QFETCH(qint64, reach);
    compare(Problem({1, 1100, 1, 1, 24, 5, 0}), reach);
}

/// Scores of ±thousands, as a bad factor set may give.
void TileAttentionTest::largeScoresStayFinite()
{
    const Problem problem({1, 300, 1, 1, 64, 32, 0}, 40.0f);
    const std::vector<Bf16> half = halved(problem.qkv);
    const AttentionArguments a = problem.attention(half.data(), nullptr);
    const std::vector<float> found = attended(tiles(), a, problem.outputs());
    QVERIFY(worst(found, attended(vectors(), a, problem.outputs()), 0.2, 1e-2) < 1);
}

void TileAttentionTest::observed_data()
{
    attention_data();
}

/// What is seen of the attention is that of the vectors' kernel, but for the order of sums.
void TileAttentionTest::observed()
{
    QFETCH(QList<int>, sizes);
    const Problem problem(sizes, 0.9f);
    const std::size_t count = std::size_t(problem.shape.batch * problem.shape.heads * problem.shape.length);
    const std::vector<Bf16> half = halved(problem.qkv);
    std::vector<Bf16> out(problem.outputs());
    const auto seen = [&](const CpuKernels& kernels) {
        std::vector<float> numbers(3 * count, NAN);
        observe(*kernels.observed->bf16, problem.attention(half.data(), out.data()),
            {numbers.data(), numbers.data() + count, numbers.data() + 2 * count, 4});
        return numbers;
    };
    QVERIFY(worst(seen(tiles()), seen(vectors()), 3e-6, 1e-5) < 1);
}

/// The command `verify` on a processor with AMX, with its own problems and bounds.
void TileAttentionTest::whatVerifyRuns()
{
    const std::vector<verify::Check> checks = verify::check_cpu_kernels(tiles());
    QCOMPARE(checks.size(), std::size_t(12));
    for (const verify::Check& check : checks)
        QVERIFY2(check.passed, check.name.c_str());
}

ROPEWALK_COMPUTE_MAIN(TileAttentionTest)
#include "tst_tile_attention.moc"
