// SPDX-License-Identifier: Apache-2.0
#include "core/formats/saving/new_folder.h"

#include "core/formats/saving/unfinished.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace ropewalk::formats {

NewFolder::NewFolder(const std::filesystem::path& target)
{
    constexpr int most_attempts = 16; // another process may sweep a folder away before it is locked
    for (int attempt = 0; attempt < most_attempts && m_descriptor < 0; ++attempt) {
        m_path = target.parent_path() / unfinished_name(target);
        if (!std::filesystem::create_directory(m_path, m_code)) {
            if (m_code)
                return;
            continue; // it is another's
        }
        m_descriptor = ::open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (m_descriptor >= 0 && claim_unfinished(m_descriptor, m_path))
            return;
        m_code = std::error_code(errno, std::generic_category());
        if (m_descriptor >= 0)
            ::close(m_descriptor);
        m_descriptor = -1;
        std::error_code ignored;
        std::filesystem::remove(m_path, ignored);
    }
}

NewFolder::~NewFolder()
{
    if (m_descriptor < 0)
        return;
    std::error_code code;
    std::filesystem::remove_all(m_path, code); // links go, what they lead to stays
    ::close(m_descriptor);
}

bool NewFolder::rename_to(const std::filesystem::path& target)
{
    std::filesystem::rename(m_path, target, m_code);
    if (m_code)
        return false;
    ::close(m_descriptor);
    m_descriptor = -1;
    return true;
}

} // namespace ropewalk::formats
