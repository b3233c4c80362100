// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <system_error>

namespace ropewalk::formats {

/// A folder beside the one to make; it goes away with all that is in it unless it is renamed.
class NewFolder
{
public:
    explicit NewFolder(const std::filesystem::path& target);
    ~NewFolder();
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;

    bool ok() const { return m_descriptor >= 0; }
    const std::filesystem::path& path() const { return m_path; }
    const std::error_code& code() const { return m_code; } ///< what went wrong
    bool rename_to(const std::filesystem::path& target);

private:
    std::filesystem::path m_path;
    std::error_code m_code;
    int m_descriptor = -1; ///< holds the lock that says that somebody is at work
};

} // namespace ropewalk::formats
