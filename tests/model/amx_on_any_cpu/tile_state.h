// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace amx_on_any_cpu {

/// AMX's tile registers of palette 1 and what its instructions do to them, as their operation is written in Intel's
/// Software Developer's Manual, volume 2. Where a processor answers with a fault, the instruction does nothing and the
/// reason is kept. Nothing here allocates: a signal handler calls it.
class TileState
{
public:
    static constexpr int tiles = 8, most_rows = 16, most_row_bytes = 64;

    void load_configuration(const void* from); ///< LDTILECFG, 64 bytes
    void store_configuration(void* to); ///< STTILECFG, 64 bytes
    void release(); ///< TILERELEASE
    void zero(int tile); ///< TILEZERO
    void load(int tile, const void* from, std::int64_t stride); ///< TILELOADD and TILELOADDT1; bytes between rows
    void store(int tile, void* to, std::int64_t stride); ///< TILESTORED
    void multiply(int sums, int left, int right); ///< TDPBF16PS

    bool configured() const { return m_configuration.palette != 0; }
    std::int64_t products() const { return m_products; } ///< multiply() calls until now
    const char* violation() const { return m_violation; } ///< the first; null = none

private:
    /// The 64 bytes of memory, field by field.
    struct Configuration
    {
        std::uint8_t palette, start_row, reserved[14];
        std::uint16_t row_bytes[16];
        std::uint8_t rows[16];
    };
    union Row {
        std::uint8_t bytes[most_row_bytes];
        std::uint16_t halves[most_row_bytes / 2];
        float floats[most_row_bytes / 4];
    };

    /// Keeps the reason unless the condition holds; gives the condition.
    bool require(bool condition, const char* otherwise);
    bool usable(int tile);
    int rows(int tile) const { return m_configuration.rows[tile]; }
    int row_bytes(int tile) const { return m_configuration.row_bytes[tile]; }
    void zero_rows(int tile, int first);

    Configuration m_configuration = {};
    Row m_tiles[tiles][most_rows] = {};
    std::int64_t m_products = 0;
    const char* m_violation = nullptr;
};

} // namespace amx_on_any_cpu
