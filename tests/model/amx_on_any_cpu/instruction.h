// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace amx_on_any_cpu {

/// The general registers as instructions number them: rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 … r15.
using Registers = std::array<std::uint64_t, 16>;

/// One of AMX's instructions, decoded.
struct Instruction
{
    enum class Operation {
        load_configuration,
        store_configuration,
        release,
        zero,
        load, ///< TILELOADD, and TILELOADDT1, which differs in what it asks of the caches
        store,
        multiply
    };
    Operation operation;
    int length; ///< bytes
    int tile; ///< that is written or stored; 0 where the operation has none
    int left, right; ///< factors of a product
    std::uint64_t address; ///< of the memory, a configuration's index included
    std::int64_t stride; ///< index times scale: bytes between a tile's rows
};

/// The instruction at `code`; nothing where it is not one of AMX's eight, or encoded in a way that no processor takes.
std::optional<Instruction> decoded(const std::uint8_t* code, const Registers& registers);

} // namespace amx_on_any_cpu
