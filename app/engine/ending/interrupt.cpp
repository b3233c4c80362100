// SPDX-License-Identifier: Apache-2.0
#include "app/engine/ending/interrupt.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace ropewalk::engine {

namespace {

constexpr int interrupted_status = 130;
constexpr auto same_press = std::chrono::milliseconds(500); // a wrapper may pass on what the terminal sent already

sigset_t watched_signals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

Interrupt::Interrupt()
{
    const sigset_t set = watched_signals();
    m_signals = ::signalfd(-1, &set, SFD_CLOEXEC);
    m_end = ::eventfd(0, EFD_CLOEXEC);
    if (m_signals < 0 || m_end < 0)
        return; // the signals keep their usual effect
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_thread = std::thread([this] { watch(); });
}

Interrupt::~Interrupt()
{
    if (m_thread.joinable()) {
        ::eventfd_write(m_end, 1);
        m_thread.join();
        const sigset_t set = watched_signals();
        ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    }
    ::close(m_signals);
    ::close(m_end);
}

void Interrupt::watch()
{
    std::array<pollfd, 2> watched{ { { m_signals, POLLIN, 0 }, { m_end, POLLIN, 0 } } };
    std::chrono::steady_clock::time_point first;
    while (::poll(watched.data(), watched.size(), -1) >= 0 || errno == EINTR) {
        if (watched[1].revents)
            return;
        signalfd_siginfo signal{};
        if (!watched[0].revents || ::read(m_signals, &signal, sizeof signal) != sizeof signal)
            continue;
        const auto now = std::chrono::steady_clock::now();
        if (!m_raised.exchange(true))
            first = now;
        else if (now - first > same_press)
            std::_Exit(interrupted_status);
    }
}

} // namespace ropewalk::engine
