// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/decoder.h"

#include <string>
#include <vector>

namespace ropewalk::model {

/// One tensor as a checkpoint stores it, and the decoder's weights that it holds.
struct CheckpointTensor
{
    std::string name; ///< "model.layers.0.self_attn.qkv_proj.weight"
    std::vector<at::Tensor*> parts; ///< behind each other along the rows
    std::vector<std::vector<std::int64_t>> shapes; ///< of each part
    std::int64_t by_head = 0; ///< so many heads alternate: the rows of all parts for the first one, then for the next
    std::string other_name = {}; ///< that some files use instead

    std::vector<std::int64_t> shape() const; ///< of the whole
};

/// Every tensor of the architecture's checkpoint, in its order; a tied head is left out. weights gets as many layers
/// as the configuration says. This is the one place that knows the checkpoints' names.
std::vector<CheckpointTensor> checkpoint_tensors(const formats::ModelConfig& config, Weights& weights);
/// Those of layer `index` alone, into a layer that may be anywhere.
std::vector<CheckpointTensor> layer_tensors(const formats::ModelConfig& config, std::size_t index, LayerWeights& layer);

/// Copies what was read (shape()) into the parts, which have their shapes.
void take_apart(const at::Tensor& stored, const CheckpointTensor& into);
/// The whole from its parts: what is written.
at::Tensor put_together(const CheckpointTensor& tensor);

/// True for tensors that a checkpoint of this architecture may hold without the decoder needing them.
bool may_be_left_over(const formats::ModelConfig& config, std::string_view name);

} // namespace ropewalk::model
