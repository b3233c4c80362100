// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve/stdio.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace ropewalk::engine {

namespace {

tl::unexpected<Error> system_failure(const Words& what)
{
    return failure(words("cannot take over {1}: {2}", what, std::strerror(errno)));
}

} // namespace

Result<Stdio> Stdio::take()
{
    Stdio out;
    out.input = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    if (out.input < 0)
        return system_failure(words("the standard input"));
    out.output = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (out.output < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
        return system_failure(words("the standard output"));
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0)
        return system_failure(words("the standard input"));
    ::close(nothing);
    return out;
}

void read_until_end(int descriptor, const std::function<bool(std::string_view bytes)>& receive)
{
    std::array<char, 1 << 16> bytes;
    for (;;) {
        const auto count = ::read(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0 || !receive({ bytes.data(), static_cast<std::size_t>(count) }))
            return;
    }
}

} // namespace ropewalk::engine
