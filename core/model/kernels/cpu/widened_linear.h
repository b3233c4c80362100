// SPDX-License-Identifier: Apache-2.0
// x·Wᵀ of bfloat16 by products of float32, for the instruction set of the file that includes this: for processors without
// arithmetic of bfloat16. W is read as it is stored and never kept a second time; a part of it is widened and transposed in
// the thread's own memory, once for all rows of a call.
#pragma once

#include "core/model/kernels/cpu/product_rows.h"
#include "core/model/kernels/cpu/register_dots.h"

namespace ropewalk::model::kernels {
namespace {

struct WidenedLinear
{
    static constexpr int tile_rows = FloatDot::score_rows, tile_registers = FloatDot::score_columns;
    static constexpr std::int64_t tile_outputs = tile_registers * lanes;
    // x of a block of rows stays in the second cache while the tiles of a part of W pass by, each of them in the first.
    // Results are written some lines of memory at a time: a row's neighbour may lie a page apart.
    static constexpr std::int64_t most_rows = 1024, block_rows = 96, inputs_together = 256, outputs_together = 128;
    static_assert(block_rows % tile_rows == 0 && outputs_together % tile_outputs == 0 && inputs_together % lanes == 0);
    static constexpr std::int64_t x_stride = inputs_together + lanes; // no two rows at the same place of a page

    struct Scratch
    {
        float tiles[outputs_together * inputs_together]; ///< of W: [tile][input][tile_outputs]
        float x[block_rows * x_stride];
        float sums[(most_rows + tile_rows) * outputs_together];
    };
    static std::size_t scratch_bytes(std::int64_t) { return sizeof(Scratch); }

    static void multiply(const ProductArguments<Bf16>& a, std::int64_t first_row, std::int64_t rows,
        std::int64_t first_output, std::int64_t outputs, void* memory)
    {
        Scratch& m = *static_cast<Scratch*>(memory);
        const std::int64_t end = first_output + outputs;
        for (std::int64_t output = first_output; output < end; output += outputs_together) {
            const std::int64_t width = least(outputs_together, end - output);
            for (std::int64_t from = 0; from < a.inputs; from += inputs_together) {
                const std::int64_t depth = least(inputs_together, a.inputs - from);
                for (std::int64_t tile = 0; tile < width; tile += tile_outputs)
                    transpose_tile(a, output + tile, least(tile_outputs, width - tile), from, depth,
                        m.tiles + tile * inputs_together);
                for (std::int64_t block = 0; block < rows; block += block_rows) {
                    const std::int64_t count = least(block_rows, rows - block);
                    widen(a, first_row + block, count, from, depth, m.x);
                    for (std::int64_t tile = 0; tile < width; tile += tile_outputs)
                        for (std::int64_t row = 0; row < count; row += tile_rows)
                            FloatDot::multiply<tile_rows, tile_registers>(m.x + row * x_stride, x_stride,
                                m.tiles + tile * inputs_together, tile_outputs, depth,
                                m.sums + (block + row) * outputs_together + tile, outputs_together, from > 0);
                }
            }
            for (std::int64_t row = 0; row < rows; ++row)
                over(width, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
                    put_result(a, first_row + row, output + i, load(m.sums + row * outputs_together + i), count);
                });
        }
    }

private:
    /// These rows and inputs of x, and rows of 0 up to a whole tile.
    ROPEWALK_INLINE void widen(const ProductArguments<Bf16>& a, std::int64_t first_row, std::int64_t rows,
        std::int64_t from, std::int64_t depth, float* to)
    {
        for (std::int64_t row = 0; row < round_up(rows, tile_rows); ++row)
            over(depth, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
                store(to + row * x_stride + i,
                    row < rows ? take(a.x + (first_row + row) * a.x_stride + from + i, count) : Lanes{});
            });
    }

    /// The inputs from … from + depth − 1 of `present` outputs, as [input][output]; outputs beyond are 0.
    ROPEWALK_INLINE void transpose_tile(const ProductArguments<Bf16>& a, std::int64_t output, std::int64_t present,
        std::int64_t from, std::int64_t depth, float* to)
    {
        const auto* matrix = static_cast<const Bf16*>(a.matrix) + output * a.inputs + from;
        for (std::int64_t first = 0; first < tile_outputs; first += lanes, matrix += lanes * a.inputs, to += lanes) {
            const std::int64_t rows = present - first;
            std::int64_t i = 0;
            for (; i + 2 * lanes <= depth; i += 2 * lanes)
                transpose_pairs(matrix + i, a.inputs, rows, to + i * tile_outputs);
            for (; i < depth; ++i)
                for (std::int64_t j = 0; j < lanes; ++j)
                    to[i * tile_outputs + j] = j < rows ? to_float(matrix[j * a.inputs + i]) : 0.0f;
        }
    }
    /// Two registers of inputs of each of a register of outputs: neighbouring inputs move as one and are widened last.
    ROPEWALK_INLINE void transpose_pairs(const Bf16* from, std::int64_t inputs, std::int64_t present, float* to)
    {
        Bits pairs[lanes];
#pragma GCC unroll 16
        for (std::int64_t j = 0; j < lanes; ++j) {
            pairs[j] = Bits{};
            if (j < present)
                std::memcpy(&pairs[j], from + j * inputs, sizeof pairs[j]);
        }
        transpose(pairs);
#pragma GCC unroll 16
        for (std::int64_t i = 0; i < lanes; ++i) {
            store(to + 2 * i * tile_outputs, (Lanes)(pairs[i] << 16));
            store(to + (2 * i + 1) * tile_outputs, (Lanes)(pairs[i] & 0xFFFF0000u));
        }
    }
};

/// Without pack: W itself is what multiply() reads.
constexpr TypedKernels<Bf16>::Product widened_product{WidenedLinear::most_rows, WidenedLinear::block_rows,
    WidenedLinear::tile_outputs, 0x1p-24, nullptr, WidenedLinear::scratch_bytes, nullptr, WidenedLinear::multiply};

} // namespace
} // namespace ropewalk::model::kernels
