// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/search/evolution.h"

#include <filesystem>

namespace ropewalk::search {

/// A journal file of JSON lines, appended and flushed (fsync) a generation at a time. A half last line, left by a
/// crash, is cut off when it is opened to go on.
class JournalFile
{
public:
    /// resume: keep what is there and return its whole lines in lines(); else start anew (an existing file is
    /// refused unless it is empty, so that no search is lost).
    static Result<JournalFile> open(const std::filesystem::path& path, bool resume);
    const std::vector<std::string>& lines() const { return m_lines; }
    Status append(const std::string& line);

    JournalFile(JournalFile&&) noexcept;
    JournalFile& operator=(JournalFile&&) noexcept;
    ~JournalFile();

private:
    JournalFile() = default;
    std::filesystem::path m_path;
    std::vector<std::string> m_lines;
    int m_descriptor = -1;
};

} // namespace ropewalk::search
