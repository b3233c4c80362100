// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/words.h"

#include <cstdint>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ropewalk::text {

/// An array of whole numbers, row after row; one dimension is one row.
struct NpyArray
{
    std::size_t rows = 1, columns = 0;
    std::vector<std::int64_t> values;
};

/// The contents of a .npy file (NumPy's format, versions 1 to 3): whole numbers of 1 to 8 bytes, little-endian,
/// C order, one or two dimensions. The error is in words.
tl::expected<NpyArray, Words> parse_npy(std::string_view bytes);

} // namespace ropewalk::text
