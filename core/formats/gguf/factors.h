// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/factor_file.h"
#include "core/formats/gguf/header.h"

namespace ropewalk::formats::gguf {

inline constexpr auto long_tensor = "rope_factors_long.weight";
inline constexpr auto short_tensor = "rope_factors_short.weight";
inline constexpr auto freqs_tensor = "rope_freqs.weight";
/// Our own key: the sets as Ropewalk JSON, for the digits that float32 loses and for names. Runtimes pass over it.
inline constexpr auto own_key = "ropewalk.factors";

/// general.architecture, "llama"; empty where it is not said.
std::string architecture(const Header& header);
/// "llama.rope.freq_base" and the like.
std::string arch_key(const Header& header, std::string_view name);

/// What turns in the model: {arch}.rope.dimension_count, freq_base, scaling.original_context_length.
Result<rope::Geometry> geometry_of(const Header& header, const std::string& file);

/// The factors of a GGUF model as llama.cpp applies them: rope_factors_short and _long, else rope_freqs, else linear
/// or YaRN scaling by its keys. Where our own key tells the same float32 numbers, it is taken with all its digits.
Result<FactorFile> read_factors(
    const std::filesystem::path& path, const std::optional<rope::Geometry>& geometry);

} // namespace ropewalk::formats::gguf
