// SPDX-License-Identifier: Apache-2.0
#include "core/formats/saving/new_file.h"

#include "core/formats/saving/unfinished.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ropewalk::formats {
NewFile::NewFile(const std::filesystem::path& beside)
{
    for (int attempt = 0; attempt < 16 && m_descriptor < 0; ++attempt) {
        m_path = beside.parent_path() / unfinished_name(beside);
        m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (m_descriptor < 0 && errno != EEXIST)
            break;
        if (m_descriptor >= 0 && !claim_unfinished(m_descriptor, m_path)) {
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

void flush_folder(const std::filesystem::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    (void)::fsync(descriptor);
    ::close(descriptor);
}

} // namespace ropewalk::formats
