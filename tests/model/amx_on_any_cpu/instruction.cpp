// SPDX-License-Identifier: Apache-2.0
#include "tests/model/amx_on_any_cpu/instruction.h"

#include <cstring>

namespace amx_on_any_cpu {
namespace {

using Operation = Instruction::Operation;

/// The fields of the three bytes of a VEX prefix; R, X, B and vvvv are stored inverted.
struct Vex
{
    int r, x, b; // the high bits of ModRM.reg, SIB.index and ModRM.rm or SIB.base
    int map, w, vvvv, l, pp;
};
Vex vex(const std::uint8_t* code)
{
    const int first = code[1], second = code[2];
    return {(~first >> 7) & 1, (~first >> 6) & 1, (~first >> 5) & 1, first & 31, second >> 7, (~second >> 3) & 15,
        (second >> 2) & 1, second & 3};
}

/// What ModRM, SIB and displacement say of an operand in memory.
struct Memory
{
    std::uint64_t base; // displacement included
    std::int64_t stride;
    bool has_sib;
    int bytes; // that these fields take
};
Memory memory(const std::uint8_t* modrm, const Vex& prefix, const Registers& registers)
{
    const int mod = modrm[0] >> 6, rm = modrm[0] & 7;
    Memory out{0, 0, rm == 4, 1};
    int base = rm;
    if (out.has_sib) {
        const int sib = modrm[1], index = (sib >> 3 & 7) | prefix.x << 3;
        base = sib & 7;
        if (index != 4) // rsp's number: no index
            out.stride = std::int64_t(registers[std::size_t(index)] << (sib >> 6));
        out.bytes = 2;
    }
    const bool no_base = mod == 0 && base == 5; // a displacement alone; without SIB it counts from the next instruction
    if (!no_base)
        out.base = registers[std::size_t(base | prefix.b << 3)];
    if (mod == 1) {
        out.base += std::uint64_t(std::int64_t(std::int8_t(modrm[out.bytes])));
        out.bytes += 1;
    } else if (mod == 2 || no_base) {
        std::int32_t displacement = 0;
        std::memcpy(&displacement, modrm + out.bytes, sizeof displacement);
        out.base += std::uint64_t(std::int64_t(displacement));
        out.bytes += 4;
        if (no_base && !out.has_sib)
            out.base += reinterpret_cast<std::uint64_t>(modrm + out.bytes);
    }
    return out;
}

/// Which instruction a prefix, an opcode and the kind of operand name: pp is 0 none, 1 66, 2 F3, 3 F2.
std::optional<Operation> operation(int opcode, int pp, bool in_memory)
{
    if (opcode == 0x49 && in_memory && pp == 0)
        return Operation::load_configuration;
    if (opcode == 0x49 && in_memory && pp == 1)
        return Operation::store_configuration;
    if (opcode == 0x49 && !in_memory && pp == 0)
        return Operation::release;
    if (opcode == 0x49 && !in_memory && pp == 3)
        return Operation::zero;
    if (opcode == 0x4B && in_memory && (pp == 1 || pp == 3))
        return Operation::load;
    if (opcode == 0x4B && in_memory && pp == 2)
        return Operation::store;
    if (opcode == 0x5C && !in_memory && pp == 2)
        return Operation::multiply;
    return {};
}

} // namespace

std::optional<Instruction> decoded(const std::uint8_t* code, const Registers& registers)
{
    constexpr int three_byte_vex = 0xC4, map_0f38 = 2;
    if (code[0] != three_byte_vex)
        return {};
    const Vex prefix = vex(code);
    const std::uint8_t* modrm = code + 4;
    const bool in_memory = modrm[0] >> 6 != 3;
    const int reg = (modrm[0] >> 3 & 7) | prefix.r << 3, rm = modrm[0] & 7;
    const auto what = operation(code[3], prefix.pp, in_memory);
    if (!what || prefix.map != map_0f38 || prefix.w != 0 || prefix.l != 0)
        return {};
    Instruction out{*what, 5, reg, 0, 0, 0, 0};
    if (in_memory) {
        const Memory where = memory(modrm, prefix, registers);
        out.length = 4 + where.bytes;
        out.address = where.base;
        out.stride = where.stride;
        const bool of_tile = *what == Operation::load || *what == Operation::store;
        if (prefix.vvvv != 0 || (of_tile ? !where.has_sib || reg >= 8 : reg != 0))
            return {};
        if (!of_tile)
            out.address += std::uint64_t(where.stride);
    } else if (*what == Operation::multiply) {
        out.left = rm | prefix.b << 3;
        out.right = prefix.vvvv;
        if (reg >= 8 || out.left >= 8 || out.right >= 8)
            return {};
    } else if (prefix.vvvv != 0 || rm != 0 || (*what == Operation::release ? reg != 0 : reg >= 8)) {
        return {};
    }
    return out;
}

} // namespace amx_on_any_cpu
