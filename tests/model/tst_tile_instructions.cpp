// SPDX-License-Identifier: Apache-2.0
// Each of AMX's instructions, on the processor's tiles where it has them and else on those of amx_on_any_cpu, against
// plain loops; and what amx_on_any_cpu makes of what the assembler writes and of programs that no processor would run.
#include "core/model/kernels/cpu/instruction_sets.h"
#include "core/model/kernels/shared_arithmetic.h"
#include "tests/model/amx_on_any_cpu/emulated_tiles.h"
#include "tests/model/amx_on_any_cpu/instruction.h"

#include <QTest>
#include <cmath>
#include <csetjmp>
#include <optional>
#include <random>
#include <vector>

using namespace amx_on_any_cpu;
using namespace ropewalk::model::kernels;

namespace {

/// LDTILECFG's 64 bytes for tiles 0 … of these rows and bytes a row.
using Bytes64 = std::array<std::uint8_t, 64>;
Bytes64 configuration(const std::vector<std::array<int, 2>>& tiles)
{
    Bytes64 out = {1};
    for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
        out[16 + 2 * tile] = std::uint8_t(tiles[tile][1]);
        out[48 + tile] = std::uint8_t(tiles[tile][0]);
    }
    return out;
}
void configure(const Bytes64& from)
{
    asm volatile("ldtilecfg %0" : : "m"(from));
}
void release()
{
    asm volatile("tilerelease");
}

// The tiles of an instruction are in its text.
#define LOAD(tile, from, stride) \
    asm volatile("tileloadd (%0,%1), %%tmm" #tile : : "r"(from), "r"(std::int64_t(stride)) : "memory")
#define STORE(tile, to, stride) \
    asm volatile("tilestored %%tmm" #tile ", (%0,%1)" : : "r"(to), "r"(std::int64_t(stride)) : "memory")
/// Tile 0 += tile 1 · tile 2.
void multiply()
{
    asm volatile("tdpbf16ps %tmm2, %tmm1, %tmm0");
}

/// What the assembler makes of an instruction.
struct Code
{
    const std::uint8_t* begin;
    std::int64_t length;
};
#define ASSEMBLED(text)                                                                              \
    [] {                                                                                             \
        Code code;                                                                                   \
        asm(".pushsection .text.only_read, \"ax\"; 771: " text "; 772: .byte 0; .popsection; "       \
            "lea 771b(%%rip), %0; mov $(772b - 771b), %1"                                            \
            : "=r"(code.begin), "=r"(code.length));                                                  \
        return code;                                                                                 \
    }()

using Operation = Instruction::Operation;

/// Any number, another one for every register.
Registers some_registers()
{
    Registers out;
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = 0x100000 * (i + 1) + 7 * i;
    return out;
}
enum { rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15 };

float widened(Bf16 x)
{
    return from_bfloat16(x);
}

/// Factors of rows × pairs and pairs × columns: whole numbers, so that every order of summing gives the same.
struct Product
{
    int rows, pairs, columns;
    std::vector<Bf16> left, right; // right: [pair][column][2]
    std::vector<float> sums;
    Product(int rows_, int pairs_, int columns_) : rows(rows_), pairs(pairs_), columns(columns_)
    {
        std::mt19937 generator(7);
        const auto number = [&] { return float(int(generator() % 33) - 16); };
        for (int i = 0; i < 2 * rows * pairs; ++i)
            left.push_back(to_bfloat16(number()));
        for (int i = 0; i < 2 * pairs * columns; ++i)
            right.push_back(to_bfloat16(number()));
        for (int i = 0; i < rows * columns; ++i)
            sums.push_back(number());
    }
    Bytes64 tiles() const { return configuration({{rows, 4 * columns}, {rows, 4 * pairs}, {pairs, 4 * columns}}); }
    /// By the instruction.
    std::vector<float> computed() const
    {
        std::vector<float> out = sums;
        configure(tiles());
        LOAD(0, out.data(), 4 * columns);
        LOAD(1, left.data(), 4 * pairs);
        LOAD(2, right.data(), 4 * columns);
        multiply();
        STORE(0, out.data(), 4 * columns);
        release();
        return out;
    }
};

} // namespace

class TileInstructionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void instructionsAreDecoded_data();
    void instructionsAreDecoded();
    void othersAreNotDecoded();
    void otherIllegalInstructionsStayIllegal();
    void configurationIsKeptAndReleased();
    void rowsAndBytesAreThoseConfigured();
    void products_data();
    void products();
    void smallNumbersCountAsZero();
    void evenAndOddNumbersAreSummedApart();
    void violations();

private:
    std::optional<EmulatedTiles> m_emulated; ///< none where the processor has tiles
};

