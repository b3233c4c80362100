// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/words.h"

#include <cstdint>
#include <functional>
#include <string>

namespace ropewalk::engine {

/// Bytes that may be allocated now on "cpu" or "cuda:i": what the machine has free without swapping, but no more than a
/// container's limit leaves; what a GPU has free, with what libtorch holds unused. 0 when nobody knows.
std::int64_t free_memory(const std::string& device);

/// How a workbench asks; tests bring their own.
using MemoryProbe = std::function<std::int64_t(const std::string& device)>;

/// "340 MB", "1.2 GB", "46 GB"
Words bytes_in_words(std::int64_t bytes);

} // namespace ropewalk::engine
