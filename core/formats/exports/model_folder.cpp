// SPDX-License-Identifier: Apache-2.0
#include "core/formats/exports/model_folder.h"

#include "core/formats/factor_file.h"
#include "core/formats/saving/new_file.h"

#include <algorithm>
#include <array>
#include <random>

namespace ropewalk::formats {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_copy = 16u << 20;
constexpr int most_depth = 8; // of folders within a model's

tl::unexpected<Error> failed(const Words& what, const fs::path& path, const std::error_code& code)
{
    return failure(words("{1}: {2}", what, code.message()), path.string());
}

/// A folder beside the one to make; it goes away with all that is in it unless it is renamed.
class NewFolder
{
public:
    explicit NewFolder(const fs::path& target)
    {
        std::random_device random;
        std::string name = ".";
        name.append(target.filename().string()).append(".").append(std::to_string(random())).append(".saving");
        m_path = target.parent_path() / name;
        m_exists = fs::create_directory(m_path, m_code);
    }
    ~NewFolder()
    {
        std::error_code code;
        if (m_exists)
            fs::remove_all(m_path, code); // links go, what they lead to stays
    }
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;

    const fs::path& path() const { return m_path; }
    bool ok() const { return m_exists; }
    const std::error_code& code() const { return m_code; }
    bool rename_to(const fs::path& target)
    {
        fs::rename(m_path, target, m_code);
        m_exists = static_cast<bool>(m_code);
        return !m_exists;
    }

private:
    fs::path m_path;
    std::error_code m_code;
    bool m_exists = false;
};

bool is_weights(const fs::path& path)
{
    constexpr std::array suffixes{ ".safetensors", ".bin", ".pt", ".pth", ".gguf", ".npz" };
    return std::find(suffixes.begin(), suffixes.end(), path.extension()) != suffixes.end();
}

/// The file itself, behind any links of a download cache, under a second name; else a link to it.
Status link(const fs::path& from, const fs::path& to)
{
    std::error_code code;
    const fs::path real = fs::canonical(from, code);
    if (code)
        return failed(words("cannot be read"), from, code);
    fs::create_hard_link(real, to, code);
    if (!code)
        return {};
    code.clear(); // another file system, or one without hard links
    fs::create_symlink(real, to, code);
    return code ? failed(words("cannot be linked"), to, code) : Status();
}

Status copy_tree(const fs::path& from, const fs::path& to, int depth)
{
    std::error_code code;
    fs::directory_iterator entries(from, code);
    if (code)
        return failed(words("cannot be read"), from, code);
    for (; entries != fs::directory_iterator(); entries.increment(code)) {
        const fs::path& path = entries->path();
        const std::string name = path.filename().string();
        if (name.starts_with(".") || (depth == 0 && name == "config.json"))
            continue;
        const fs::file_status status = entries->status(code);
        if (fs::is_directory(status)) {
            if (entries->is_symlink(code) || depth >= most_depth)
                continue;
            if (!fs::create_directory(to / name, code))
                return failed(words("cannot be made"), to / name, code);
            if (const Status ok = copy_tree(path, to / name, depth + 1); !ok)
                return ok;
        } else if (fs::is_regular_file(status)) {
            const std::uintmax_t size = entries->file_size(code);
            if (is_weights(path) || size > largest_copy) {
                if (const Status ok = link(path, to / name); !ok)
                    return ok;
            } else if (!fs::copy_file(path, to / name, code)) {
                return failed(words("cannot be copied"), path, code);
            }
        }
        if (code)
            return failed(words("cannot be read"), path, code);
    }
    return code ? failed(words("cannot be read"), from, code) : Status();
}

/// target lies in source or is it.
bool within(const fs::path& target, const fs::path& source)
{
    const auto [end, at] = std::mismatch(source.begin(), source.end(), target.begin(), target.end());
    return end == source.end();
}

} // namespace

Status write_model_folder(const fs::path& source, const fs::path& target, std::string_view config)
{
    std::error_code code;
    const fs::path from = fs::canonical(source, code);
    if (code)
        return failed(words("cannot be read"), source, code);
    if (!fs::is_directory(from, code))
        return failure(words("expected a model folder, found a file"), source.string());
    fs::path to = fs::weakly_canonical(fs::absolute(target, code), code);
    if (!to.has_filename())
        to = to.parent_path();
    if (code)
        return failed(words("cannot be made"), target, code);
    if (within(to, from))
        return failure(words("expected a folder outside the model's own, found one in it"), target.string());
    if (fs::exists(to, code) && !(fs::is_directory(to, code) && fs::is_empty(to, code)))
        return failure(words("expected a new or empty folder, found one with files in it"), target.string());

    NewFolder folder(to);
    if (!folder.ok())
        return failed(words("cannot be made"), target, folder.code());
    if (const Status ok = copy_tree(from, folder.path(), 0); !ok)
        return ok;
    if (const Status ok = save_atomically(folder.path() / "config.json", config); !ok)
        return ok;
    flush_folder(folder.path());
    if (!folder.rename_to(to))
        return failed(words("cannot be made"), target, folder.code());
    flush_folder(to.parent_path());
    return {};
}

} // namespace ropewalk::formats
