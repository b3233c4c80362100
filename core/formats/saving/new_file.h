// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

namespace ropewalk::formats {

/// A new file beside the one it will replace; it goes away unless it is renamed. errno says what went wrong.
class NewFile
{
public:
    explicit NewFile(const std::filesystem::path& beside);
    ~NewFile();
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    bool ok() const { return m_descriptor >= 0; }
    bool write(std::string_view bytes);
    bool flush(); ///< to the disk
    /// Keeps the permissions of the file that is replaced.
    void take_mode_of(const std::filesystem::path& old);
    bool rename_to(const std::filesystem::path& target);

private:
    std::filesystem::path m_path;
    int m_descriptor = -1;
    bool m_exists = false;
};

/// So that a new name in it survives a power cut; a file system without it is no error.
void flush_folder(const std::filesystem::path& folder);

} // namespace ropewalk::formats
