// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::formats {

/// What the JSON header of a safetensors file says of one tensor, not yet checked against the file.
struct HeaderEntry
{
    std::string dtype;
    std::vector<std::uint64_t> shape;
    std::array<std::uint64_t, 2> offsets{}; ///< begin and end, bytes from the start of the data
};

struct SafetensorsHeader
{
    std::map<std::string, HeaderEntry> tensors;
    std::map<std::string, std::string> metadata;
};

/// Parses the header's JSON in one pass that keeps nothing but the above: anything of another shape is refused where
/// it stands, so a crafted header cannot cost more memory than its own length allows.
Result<SafetensorsHeader> parse_safetensors_header(std::string_view json, const std::string& file);

} // namespace ropewalk::formats
