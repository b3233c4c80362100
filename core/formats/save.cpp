// SPDX-License-Identifier: Apache-2.0
#include "core/formats/factor_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <sys/stat.h>
#include <unistd.h>

namespace ropewalk::formats {
namespace {

/// A new file beside the one to replace; it goes away unless it is renamed.
class TemporaryFile
{
public:
    explicit TemporaryFile(const std::filesystem::path& beside)
    {
        std::random_device random;
        for (int attempt = 0; attempt < 16 && m_descriptor < 0; ++attempt) {
            std::string name = ".";
            name.append(beside.filename().string())
                .append(".")
                .append(std::to_string(random()))
                .append(".saving");
            m_path = beside.parent_path() / name;
            m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            if (m_descriptor < 0 && errno != EEXIST)
                break;
        }
        m_exists = m_descriptor >= 0;
    }
    ~TemporaryFile()
    {
        const int saved = errno;
        if (m_descriptor >= 0)
            ::close(m_descriptor);
        if (m_exists)
            ::unlink(m_path.c_str());
        errno = saved;
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    bool ok() const { return m_descriptor >= 0; }
    bool write(std::string_view text)
    {
        while (!text.empty()) {
            const ssize_t written = ::write(m_descriptor, text.data(), text.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return false;
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        return ::fsync(m_descriptor) == 0;
    }
    /// Keeps the permissions of the file that is replaced.
    void take_mode_of(const std::filesystem::path& old)
    {
        struct stat status
        {
        };
        if (::stat(old.c_str(), &status) == 0)
            (void)::fchmod(m_descriptor, status.st_mode & 07777);
    }
    bool rename_to(const std::filesystem::path& target)
    {
        const int closed = ::close(m_descriptor);
        m_descriptor = -1;
        if (closed != 0 || ::rename(m_path.c_str(), target.c_str()) != 0)
            return false;
        m_exists = false;
        return true;
    }

private:
    std::filesystem::path m_path;
    int m_descriptor = -1;
    bool m_exists = false;
};

tl::unexpected<Error> not_saved(const std::filesystem::path& path, int code)
{
    return failure(std::string("cannot be saved: ") + std::strerror(code), path.string());
}

} // namespace

Status save_atomically(const std::filesystem::path& path, std::string_view text)
{
    std::error_code code;
    std::filesystem::path target = std::filesystem::weakly_canonical(path, code); // a link stays a link
    if (code)
        return not_saved(path, code.value());
    if (std::filesystem::is_directory(target, code))
        return not_saved(path, EISDIR);

    TemporaryFile file(target);
    if (!file.ok() || !file.write(text))
        return not_saved(path, errno);
    file.take_mode_of(target);
    if (!file.rename_to(target))
        return not_saved(path, errno);

    const int folder = ::open(target.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) { // so that the new name survives a power cut; a file system without it is no error
        (void)::fsync(folder);
        ::close(folder);
    }
    return {};
}

} // namespace ropewalk::formats