void TileInstructionsTest::init()
{
    if (!tiles_run())
        m_emulated.emplace();
}

void TileInstructionsTest::cleanup()
{
    if (m_emulated) {
        QVERIFY2(!m_emulated->state().violation(), m_emulated->state().violation());
        QVERIFY(!m_emulated->state().configured());
    }
    m_emulated.reset();
}

void TileInstructionsTest::instructionsAreDecoded_data()
{
    QTest::addColumn<Code>("code");
    QTest::addColumn<Instruction>("expected"); // without the length
    const Registers r = some_registers();
    const auto row = [](const char* name, Code code, Instruction expected) { QTest::newRow(name) << code << expected; };
    row("low registers", ASSEMBLED("tileloadd (%%rbx,%%rcx), %%tmm5"),
        {Operation::load, 0, 5, 0, 0, r[rbx], std::int64_t(r[rcx])});
    row("high registers, scale, 8 bits", ASSEMBLED("tileloaddt1 -128(%%r8,%%r9,4), %%tmm7"),
        {Operation::load, 0, 7, 0, 0, r[r8] - 128, std::int64_t(r[r9] * 4)});
    row("a high base, 32 bits", ASSEMBLED("tileloadd 0x12345(%%r15,%%rax,2), %%tmm1"),
        {Operation::load, 0, 1, 0, 0, r[r15] + 0x12345, std::int64_t(r[rax] * 2)});
    row("a high index", ASSEMBLED("tilestored %%tmm6, -1000(%%rdi,%%r14,8)"),
        {Operation::store, 0, 6, 0, 0, r[rdi] - 1000, std::int64_t(r[r14] * 8)});
    row("r12 may be an index", ASSEMBLED("tilestored %%tmm0, (%%rsi,%%r12)"),
        {Operation::store, 0, 0, 0, 0, r[rsi], std::int64_t(r[r12])});
    row("no index", ASSEMBLED("tileloadd 16(%%rdx), %%tmm2"), {Operation::load, 0, 2, 0, 0, r[rdx] + 16, 0});
    row("the stack's pointer", ASSEMBLED("tileloadd (%%rsp,%%rbp), %%tmm3"),
        {Operation::load, 0, 3, 0, 0, r[rsp], std::int64_t(r[rbp])});
    row("rbp and r13 have displacements", ASSEMBLED("tileloadd (%%rbp,%%r13), %%tmm3"),
        {Operation::load, 0, 3, 0, 0, r[rbp], std::int64_t(r[r13])});
    row("r13 as base", ASSEMBLED("tileloadd (%%r13,%%r10), %%tmm3"),
        {Operation::load, 0, 3, 0, 0, r[r13], std::int64_t(r[r10])});
    row("no base", ASSEMBLED("tileloadd 0x1000(,%%r11,2), %%tmm4"),
        {Operation::load, 0, 4, 0, 0, 0x1000, std::int64_t(r[r11] * 2)});
    row("configuration by a register", ASSEMBLED("ldtilecfg (%%rax)"),
        {Operation::load_configuration, 0, 0, 0, 0, r[rax], 0});
    row("configuration with an index", ASSEMBLED("sttilecfg 64(%%r12,%%rcx,8)"),
        {Operation::store_configuration, 0, 0, 0, 0, r[r12] + 8 * r[rcx] + 64, std::int64_t(8 * r[rcx])});
    const Code relative = ASSEMBLED("ldtilecfg 0x40(%%rip)");
    const auto next = reinterpret_cast<std::uint64_t>(relative.begin + relative.length);
    row("configuration by the next instruction", relative, {Operation::load_configuration, 0, 0, 0, 0, next + 0x40, 0});
    row("release", ASSEMBLED("tilerelease"), {Operation::release, 0, 0, 0, 0, 0, 0});
    row("zero", ASSEMBLED("tilezero %%tmm6"), {Operation::zero, 0, 6, 0, 0, 0, 0});
    row("product", ASSEMBLED("tdpbf16ps %%tmm7, %%tmm3, %%tmm1"), {Operation::multiply, 0, 1, 3, 7, 0, 0});
}

void TileInstructionsTest::instructionsAreDecoded()
{
    QFETCH(Code, code);
    QFETCH(Instruction, expected);
    const auto found = decoded(code.begin, some_registers());
    QVERIFY(found.has_value());
    QCOMPARE(std::int64_t(found->length), code.length);
    QCOMPARE(int(found->operation), int(expected.operation));
    QCOMPARE(found->tile, expected.tile);
    QCOMPARE(found->left, expected.left);
    QCOMPARE(found->right, expected.right);
    QCOMPARE(found->address, expected.address);
    QCOMPARE(found->stride, expected.stride);
}

