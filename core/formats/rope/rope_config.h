// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/architectures.h"
#include "core/formats/json_fields.h"
#include "core/formats/model_config.h"

namespace ropewalk::formats {

/// Fills geometry, shipped and warnings of a config whose heads, head_dim (in geometry) and max_positions are
/// read. fields are those of the whole config.json; what is wrong is kept there.
///
/// Scaling stands in rope_scaling (which wins, as in transformers 5) or rope_parameters, under rope_type or
/// type: linear, dynamic, yarn, llama3 give one set "as shipped", longrope (or su) gives "as shipped, short"
/// for prompts up to L and "as shipped, long" beyond. L is original_max_position_embeddings (at the top
/// first), else what the architecture has, else max_position_embeddings.
void read_rope(Fields& fields, const Architecture& known, ModelConfig& config);

} // namespace ropewalk::formats
