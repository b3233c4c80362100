// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <thread>

namespace ropewalk::engine {

/// While it lives, Ctrl-C asks the work to stop at its next yield point; a second one ends the process at
/// once. Make it before any other thread begins, so that none of them receives the signal.
class Interrupt
{
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    bool raised() const { return m_raised; }

private:
    void watch();

    std::atomic<bool> m_raised = false;
    int m_signals = -1; ///< a signalfd
    int m_end = -1; ///< an eventfd: the watching is over
    std::thread m_thread;
};

} // namespace ropewalk::engine
