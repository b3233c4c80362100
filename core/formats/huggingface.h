// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::formats {

/// What a config.json is given. Without a short set the long one serves every length.
struct HuggingFaceScaling
{
    rope::Geometry
        geometry; ///< of the model the sets were made for; its L becomes original_max_position_embeddings
    std::int64_t target_length = 0; ///< tokens; becomes max_position_embeddings; at least L
    rope::FactorSet long_set; ///< for inputs that reach past L
    std::optional<rope::FactorSet> short_set; ///< for inputs up to L
};

/// The text of a config.json with its rotary scaling replaced by longrope factors, everything else as it was,
/// in the form that transformers 4 (rope_scaling) and 5 (rope_parameters), vLLM, SGLang and mlx-lm read.
///
/// Refused: n̂ > 0, which no runtime's config can express; two sets with different attention factors, of which
/// transformers has one; factors for another number of pairs or another theta; a target below L. file names
/// the config in errors.
Result<std::string> export_huggingface_config(
    std::string_view config, const std::string& file, const HuggingFaceScaling& scaling);

/// The same as a merge patch (RFC 7386): the keys that change, null for those that go, so that applying it to the
/// config gives what export_huggingface_config writes.
Result<std::string> export_config_patch(
    std::string_view config, const std::string& file, const HuggingFaceScaling& scaling);

/// The same for vLLM's --hf-overrides, which puts each key over the config's own, on one line.
Result<std::string> export_vllm_overrides(
    std::string_view config, const std::string& file, const HuggingFaceScaling& scaling);

/// What no file of this runtime can say: n̂ > 0 ("no runtime's config.json" can), two attention factors; and sets that
/// do not fit the geometry, a target below L.
Status check_scaling(const HuggingFaceScaling& scaling, const std::string& runtime, const Words& nothing);

} // namespace ropewalk::formats
