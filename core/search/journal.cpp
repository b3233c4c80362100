// SPDX-License-Identifier: Apache-2.0
#include "core/search/journal.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ropewalk::search {

namespace {

constexpr std::string_view first_bytes = R"({"ropewalk":"journal")";

tl::unexpected<Error> system_failure(const Words& what, const std::filesystem::path& path, int code)
{
    return failure(words("{1}: {2}", what, std::strerror(code)), path.string());
}

/// Everything from the file's beginning.
Result<std::string> read_all(int descriptor, off_t size, const std::filesystem::path& path)
{
    std::string text(static_cast<std::size_t>(size), '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        const auto count = ::pread(descriptor, text.data() + done, text.size() - done, static_cast<off_t>(done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return system_failure(words("cannot be read"), path, errno);
        if (count == 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    text.resize(done);
    return text;
}

/// errno, or 0 when everything is written and on the disk.
int write_all(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const auto count = ::write(descriptor, text.data(), text.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return ::fsync(descriptor) == 0 ? 0 : errno;
}

/// A new file is only safe once its folder says that it is there.
void sync_folder(const std::filesystem::path& path)
{
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

std::vector<std::string> split(std::string_view text)
{
    std::vector<std::string> lines;
    for (std::size_t end; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1))
        lines.emplace_back(text.substr(0, end));
    return lines;
}

} // namespace

Result<JournalFile> JournalFile::open(const std::filesystem::path& path, bool resume)
{
    JournalFile journal;
    journal.m_path = path;
    journal.m_descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC, 0666);
    const int descriptor = journal.m_descriptor;
    if (descriptor < 0)
        return system_failure(words("cannot be written"), path, errno);
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0)
        return system_failure(words("cannot be read"), path, errno);
    if (!S_ISREG(status.st_mode))
        return failure(words("expected a file, found something else"), path.string());
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? failure(words("another search is writing this journal"), path.string())
                                    : system_failure(words("cannot be locked"), path, errno);
    if (::fstat(descriptor, &status) != 0) // its writer may have added to it before it let go
        return system_failure(words("cannot be read"), path, errno);
    if (status.st_size == 0) {
        sync_folder(path);
        return journal;
    }
    if (!resume)
        return failure(words("holds a search already: resume it, or choose another file"), path.string());
    if (static_cast<std::uintmax_t>(status.st_size) > largest_journal)
        return failure(words("expected at most {1} bytes, found {2}", largest_journal, status.st_size), path.string());
    const auto text = read_all(descriptor, status.st_size, path);
    if (!text)
        return tl::unexpected(text.error());
    if (!text->starts_with(first_bytes) && !first_bytes.starts_with(*text)) // never cut another's file
        return failure(words("expected a journal of a search, found something else"), path.string(), at_line(1));
    const auto whole = text->rfind('\n') == std::string::npos ? 0 : text->rfind('\n') + 1;
    if (whole < text->size() && ::ftruncate(descriptor, static_cast<off_t>(whole)) != 0)
        return system_failure(words("its half last line cannot be cut off"), path, errno);
    journal.m_lines = split(std::string_view(*text).substr(0, whole));
    return journal;
}

Status JournalFile::append(const std::string& line)
{
    struct stat status = {};
    if (::fstat(m_descriptor, &status) != 0)
        return system_failure(words("cannot be read"), m_path, errno);
    if (const int code = write_all(m_descriptor, line + '\n'); code != 0) {
        const bool cut = ::ftruncate(m_descriptor, status.st_size) == 0; // a full disk leaves no half line
        return system_failure(
            cut ? words("cannot be written") : words("cannot be written, its last line is cut off"), m_path, code);
    }
    m_lines.push_back(line);
    return {};
}

JournalFile::JournalFile(JournalFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_lines(std::move(other.m_lines))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

JournalFile& JournalFile::operator=(JournalFile&& other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_lines, other.m_lines);
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

JournalFile::~JournalFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace ropewalk::search
