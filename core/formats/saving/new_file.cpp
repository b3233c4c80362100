// SPDX-License-Identifier: Apache-2.0
#include "core/formats/saving/new_file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <random>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ropewalk::formats {
namespace {

constexpr std::string_view ending = ".saving";

std::string beginning(const std::filesystem::path& target)
{
    std::string name = ".";
    return name.append(target.filename().string()).append(".");
}

/// Locked for as long as its writer lives, and not swept away between its making and its lock.
bool claim(int descriptor)
{
    struct stat status
    {
    };
    return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && ::fstat(descriptor, &status) == 0
        && status.st_nlink > 0;
}

bool is_unfinished(const std::string& name, const std::string& begins)
{
    if (name.size() <= begins.size() + ending.size() || !name.starts_with(begins) || !name.ends_with(ending))
        return false;
    return std::all_of(name.begin() + std::ptrdiff_t(begins.size()),
        name.end() - std::ptrdiff_t(ending.size()),
        [](char letter) { return letter >= '0' && letter <= '9'; });
}

} // namespace

NewFile::NewFile(const std::filesystem::path& beside)
{
    std::random_device random;
    for (int attempt = 0; attempt < 16 && m_descriptor < 0; ++attempt) {
        std::string name = beginning(beside);
        name.append(std::to_string(random())).append(ending);
        m_path = beside.parent_path() / name;
        m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (m_descriptor < 0 && errno != EEXIST)
            break;
        if (m_descriptor >= 0 && !claim(m_descriptor)) {
            ::close(m_descriptor);
            ::unlink(m_path.c_str());
            m_descriptor = -1;
        }
    }
    m_exists = m_descriptor >= 0;
}

NewFile::~NewFile()
{
    const int saved = errno;
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    if (m_exists)
        ::unlink(m_path.c_str());
    errno = saved;
}

bool NewFile::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool NewFile::flush()
{
    return ::fsync(m_descriptor) == 0;
}

void NewFile::take_mode_of(const std::filesystem::path& old)
{
    struct stat status
    {
    };
    if (::stat(old.c_str(), &status) == 0)
        (void)::fchmod(m_descriptor, status.st_mode & 07777);
}

bool NewFile::rename_to(const std::filesystem::path& target)
{
    // Closed after it: until then the lock says that somebody is at work.
    if (::rename(m_path.c_str(), target.c_str()) != 0)
        return false;
    m_exists = false;
    ::close(m_descriptor);
    m_descriptor = -1;
    return true;
}

void sweep_unfinished(const std::filesystem::path& target)
{
    const std::string begins = beginning(target);
    std::error_code code;
    for (std::filesystem::directory_iterator entry(target.parent_path(), code), end; !code && entry != end;
         entry.increment(code)) {
        if (!is_unfinished(entry->path().filename().string(), begins))
            continue;
        const int descriptor = ::open(entry->path().c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
        if (descriptor < 0)
            continue;
        if (claim(descriptor))
            ::unlink(entry->path().c_str());
        ::close(descriptor);
    }
}

void flush_folder(const std::filesystem::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    (void)::fsync(descriptor);
    ::close(descriptor);
}

} // namespace ropewalk::formats
