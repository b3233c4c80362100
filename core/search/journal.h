// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/search/evolution.h"

#include <cstdint>
#include <filesystem>

namespace ropewalk::search {

/// Bytes above which a file is not taken for a journal; the paper's search writes less than two million.
inline constexpr std::uintmax_t largest_journal = std::uintmax_t(1) << 30;

/// A journal file of JSON lines, each on the disk (fsync) before append returns. A half last line, left by a crash, is
/// cut off when it is opened to go on. Locked (flock) while it is open, so that two searches can't write one journal.
class JournalFile
{
public:
    /// resume: keep what is there and return its whole lines in lines(); else start anew (an existing file is
    /// refused unless it is empty, so that no search is lost). A file that is no journal is refused untouched.
    static Result<JournalFile> open(const std::filesystem::path& path, bool resume);
    const std::vector<std::string>& lines() const { return m_lines; }
    /// A line that cannot be written whole (a full disk) is taken back.
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
