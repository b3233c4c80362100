// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/checkpoint_names.h"
#include "core/model/storage/safetensors.h"

namespace ropewalk::model {

/// Every tensor that the configuration calls for is in the checkpoint in its shape and in f32, f16 or bf16, and none
/// is left over (but what may_be_left_over). Errors name the first few.
Status check_tensors(
    const formats::ModelConfig& config, const Checkpoint& checkpoint, const std::vector<CheckpointTensor>& tensors);

/// Looks for NaN and infinity in one tensor: an error, or, where they are allowed, its name among not_finite.
Status check_numbers(const Checkpoint& checkpoint, const CheckpointTensor& tensor, bool allow_not_finite,
    std::vector<std::string>& not_finite);

// What follows wants a checkpoint that passed check_tensors.

/// The tensor's bytes in the mapping.
std::span<const std::byte> stored_bytes(const Checkpoint& checkpoint, const CheckpointTensor& tensor);
/// The whole tensor as it is stored: a view of the mapping, read-only, or a copy where the file does not align it.
at::Tensor stored_view(const Checkpoint& checkpoint, const CheckpointTensor& tensor);
/// Copies it into its parts, which have their shapes, in their dtype and on their device.
void read_tensor(const Checkpoint& checkpoint, const CheckpointTensor& into);

/// Allocates a layer's tensors, which are the parts of `tensors`: q, k and v lie behind each other in one tensor, and
/// so do gate and up.
void allocate_layer(const formats::ModelConfig& config, LayerWeights& layer, const std::vector<CheckpointTensor>& tensors,
    const at::TensorOptions& options);
/// Allocates the parts that are not yet there.
void allocate_parts(const std::vector<CheckpointTensor>& tensors, const at::TensorOptions& options);

} // namespace ropewalk::model
