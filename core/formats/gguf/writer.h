// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/huggingface.h"

#include <filesystem>
#include <functional>

namespace ropewalk::formats::gguf {

/// Bytes copied of all; false stops the work, which ends with cancelled().
using Progress = std::function<bool(std::uint64_t done, std::uint64_t of)>;

/// Copies a GGUF model to target with the factors in it, as llama.cpp reads them: rope_factors_long and _short
/// (float32), scaling.attn_factor, scaling.original_context_length, context_length and, for llama, scaling.type
/// longrope; linear factors and older rope_freqs go, since llama.cpp would apply them besides. Everything else is copied
/// byte for byte, a MiB at a time; target, or what it points at where it is a link, is replaced in one step.
///
/// Refused: another architecture than llama and phi3, which alone create these tensors; a model in several files; n̂ > 0
/// and two attention factors, which the format cannot say; factors for another model; the source itself as target.
Status write_factors(const std::filesystem::path& source, const std::filesystem::path& target,
    const HuggingFaceScaling& scaling, const Progress& progress = {});

/// What write_factors would refuse, without writing.
Status check_factors(const std::filesystem::path& source, const HuggingFaceScaling& scaling);

/// What write_factors adds and takes, a line each, for a preview.
Result<std::vector<Words>> describe_factors(const std::filesystem::path& source, const HuggingFaceScaling& scaling);

} // namespace ropewalk::formats::gguf
