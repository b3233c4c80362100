// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/decoder.h"
#include "core/model/storage/safetensors.h"
#include "core/yield.h"

namespace ropewalk::model {

/// Copies the checkpoint's tensors into a decoder's weights: f32, f16 or bf16 storage to the dtype and device asked.
/// Every tensor that the configuration calls for must be there in its shape, none may be left over (but what
/// may_be_left_over), and every value must be finite unless
/// allow_not_finite. q, k and v of a layer lie behind each
/// other in one tensor, and so do gate and up (see fused). progress counts tensors.
Result<Weights> load_weights(const formats::ModelConfig& config, const Checkpoint& checkpoint,
    const at::Device& device, at::ScalarType dtype, const Progress& progress = {}, const YieldPoint& yield = {},
    bool allow_not_finite = false);

/// The same checks without copying anything, for weights that stay in their file. The stored tensors with NaN or infinity
/// in them, where that is allowed. Memory stays as it is: pages are let go of once they were looked at.
Result<std::vector<std::string>> check_weights(const formats::ModelConfig& config, const Checkpoint& checkpoint,
    const Progress& progress = {}, const YieldPoint& yield = {}, bool allow_not_finite = false);

/// The matrices stacked along their rows: a view when they already lie behind each other in one tensor, else a copy.
at::Tensor fused(std::initializer_list<at::Tensor> matrices);

/// Numbers in all weights, a tied head counted once.
std::int64_t count_parameters(const formats::ModelConfig& config);

/// A hash of the configuration file and of every tensor's name, dtype, shape and sampled bytes, as 16 hex digits.
std::string fingerprint(std::string_view config_text, const Checkpoint& checkpoint);

} // namespace ropewalk::model
