// SPDX-License-Identifier: Apache-2.0
// The matrix products of attention in AMX's tile registers, eight of 16 rows of 64 bytes: 32 rows × 32 sums of pairs of
// bfloat16 at once. Only for a file that is compiled for AMX.
#pragma once

#include "core/model/kernels/cpu/register_dots.h"

namespace ropewalk::model::kernels {
namespace {

/// What LDTILECFG reads (Intel's Software Developer's Manual, volume 1, "tile configuration").
struct TileConfiguration
{
    std::uint8_t palette, start_row, reserved[14];
    std::uint16_t row_bytes[16];
    std::uint8_t rows[16];
};
static_assert(sizeof(TileConfiguration) == 64);
alignas(64) constexpr TileConfiguration whole_tiles{
    1, 0, {}, {64, 64, 64, 64, 64, 64, 64, 64}, {16, 16, 16, 16, 16, 16, 16, 16}};

/// Pairs of bfloat16, laid out as for the vector's products: keys [pairs][key] and values [pairs of keys][width] are what
/// a tile takes as the right factor, queries and shares what it takes as the left one.
struct TileDot : Bf16Dot
{
    static constexpr int score_rows = 32, value_rows = 32, value_columns = 2;
    static constexpr std::int64_t depth_step = 16;
    static_assert(lanes == 16 && score_columns == 2);

    /// The tiles are this thread's as long as it lives.
    struct Session
    {
        Session() { _tile_loadconfig(&whole_tiles); }
        ~Session() { _tile_release(); }
        Session(const Session&) = delete;
        Session& operator=(const Session&) = delete;
    };

    /// Sums in tiles 0 … 3, two rows of two; A in 4 and 5, B in 6 and 7, each used twice. The intrinsics take the tiles'
    /// numbers as literals only.
    template <int Rows, int Columns>
    ROPEWALK_INLINE void multiply(const Unit* a, std::int64_t a_stride, const Unit* b, std::int64_t b_stride,
        std::int64_t depth, float* out, std::int64_t out_stride, bool add)
    {
        static_assert(Rows == 32 && (Columns == 1 || Columns == 2));
        constexpr bool both = Columns == 2;
        constexpr std::int64_t bytes = sizeof(Unit), next = 16; // rows, columns or units of one tile
        static_assert(sizeof(float) == sizeof(Unit));
        // To GCC 12 a tile's load reads no memory: what was stored until here must have been.
        asm volatile("" ::: "memory");
        if (add) {
            _tile_loadd(0, out, out_stride * bytes);
            _tile_loadd(2, out + next * out_stride, out_stride * bytes);
            if constexpr (both) {
                _tile_loadd(1, out + next, out_stride * bytes);
                _tile_loadd(3, out + next * out_stride + next, out_stride * bytes);
            }
        } else {
            _tile_zero(0);
            _tile_zero(2);
            if constexpr (both) {
                _tile_zero(1);
                _tile_zero(3);
            }
        }
#pragma GCC unroll 1 // the products take far longer than the loop
        for (std::int64_t i = 0; i < depth; i += depth_step, a += depth_step, b += depth_step * b_stride) {
            _tile_loadd(6, b, b_stride * bytes);
            _tile_loadd(4, a, a_stride * bytes);
            _tile_dpbf16ps(0, 4, 6);
            _tile_loadd(5, a + next * a_stride, a_stride * bytes);
            _tile_dpbf16ps(2, 5, 6);
            if constexpr (both) {
                _tile_loadd(7, b + next, b_stride * bytes);
                _tile_dpbf16ps(1, 4, 7);
                _tile_dpbf16ps(3, 5, 7);
            }
        }
        _tile_stored(0, out, out_stride * bytes);
        _tile_stored(2, out + next * out_stride, out_stride * bytes);
        if constexpr (both) {
            _tile_stored(1, out + next, out_stride * bytes);
            _tile_stored(3, out + next * out_stride + next, out_stride * bytes);
        }
    }
};

} // namespace
} // namespace ropewalk::model::kernels
