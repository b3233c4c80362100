// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/memory_messages.h"
#include "core/result.h"

namespace ropewalk::engine {

struct Opened;

/// Tokens that go through the model together when the questions of params are asked.
Result<std::int64_t> longest_asked(const Opened& opened, const protocol::MemoryParams& params);

} // namespace ropewalk::engine
