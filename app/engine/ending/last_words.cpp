// SPDX-License-Identifier: Apache-2.0
#include "app/engine/ending/last_words.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <new>
#include <string_view>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace ropewalk::engine {

namespace {

constexpr std::string_view name = "ropewalk-engine: ";
constexpr std::string_view no_memory
    = "not enough memory to go on: the machine's is full, or a limit on it (ulimit -v) is too low";
constexpr rlim_t scarce = 64u << 20; ///< bytes of address space left, below which libraries fail unasked

/// Nothing here may ask for memory.
[[noreturn]] void end_with(std::string_view sentence)
{
    for (const std::string_view part : { name, sentence, std::string_view("\n") })
        if (::write(STDERR_FILENO, part.data(), part.size()) < 0)
            break;
    ::_exit(EXIT_FAILURE);
}

/// What nobody caught.
[[noreturn]] void at_terminate()
{
    if (const std::exception_ptr thrown = std::current_exception()) {
        try {
            std::rethrow_exception(thrown);
        } catch (const std::bad_alloc&) {
        } catch (const std::system_error& error) {
            if (error.code() != std::errc::resource_unavailable_try_again) // no thread can begin
                end_with(error.what());
        } catch (const std::exception& error) {
            const std::string_view said = error.what();
            end_with(said.substr(0, said.find('\n')));
        } catch (...) {
            end_with("ended by an exception that says nothing");
        }
    }
    end_with(no_memory);
}

/// Whether the address space is limited and all but used up.
bool address_space_is_scarce()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return false;
    const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    std::array<char, 64> text{};
    const auto size = file < 0 ? -1 : ::read(file, text.data(), text.size());
    if (file >= 0)
        ::close(file);
    rlim_t pages = 0;
    for (ssize_t i = 0; i < size && text[static_cast<std::size_t>(i)] != ' '; ++i)
        pages = pages * 10 + static_cast<rlim_t>(text[static_cast<std::size_t>(i)] - '0');
    const rlim_t used = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
    return size > 0 && used + scarce > limit.rlim_cur;
}

/// A library that was given no memory and wrote there all the same; any other fault keeps its usual effect.
void at_fault(int signal)
{
    if (address_space_is_scarce())
        end_with(no_memory);
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

/// Before a sanitizer has begun, too, which must not look at what this does.
[[gnu::no_sanitize("address", "thread", "undefined")]] void begin()
{
    static char stack[1 << 14]; // the fault may be that the usual one has no room
    std::set_terminate(at_terminate);
    stack_t other{};
    other.ss_sp = stack;
    other.ss_size = sizeof stack;
    ::sigaltstack(&other, nullptr);
    struct sigaction action = {};
    action.sa_handler = at_fault;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    ::sigaction(SIGSEGV, &action, nullptr);
}

/// The loader calls what stands in this section before any library begins.
[[gnu::section(".preinit_array"), gnu::used]] void (*const before_all)() = begin;

} // namespace

void have_last_words()
{
    std::signal(SIGXFSZ, SIG_IGN);
}

} // namespace ropewalk::engine
