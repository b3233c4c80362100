// SPDX-License-Identifier: Apache-2.0
#include "core/formats/factor_file.h"
#include "core/formats/saving/new_file.h"
#include "core/formats/saving/target.h"
#include "core/formats/saving/unfinished.h"

#include <cerrno>
#include <cstring>

namespace ropewalk::formats {
namespace {

tl::unexpected<Error> not_saved(const std::filesystem::path& path, int code)
{
    return failure(words("cannot be saved: {1}", std::strerror(code)), path.string());
}

} // namespace

Status save_atomically(const std::filesystem::path& path, std::string_view text)
{
    std::error_code code;
    const auto target = reached(path); // a link stays a link
    if (!target)
        return tl::unexpected(target.error());
    const std::filesystem::file_status there = std::filesystem::status(*target, code);
    if (std::filesystem::is_directory(there))
        return not_saved(path, EISDIR);
    if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there))
        return failure(words("expected a file, found a device or pipe"), path.string());

    sweep_unfinished(*target);
    NewFile file(*target);
    if (!file.ok() || !file.write(text) || !file.flush())
        return not_saved(path, errno);
    file.take_mode_of(*target);
    if (!file.rename_to(*target))
        return not_saved(path, errno);
    flush_folder(target->parent_path());
    return {};
}

} // namespace ropewalk::formats
