// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>

namespace fuzz {

namespace fs = std::filesystem;

/// A folder of this process alone, gone at its end.
class Folder
{
public:
    Folder()
    {
        std::string pattern = (fs::temp_directory_path() / "ropewalk-fuzz-XXXXXX").string();
        if (!::mkdtemp(pattern.data()))
            throw std::runtime_error("no temporary folder can be made");
        m_path = pattern;
    }
    ~Folder()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    fs::path write(const std::string& name, std::string_view bytes) const
    {
        const fs::path file = m_path / name;
        std::ofstream(file, std::ios::binary | std::ios::trunc).write(bytes.data(), std::streamsize(bytes.size()));
        return file;
    }
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

/// One a target, so that what one writes is not read by another.
template <int Target>
const Folder& folder()
{
    static const Folder one;
    return one;
}

} // namespace fuzz
