// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/device/memory.h"
#include "core/formats/model_config.h"
#include "core/protocol/memory_messages.h"

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

namespace ropewalk::model {
struct Model;
}

namespace ropewalk::engine {

/// What a job on an open model needs, of the bytes that are free beside what the model holds already.
protocol::MemoryResult estimate_memory(const protocol::ModelInfo& info, const model::Model& model,
    const protocol::MemoryParams& params, std::int64_t free);

/// A job of MemoryParams as the subject of a sentence: "this search".
Words in_words(const std::string& job);

/// Whether the weights, and beside them the work on a short text, are more than what is free.
bool should_stream(
    const formats::ModelConfig& config, const at::Device& device, at::ScalarType dtype, std::int64_t free);

} // namespace ropewalk::engine
