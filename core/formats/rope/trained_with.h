// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/model_config.h"
#include "core/rope/trained.h"

namespace ropewalk::formats {

/// What a model was last trained with, as far as its config tells: the shipped set of its longest prompts at that
/// length, and beside it the one that serves L where that is another. Plain RoPE at L where nothing is shipped for
/// short prompts: an unscaled model, or dynamic NTK, which is of no training.
rope::Trained trained_with(const ModelConfig& config);

} // namespace ropewalk::formats
