// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/scoring/layers/layer_source.h"
#include "core/model/storage/safetensors.h"

namespace ropewalk::model {

/// Weights that stay in their memory-mapped files. A walk reads a layer when it is asked for, turned into dtype, and has
/// the next one read ahead; pages that were read leave the process. On the CPU one layer exists at a time; on a GPU
/// two: while one computes, the next is copied from pinned memory on a second stream. The numbers are those of resident
/// weights bit by bit: shapes, order and (prepack) the matrices' layout are the same.
/// The checkpoint must have passed check_tensors.
std::shared_ptr<const LayerSource> streamed_layers(formats::ModelConfig config, Checkpoint checkpoint,
    const at::Device& device, at::ScalarType dtype, bool prepack);

} // namespace ropewalk::model
