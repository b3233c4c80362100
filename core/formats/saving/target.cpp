// SPDX-License-Identifier: Apache-2.0
#include "core/formats/saving/target.h"

#include "core/formats/gguf/header.h"
#include "core/formats/model_files/model_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ropewalk::formats {
namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40; // one after another, as the system has it
constexpr int most_files = 100'000; // of a folder of texts that are compared one by one

/// The same file under whatever names: device and inode, which see through links of both kinds.
bool same(const fs::path& a, const fs::path& b)
{
    std::error_code code;
    return !a.empty() && !b.empty() && fs::equivalent(a, b, code) && !code;
}

/// The folder of a model that is open as a folder or by its config.json; empty for a GGUF model.
fs::path folder_of(const fs::path& model)
{
    std::error_code code;
    if (fs::is_directory(model, code))
        return model;
    return model.filename() == "config.json" ? fs::absolute(model, code).parent_path() : fs::path();
}

bool is_part_of(const fs::path& target, const fs::path& model)
{
    if (same(target, model))
        return true;
    const fs::path folder = folder_of(model);
    if (folder.empty())
        return false;
    if (same(target.parent_path(), folder) && is_model_file_name(target.filename().string()))
        return true;
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code))
        if (is_model_file_name(entry->path().filename().string()) && same(target, entry->path()))
            return true;
    return false;
}

/// The input itself, or a file below it where it is a folder.
bool is_read_from(const fs::path& target, const fs::path& input)
{
    std::error_code code;
    if (!fs::is_directory(input, code))
        return same(target, input);
    fs::recursive_directory_iterator entry(input, fs::directory_options::skip_permission_denied, code);
    for (int i = 0; i < most_files && !code && entry != fs::end(entry); ++i, entry.increment(code))
        if (same(target, entry->path()))
            return true;
    return false;
}

/// A model's own file that also holds factors.
bool is_of_a_model(const fs::path& factors)
{
    std::error_code code;
    return fs::is_directory(factors, code) || factors.filename() == "config.json" || gguf::is_gguf(factors);
}

} // namespace

Result<fs::path> reached(const fs::path& path)
{
    const auto cannot = [&](int code) {
        return failure(words("cannot be saved: {1}", std::strerror(code)), path.string());
    };
    if (path.empty())
        return cannot(ENOENT);
    std::error_code code;
    fs::path at = fs::absolute(path, code);
    if (!at.has_filename()) // "folder/"
        at = at.parent_path();
    for (int links = 0; !code && fs::is_symlink(fs::symlink_status(at, code)); ++links) {
        if (links == most_links)
            return cannot(ELOOP);
        at = at.parent_path() / fs::read_symlink(at, code);
    }
    code.clear();
    const fs::path folder = fs::canonical(at.parent_path(), code);
    if (code)
        return cannot(code.value());
    return folder / at.filename();
}

Result<Standing> standing_of(const fs::path& target, const OpenFiles& open)
{
    const auto real = reached(target);
    if (!real)
        return tl::unexpected(real.error());
    const auto among = [&](const std::vector<fs::path>& all, auto is) {
        return std::ranges::any_of(all, [&](const fs::path& one) { return !one.empty() && is(*real, one); });
    };
    if (among(open.models, is_part_of))
        return failure(
            words("is a file of the open model, which nothing is written over; choose another name or folder"),
            target.string());
    if (among(open.inputs, is_read_from))
        return failure(words("is read by the same work, which would lose it; choose another name"), target.string());
    if (among(open.factors, [](const fs::path& at, const fs::path& factors) {
            return is_of_a_model(factors) && is_part_of(at, factors);
        }))
        return failure(words("is a file of the model that the factors are taken from; choose another name or folder"),
            target.string());
    std::error_code code;
    if (!fs::is_regular_file(*real, code))
        return Standing::free;
    return among(open.factors, same) ? Standing::factors : Standing::taken;
}

} // namespace ropewalk::formats
