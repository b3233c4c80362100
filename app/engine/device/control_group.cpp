// SPDX-License-Identifier: Apache-2.0
#include "app/engine/device/control_group.h"

#include <algorithm>
#include <fstream>
#include <string>

namespace ropewalk::engine {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t no_limit = std::int64_t{ 1 } << 60; // version 1 writes about 2^63 for none

/// A file's number; nothing for "max" or where there is no file.
std::optional<std::int64_t> number_in(const fs::path& file)
{
    std::ifstream stream(file);
    std::int64_t number = 0;
    return stream >> number ? std::optional(number) : std::nullopt;
}

/// Bytes of file pages, which the kernel takes back when memory is wanted.
std::int64_t file_pages(const fs::path& file, const std::string& prefix)
{
    std::ifstream stream(file);
    std::int64_t sum = 0, value = 0;
    for (std::string key; stream >> key >> value;)
        if (key == prefix + "inactive_file" || key == prefix + "active_file")
            sum += value;
    return sum;
}

struct Version
{
    fs::path root;
    std::string limit, usage, prefix;
};

/// What one group leaves.
std::optional<std::int64_t> left_in(const fs::path& group, const Version& version)
{
    const auto limit = number_in(group / version.limit), usage = number_in(group / version.usage);
    if (!limit || !usage || *limit >= no_limit)
        return std::nullopt;
    return std::max<std::int64_t>(0, *limit - *usage + file_pages(group / "memory.stat", version.prefix));
}

} // namespace

std::optional<std::int64_t> control_group_memory(const fs::path& root, const fs::path& membership)
{
    std::ifstream stream(membership);
    std::optional<std::int64_t> least;
    for (std::string line; std::getline(stream, line);) {
        // "0::/path" of version 2, "4:memory:/path" of version 1
        const auto first = line.find(':'), second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const std::string controllers = std::string(1, ',').append(line, first + 1, second - first - 1) + ',';
        Version version{ root, "memory.max", "memory.current", "" };
        if (controllers == ",,")
            version.root = fs::exists(root / "unified") ? root / "unified" : root;
        else if (controllers.find(",memory,") != std::string::npos)
            version = { root / "memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_" };
        else
            continue;
        // A container may see its own group as the root, under a path that is its host's.
        for (fs::path path = fs::path(line.substr(second + 1)).relative_path();; path = path.parent_path()) {
            if (const auto left = left_in(version.root / path, version))
                least = std::min(least.value_or(*left), *left);
            if (path.empty())
                break;
        }
    }
    return least;
}

} // namespace ropewalk::engine
