// SPDX-License-Identifier: Apache-2.0
#include "tests/model/amx_on_any_cpu/tile_state.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace amx_on_any_cpu {
namespace {

/// DAZ = FTZ = 1: a number too small to be a normal one counts as 0 of its sign.
float flushed(float x)
{
    return std::abs(x) < std::numeric_limits<float>::min() ? std::copysign(0.0f, x) : x;
}
float number(std::uint16_t bfloat16)
{
    const std::uint32_t bits = std::uint32_t(bfloat16) << 16;
    float x = 0;
    std::memcpy(&x, &bits, sizeof x);
    return flushed(x);
}
bool all_zero(const void* from, int bytes)
{
    const auto* at = static_cast<const std::uint8_t*>(from);
    for (int i = 0; i < bytes; ++i)
        if (at[i] != 0)
            return false;
    return true;
}

} // namespace

bool TileState::require(bool condition, const char* otherwise)
{
    if (!condition && !m_violation)
        m_violation = otherwise;
    return condition;
}

bool TileState::usable(int tile)
{
    return require(configured(), "an instruction on tiles while none are configured")
        && require(tile >= 0 && tile < tiles && rows(tile) > 0, "a tile that is not configured");
}

void TileState::zero_rows(int tile, int first)
{
    for (int row = first; row < most_rows; ++row)
        m_tiles[tile][row] = {};
}

void TileState::load_configuration(const void* from)
{
    Configuration read;
    static_assert(sizeof read == 64);
    std::memcpy(&read, from, sizeof read);
    if (!require(read.palette <= 1, "a configuration of another palette than 0 and 1"))
        return;
    if (read.palette == 0) {
        release();
        return;
    }
    const bool reserved = all_zero(read.reserved, sizeof read.reserved)
        && all_zero(read.row_bytes + tiles, sizeof read.row_bytes - tiles * sizeof *read.row_bytes)
        && all_zero(read.rows + tiles, int(sizeof read.rows) - tiles);
    if (!require(reserved, "a configuration whose reserved bytes are not 0"))
        return;
    for (int tile = 0; tile < tiles; ++tile)
        if (!require(read.row_bytes[tile] <= most_row_bytes && read.rows[tile] <= most_rows, "a tile larger than 16 × 64")
            || !require((read.row_bytes[tile] == 0) == (read.rows[tile] == 0), "a tile of rows without bytes, or of none"))
            return;
    m_configuration = read;
    for (int tile = 0; tile < tiles; ++tile)
        zero_rows(tile, 0);
}

void TileState::store_configuration(void* to)
{
    std::memcpy(to, &m_configuration, sizeof m_configuration);
}

void TileState::release()
{
    m_configuration = {};
    for (int tile = 0; tile < tiles; ++tile)
        zero_rows(tile, 0);
}

void TileState::zero(int tile)
{
    if (!usable(tile))
        return;
    zero_rows(tile, 0);
    m_configuration.start_row = 0;
}

void TileState::load(int tile, const void* from, std::int64_t stride)
{
    if (!usable(tile))
        return;
    zero_rows(tile, m_configuration.start_row);
    for (int row = m_configuration.start_row; row < rows(tile); ++row)
        std::memcpy(m_tiles[tile][row].bytes, static_cast<const char*>(from) + row * stride, std::size_t(row_bytes(tile)));
    m_configuration.start_row = 0;
}

void TileState::store(int tile, void* to, std::int64_t stride)
{
    if (!usable(tile))
        return;
    for (int row = m_configuration.start_row; row < rows(tile); ++row)
        std::memcpy(static_cast<char*>(to) + row * stride, m_tiles[tile][row].bytes, std::size_t(row_bytes(tile)));
    m_configuration.start_row = 0;
}

/// The products of even and of odd numbers are summed apart, pair by pair, then together and into the sums.
void TileState::multiply(int sums, int left, int right)
{
    if (!usable(sums) || !usable(left) || !usable(right))
        return;
    if (!require(sums != left && sums != right && left != right, "a product of tiles that are not three")
        || !require(row_bytes(sums) % 4 == 0 && row_bytes(left) % 4 == 0, "a product of rows that are not of whole pairs")
        || !require(rows(sums) == rows(left), "sums of other rows than the left factor's")
        || !require(row_bytes(left) / 4 == rows(right), "a left factor of other pairs than the right one's rows")
        || !require(row_bytes(sums) == row_bytes(right), "sums of other columns than the right factor's"))
        return;
    ++m_products;
    const int pairs = row_bytes(left) / 4, columns = row_bytes(sums) / 4;
    for (int row = 0; row < rows(sums); ++row) {
        float even[most_row_bytes / 4] = {}, odd[most_row_bytes / 4] = {};
        for (int pair = 0; pair < pairs; ++pair) {
            const float first = number(m_tiles[left][row].halves[2 * pair]);
            const float second = number(m_tiles[left][row].halves[2 * pair + 1]);
            const std::uint16_t* factors = m_tiles[right][pair].halves;
            for (int n = 0; n < columns; ++n) {
                even[n] = flushed(std::fma(first, number(factors[2 * n]), even[n]));
                odd[n] = flushed(std::fma(second, number(factors[2 * n + 1]), odd[n]));
            }
        }
        Row result = {};
        for (int n = 0; n < columns; ++n)
            result.floats[n] = flushed(flushed(m_tiles[sums][row].floats[n]) + flushed(even[n] + odd[n]));
        m_tiles[sums][row] = result;
    }
    zero_rows(sums, rows(sums));
    m_configuration.start_row = 0;
}

} // namespace amx_on_any_cpu
