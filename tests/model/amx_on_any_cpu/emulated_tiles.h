// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/model/amx_on_any_cpu/tile_state.h"

#include <csignal>

namespace amx_on_any_cpu {

/// While it lives, machine code with AMX's instructions runs on a processor without them: each raises SIGILL, is decoded
/// and done to a software's tiles. Any other illegal instruction ends the process, as ever. One at a time, and one thread
/// that runs such code.
class EmulatedTiles
{
public:
    EmulatedTiles();
    ~EmulatedTiles();
    EmulatedTiles(const EmulatedTiles&) = delete;
    EmulatedTiles& operator=(const EmulatedTiles&) = delete;

    const TileState& state() const { return m_state; }

private:
    static void on_illegal_instruction(int, siginfo_t*, void* context);

    TileState m_state;
    struct sigaction m_former = {};
};

} // namespace amx_on_any_cpu
