// SPDX-License-Identifier: Apache-2.0
#include "core/formats/exports/model_folder.h"

#include "core/formats/factor_file.h"
#include "core/formats/model_files/model_files.h"
#include "core/formats/saving/new_file.h"
#include "core/formats/saving/new_folder.h"
#include "core/formats/saving/target.h"
#include "core/formats/saving/unfinished.h"

#include <algorithm>

namespace ropewalk::formats {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_copy = 16u << 20;

tl::unexpected<Error> failed(const Words& what, const fs::path& path, const std::error_code& code)
{
    return failure(words("{1}: {2}", what, code.message()), path.string());
}

/// The file under a second name; else a link to it.
Status link(const fs::path& real, const fs::path& to)
{
    std::error_code code;
    fs::create_hard_link(real, to, code);
    if (!code)
        return {};
    code.clear(); // another file system, or one without hard links
    fs::create_symlink(real, to, code);
    return code ? failed(words("cannot be linked"), to, code) : Status();
}

Status take(const ModelFile& file, const fs::path& folder)
{
    std::error_code code;
    const std::uintmax_t size = fs::file_size(file.real, code);
    if (code)
        return failed(words("cannot be read"), file.real, code);
    if (file.weights || size > largest_copy)
        return link(file.real, folder / file.name);
    fs::copy_file(file.real, folder / file.name, code);
    return code ? failed(words("cannot be copied"), file.real, code) : Status();
}

/// target lies in source or is it.
bool within(const fs::path& target, const fs::path& source)
{
    const auto [end, at] = std::mismatch(source.begin(), source.end(), target.begin(), target.end());
    return end == source.end();
}

} // namespace

Result<std::vector<std::string>> write_model_folder(
    const fs::path& source, const fs::path& target, std::string_view config)
{
    std::error_code code;
    const fs::path from = fs::canonical(source, code);
    if (code)
        return failed(words("cannot be read"), source, code);
    if (!fs::is_directory(from, code))
        return failure(words("expected a model folder, found a file"), source.string());
    const auto real = reached(target);
    if (!real)
        return tl::unexpected(real.error());
    const fs::path& to = *real;
    if (within(to, from))
        return failure(words("expected a folder outside the model's own, found one in it"), target.string());
    if (fs::exists(to, code) && !(fs::is_directory(to, code) && fs::is_empty(to, code)))
        return failure(words("expected a new or empty folder, found one with files in it"), target.string());

    auto parts = read_model_files(from);
    if (!parts)
        return tl::unexpected(parts.error());
    sweep_unfinished(to);
    NewFolder folder(to);
    if (!folder.ok())
        return failed(words("cannot be made"), target, folder.code());
    for (const ModelFile& file : parts->files)
        if (file.name != "config.json")
            if (const Status ok = take(file, folder.path()); !ok)
                return tl::unexpected(ok.error());
    if (const Status ok = save_atomically(folder.path() / "config.json", config); !ok)
        return tl::unexpected(ok.error());
    flush_folder(folder.path());
    if (!folder.rename_to(to))
        return failed(words("cannot be made"), target, folder.code());
    flush_folder(to.parent_path());
    return std::move(parts->left_out);
}

} // namespace ropewalk::formats
