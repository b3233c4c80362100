// SPDX-License-Identifier: Apache-2.0
#include "core/formats/saving/unfinished.h"

#include <algorithm>
#include <fcntl.h>
#include <random>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ropewalk::formats {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".saving";

std::string beginning(const fs::path& target)
{
    std::string name = ".";
    return name.append(target.filename().string()).append(".");
}

/// ".NAME.NUMBER.saving" of any NAME.
bool is_unfinished(std::string_view name)
{
    if (!name.starts_with('.') || !name.ends_with(ending))
        return false;
    name.remove_suffix(ending.size());
    const auto dot = name.rfind('.');
    return dot > 1 && dot + 1 < name.size()
        && std::ranges::all_of(name.substr(dot + 1), [](char letter) { return letter >= '0' && letter <= '9'; });
}

/// A file or a folder, never a link, of this user, which no process has locked.
void remove_orphan(const fs::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return;
    struct stat status
    {
    };
    const bool ours = ::fstat(descriptor, &status) == 0 && status.st_uid == ::geteuid()
        && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
    std::error_code code;
    if (ours && claim_unfinished(descriptor, path))
        fs::remove_all(path, code); // links in it go, what they lead to stays
    ::close(descriptor);
}

void sweep(const fs::path& folder, const std::string& begins)
{
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
        const std::string name = entry->path().filename().string();
        if (is_unfinished(name) && name.starts_with(begins)
            && (begins.empty() || name.rfind('.', name.size() - ending.size() - 1) + 1 == begins.size()))
            remove_orphan(entry->path());
    }
}

} // namespace

std::string unfinished_name(const fs::path& target)
{
    std::random_device random;
    return beginning(target).append(std::to_string(random())).append(ending);
}

bool claim_unfinished(int descriptor, const fs::path& path)
{
    struct stat opened
    {
    };
    struct stat named
    {
    };
    return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && ::fstat(descriptor, &opened) == 0
        && ::lstat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

void sweep_unfinished(const fs::path& target)
{
    sweep(target.parent_path(), beginning(target));
}

void sweep_folder(const fs::path& folder)
{
    sweep(folder, {});
}

} // namespace ropewalk::formats