void TileInstructionsTest::othersAreNotDecoded()
{
    for (const Code& code : {ASSEMBLED("ud2; .zero 8"), ASSEMBLED("vpermilps %%ymm1, %%ymm2, %%ymm3"),
             ASSEMBLED("tdpbssd %%tmm7, %%tmm3, %%tmm1"), ASSEMBLED("mov (%%rax), %%rbx; .zero 8"),
             ASSEMBLED(".byte 0xC4, 0xE2, 0x7B, 0x4B, 0x00; .zero 8")}) // a tile's load without SIB
        QVERIFY(!decoded(code.begin, some_registers()).has_value());
}

/// The handler from before gets them.
void TileInstructionsTest::otherIllegalInstructionsStayIllegal()
{
    static sigjmp_buf before;
    m_emulated.reset();
    struct sigaction own = {}, former = {};
    own.sa_handler = [](int) { siglongjmp(before, 1); };
    sigaction(SIGILL, &own, &former);
    volatile bool raised = false;
    {
        const EmulatedTiles tiles;
        if (sigsetjmp(before, 1) == 0)
            asm volatile("ud2");
        else
            raised = true;
    }
    sigaction(SIGILL, &former, nullptr);
    QVERIFY(raised);
}

void TileInstructionsTest::configurationIsKeptAndReleased()
{
    const Bytes64 given = configuration({{16, 64}, {3, 8}, {0, 0}, {1, 4}});
    Bytes64 kept, released;
    kept.fill(7), released.fill(7);
    configure(given);
    asm volatile("sttilecfg %0" : "=m"(kept));
    release();
    asm volatile("sttilecfg %0" : "=m"(released));
    QVERIFY(kept == given);
    QVERIFY(released == Bytes64{});
}

void TileInstructionsTest::rowsAndBytesAreThoseConfigured()
{
    constexpr int rows = 5, bytes = 12, stride = 40;
    std::vector<std::uint8_t> from(rows * stride), to(rows * stride, 0xEE), zeroed = to, whole(1024, 0xEE);
    for (std::size_t i = 0; i < from.size(); ++i)
        from[i] = std::uint8_t(i * 37);
    configure(configuration({{rows, bytes}, {16, 64}}));
    LOAD(0, from.data(), stride);
    STORE(0, to.data(), stride);
    asm volatile("tilezero %tmm0");
    STORE(0, zeroed.data(), stride);
    asm volatile("tileloaddt1 (%0), %%tmm1" : : "r"(from.data()) : "memory"); // each row the same
    STORE(1, whole.data(), 64);
    release();
    for (std::size_t i = 0; i < to.size(); ++i) {
        QCOMPARE(int(to[i]), i % stride < bytes ? int(from[i]) : 0xEE);
        QCOMPARE(int(zeroed[i]), i % stride < bytes ? 0 : 0xEE);
    }
    for (std::size_t i = 0; i < whole.size(); ++i)
        QCOMPARE(whole[i], from[i % 64]);
}

void TileInstructionsTest::products_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("pairs");
    QTest::addColumn<int>("columns");
    QTest::newRow("whole tiles") << 16 << 16 << 16;
    QTest::newRow("one number") << 1 << 1 << 1;
    QTest::newRow("three sizes") << 3 << 7 << 12;
    QTest::newRow("wide") << 2 << 16 << 5;
}

void TileInstructionsTest::products()
{
    QFETCH(int, rows);
    QFETCH(int, pairs);
    QFETCH(int, columns);
    const Product product(rows, pairs, columns);
    const std::vector<float> found = product.computed();
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) {
            double sum = product.sums[std::size_t(row * columns + column)];
            for (int i = 0; i < 2 * pairs; ++i)
                sum += double(widened(product.left[std::size_t(row * 2 * pairs + i)]))
                    * double(widened(product.right[std::size_t((i / 2 * columns + column) * 2 + i % 2)]));
            QCOMPARE(double(found[std::size_t(row * columns + column)]), sum);
        }
    if (m_emulated)
        QCOMPARE(m_emulated->state().products(), std::int64_t(1));
}

