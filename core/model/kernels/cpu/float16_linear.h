// SPDX-License-Identifier: Apache-2.0
// x·Wᵀ of bfloat16 by products of float16, for the instruction set of the file that includes this. Every row of x and
// every row of W is scaled by a power of two of its own, so nothing overflows whatever their size; see
// float16_dot.h.
#pragma once

#include "core/model/kernels/cpu/float16_dot.h"
#include "core/model/kernels/cpu/product_rows.h"

namespace ropewalk::model::kernels {
namespace {

struct Float16Linear
{
    static constexpr int tile_rows = 12, tile_registers = 2;
    static constexpr std::int64_t tile_outputs = tile_registers * Float16Dot::across;
    static constexpr std::int64_t rows_together = 96; // converted once for all outputs
    static constexpr std::int64_t inputs_together = 1024; // of a tile of W, which stays near while the rows pass by
    static_assert(rows_together % tile_rows == 0 && inputs_together % Float16Dot::chunk == 0);

    /// Tiles of W, [input][output]; behind them for every output what its sum is multiplied by.
    static std::size_t packed_bytes(std::int64_t inputs, std::int64_t outputs)
    {
        const std::int64_t padded = round_up(outputs, tile_outputs);
        return std::size_t(padded) * (std::size_t(inputs) * sizeof(Float16) + sizeof(float));
    }

    /// The tile of these outputs.
    static void pack(
        const Bf16* matrix, std::int64_t inputs, std::int64_t outputs, std::int64_t first_output, void* packed)
    {
        auto* const tiles = static_cast<Float16*>(packed);
        auto* const units = reinterpret_cast<float*>(tiles + round_up(outputs, tile_outputs) * inputs);
        for (std::int64_t first = first_output; first < first_output + tile_outputs; first += lanes) {
            const std::int64_t present = outputs - first < 0 ? 0 : least(lanes, outputs - first);
            float scales[lanes];
            for (std::int64_t j = 0; j < lanes; ++j) {
                scales[j] = j < present ? scale_below(largest_size(matrix + (first + j) * inputs, inputs), 0) : 1.0f;
                units[first + j] = 1.0f / scales[j];
            }
            Float16* to = tiles + first_output * inputs + first % tile_outputs;
            over(inputs, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
                Bits block[lanes];
                for (std::int64_t j = 0; j < lanes; ++j)
                    block[j] = (Bits)(j < present ? take(matrix + (first + j) * inputs + i, count) * scales[j] : Lanes{});
                transpose(block);
                for (std::int64_t j = 0; j < count; ++j)
                    store_float16(to + (i + j) * tile_outputs, (Lanes)block[j]);
            });
        }
    }

    struct Scratch
    {
        float *sums, *units; ///< rows_together × tile_outputs, and of a row's sums
        Float16* x; ///< rows_together × stride
        std::int64_t stride;
        std::size_t bytes;
    };
    static Scratch scratch(std::int64_t inputs, void* memory)
    {
        Scratch out;
        out.stride = round_up(inputs, Float16Dot::across) + Float16Dot::across; // no two rows at the same place of a page
        out.sums = static_cast<float*>(memory);
        out.units = out.sums + rows_together * tile_outputs;
        out.x = reinterpret_cast<Float16*>(out.units + rows_together);
        out.bytes = sizeof(float) * std::size_t(rows_together * (tile_outputs + 1))
            + sizeof(Float16) * std::size_t(rows_together * out.stride);
        return out;
    }
    static std::size_t scratch_bytes(std::int64_t inputs) { return scratch(inputs, nullptr).bytes; }

    static void multiply(const ProductArguments<Bf16>& a, std::int64_t first_row, std::int64_t rows,
        std::int64_t first_output, std::int64_t outputs, void* memory)
    {
        const Scratch m = scratch(a.inputs, memory);
        const std::int64_t tiled = round_up(rows, tile_rows);
        for (std::int64_t row = 0; row < tiled; ++row)
            convert(m, row, a.x + (first_row + row) * a.x_stride, row < rows ? a.inputs : 0, a.inputs);
        const auto* const tiles = static_cast<const Float16*>(a.matrix);
        const auto* const units
            = reinterpret_cast<const float*>(tiles + round_up(a.outputs, tile_outputs) * a.inputs);
        for (std::int64_t output = first_output; output < first_output + outputs; output += tile_outputs) {
            for (std::int64_t from = 0; from < a.inputs; from += inputs_together)
                for (std::int64_t row = 0; row < tiled; row += tile_rows)
                    Float16Dot::multiply<tile_rows, tile_registers>(m.x + row * m.stride + from, m.stride,
                        tiles + output * a.inputs + from * tile_outputs, tile_outputs,
                        least(inputs_together, a.inputs - from), m.sums + row * tile_outputs, tile_outputs, from > 0);
            const std::int64_t width = least(tile_outputs, first_output + outputs - output);
            for (std::int64_t row = 0; row < rows; ++row)
                finish(a, m, units, row, first_row + row, output, width);
        }
    }

private:
    /// One row of x, the first `present` of its numbers, the others 0.
    ROPEWALK_INLINE void convert(
        const Scratch& m, std::int64_t row, const Bf16* x, std::int64_t present, std::int64_t inputs)
    {
        const float scale = scale_below(largest_size(x, present), 10);
        m.units[row] = 1.0f / scale;
        Float16* to = m.x + row * m.stride;
        std::int64_t end = 0;
        over(present, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            store_float16(to + i, take(x + i, count) * scale);
            end = i + lanes;
        });
        for (; end < inputs; end += lanes)
            store_float16(to + end, Lanes{});
    }

    ROPEWALK_INLINE void finish(const ProductArguments<Bf16>& a, const Scratch& m, const float* units, std::int64_t row,
        std::int64_t of, std::int64_t output, std::int64_t width)
    {
        over(width, [&](std::int64_t i, std::int64_t count) __attribute__((always_inline)) {
            put_result(a, of, output + i,
                load(m.sums + row * tile_outputs + i) * (load(units + output + i) * m.units[row]), count);
        });
    }
};

constexpr TypedKernels<Bf16>::Product float16_product{Float16Linear::rows_together, Float16Linear::rows_together,
    Float16Linear::tile_outputs, 0x1p-11,
    Float16Linear::packed_bytes, Float16Linear::scratch_bytes, Float16Linear::pack, Float16Linear::multiply};

} // namespace
} // namespace ropewalk::model::kernels
