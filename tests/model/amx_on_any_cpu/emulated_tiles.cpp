// SPDX-License-Identifier: Apache-2.0
#include "tests/model/amx_on_any_cpu/emulated_tiles.h"

#include "tests/model/amx_on_any_cpu/instruction.h"

#include <ucontext.h>

namespace amx_on_any_cpu {
namespace {

EmulatedTiles* emulating = nullptr; // a signal handler is told of nothing else

void perform(const Instruction& instruction, TileState& state)
{
    void* const memory = reinterpret_cast<void*>(instruction.address);
    switch (instruction.operation) {
    case Instruction::Operation::load_configuration:
        return state.load_configuration(memory);
    case Instruction::Operation::store_configuration:
        return state.store_configuration(memory);
    case Instruction::Operation::release:
        return state.release();
    case Instruction::Operation::zero:
        return state.zero(instruction.tile);
    case Instruction::Operation::load:
        return state.load(instruction.tile, memory, instruction.stride);
    case Instruction::Operation::store:
        return state.store(instruction.tile, memory, instruction.stride);
    case Instruction::Operation::multiply:
        return state.multiply(instruction.tile, instruction.left, instruction.right);
    }
}

} // namespace

EmulatedTiles::EmulatedTiles()
{
    emulating = this;
    struct sigaction own = {};
    own.sa_sigaction = on_illegal_instruction;
    own.sa_flags = SA_SIGINFO;
    sigemptyset(&own.sa_mask);
    sigaction(SIGILL, &own, &m_former);
}

EmulatedTiles::~EmulatedTiles()
{
    sigaction(SIGILL, &m_former, nullptr);
    emulating = nullptr;
}

void EmulatedTiles::on_illegal_instruction(int, siginfo_t*, void* context)
{
    constexpr int order[] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI, REG_R8, REG_R9,
        REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    greg_t* const stored = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
    Registers registers;
    for (std::size_t i = 0; i < registers.size(); ++i)
        registers[i] = std::uint64_t(stored[order[i]]);
    const auto instruction = decoded(reinterpret_cast<const std::uint8_t*>(stored[REG_RIP]), registers);
    if (!instruction) {
        sigaction(SIGILL, &emulating->m_former, nullptr); // which the same instruction now raises again
        return;
    }
    perform(*instruction, emulating->m_state);
    stored[REG_RIP] += instruction->length;
}

} // namespace amx_on_any_cpu