/// Factors, sums and what comes of them: what is too small to be a normal number is 0.
void TileInstructionsTest::smallNumbersCountAsZero()
{
    const auto computed = [](float left, float right, float sum) {
        Product one(1, 1, 1);
        one.left = {to_bfloat16(left), 0};
        one.right = {to_bfloat16(right), 0};
        one.sums = {sum};
        return one.computed()[0];
    };
    QCOMPARE(computed(2.0f, 3.0f, 0.5f), 6.5f);
    QCOMPARE(computed(0x1p-127f, 0x1p100f, 0.0f), 0.0f); // a factor
    QCOMPARE(computed(0x1p100f, -0x1p-130f, 0.0f), 0.0f);
    QCOMPARE(computed(0x1p-126f, 0x1p100f, 0.0f), 0x1p-26f); // the smallest normal one
    QCOMPARE(computed(0x1p-70f, 0x1p-70f, 0.0f), 0.0f); // a product
    QCOMPARE(computed(0.0f, 0.0f, 0x1p-130f), 0.0f); // a sum
    QCOMPARE(computed(-0x1p-126f, 1.0f, 0x1.8p-126f), 0.0f); // their difference
    QVERIFY(std::isnan(computed(INFINITY, 0.0f, 1.0f)));
    QCOMPARE(computed(INFINITY, -1.0f, 1.0f), -INFINITY);
}

/// Numbers that show it: beside 2^24 a 1 is lost, and ties go to even.
void TileInstructionsTest::evenAndOddNumbersAreSummedApart()
{
    const auto computed = [](std::vector<float> left, float sum) {
        Product one(1, 2, 1);
        for (std::size_t i = 0; i < 4; ++i)
            one.left[i] = to_bfloat16(left[i]), one.right[i] = to_bfloat16(1.0f);
        one.sums = {sum};
        return one.computed()[0];
    };
    QCOMPARE(computed({0x1p24f, 1, -0x1p24f, 1}, 1), 3.0f); // one after another: 1
    QCOMPARE(computed({0x1p24f, -0x1p24f, 1, 0}, 0), 0.0f); // one after another: 1
    QCOMPARE(computed({0x1p24f, 0, 3, 0}, 0), 0x1p24f + 4); // a tie
    QCOMPARE(computed({1, 1, 1, 0}, 0x1p24f), 0x1p24f + 4); // summed before they meet the sum
}

/// What a processor answers with a fault.
void TileInstructionsTest::violations()
{
    std::vector<float> memory(256);
    const Bytes64 one = configuration({{16, 64}});
    const auto said = [](const Bytes64& tiles, auto program) {
        TileState state;
        state.load_configuration(tiles.data());
        program(state);
        return QByteArray(state.violation());
    };
    const auto nothing = [](TileState&) {};
    const auto product = [](TileState& state) { state.multiply(0, 1, 2); };
    const auto changed = [&](std::size_t at, int to) {
        Bytes64 out = one;
        out[at] = std::uint8_t(to);
        return out;
    };
    QCOMPARE(said(one, nothing), QByteArray());
    QVERIFY(said(changed(0, 2), nothing).contains("palette"));
    for (const std::size_t reserved : {2, 15, 32, 47, 56, 63})
        QVERIFY(said(changed(reserved, 1), nothing).contains("reserved"));
    QVERIFY(said(configuration({{17, 64}}), nothing).contains("larger"));
    QVERIFY(said(configuration({{16, 65}}), nothing).contains("larger"));
    QVERIFY(said(configuration({{16, 0}}), nothing).contains("without bytes"));
    QVERIFY(said(Bytes64{}, product).contains("none are configured"));
    QVERIFY(said(one, [&](TileState& s) { s.load(1, memory.data(), 64); }).contains("not configured"));
    QVERIFY(said(one, [&](TileState& s) { s.store(1, memory.data(), 64); }).contains("not configured"));
    QVERIFY(said(one, [](TileState& s) { s.zero(1); }).contains("not configured"));
    QVERIFY(said(configuration({{16, 64}, {16, 64}}), [](TileState& s) { s.multiply(0, 1, 1); }).contains("three"));
    QVERIFY(said(configuration({{4, 16}, {4, 18}, {4, 16}}), product).contains("whole pairs"));
    QVERIFY(said(configuration({{4, 16}, {5, 16}, {4, 16}}), product).contains("other rows"));
    QVERIFY(said(configuration({{4, 16}, {4, 16}, {5, 16}}), product).contains("other pairs"));
    QVERIFY(said(configuration({{4, 16}, {4, 16}, {4, 20}}), product).contains("other columns"));
    QCOMPARE(said(configuration({{4, 20}, {4, 16}, {4, 20}}), product), QByteArray());
    QVERIFY(said(one, [](TileState& s) { s.release(), s.zero(0); }).contains("none are configured"));
}

QTEST_GUILESS_MAIN(TileInstructionsTest)
#include "tst_tile_instructions.moc"
