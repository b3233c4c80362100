// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/factor_file.h"

namespace ropewalk::formats {

/// An object with keys of a config.json: architectures, or a scaling block as a patch of one has.
bool is_config(const nlohmann::json& root);

/// The scaling of a config.json as sets, or that of a patch (without architectures), which is read by the model's
/// geometry or else by its own lists. Plain RoPE is the set of ones, with a warning. text is root's.
Result<FactorFile> parse_config_factors(const nlohmann::json& root, std::string_view text, const std::string& file,
    const std::optional<rope::Geometry>& geometry);

} // namespace ropewalk::formats
