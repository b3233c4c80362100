// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace ropewalk::engine {

/// Bytes that a container or a service's limit (control group v1 or v2, its own and its parents') still leaves to this
/// process, pages of files counted as free; nothing without a limit.
std::optional<std::int64_t> control_group_memory(const std::filesystem::path& root = "/sys/fs/cgroup",
    const std::filesystem::path& membership = "/proc/self/cgroup");

} // namespace ropewalk::engine
