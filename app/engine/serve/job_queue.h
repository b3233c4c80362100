// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/serve/job.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <vector>

namespace ropewalk::engine {

/// The jobs of one device. One thread calls run(); a job's work calls yield() at its layer boundaries, and
/// what is more urgent runs there, inside it. Everything else may be called from any thread.
class JobQueue
{
public:
    /// Queues a job; what waits or runs in the same slot is stopped. False: its id is in use, or the queue is
    /// closed.
    bool submit(std::shared_ptr<Job> job);

    /// Stops a waiting or running job; false if there is none with this id.
    bool stop(const protocol::Id& id, const Words& reason);
    /// Stops what still waits and was submitted before this job (which runs now).
    void stop_waiting_before(const Job& job, const Words& reason);

    /// Holds the innermost running job of this method, or lets all of them go on. While a job is held, every
    /// waiting job may run. False if none runs.
    bool pause(const std::string& method, bool paused);

    /// Stops every job; run() returns when the running ones have ended.
    void close(const Words& reason);

    /// Runs jobs, the most urgent first and then in their order, until close().
    void run();

    /// From inside a job's work: runs what is more urgent, waits while the job is held; false = it was
    /// stopped.
    bool yield(Job& job);

private:
    using Lock = std::unique_lock<std::mutex>;

    std::shared_ptr<Job> take(Priority at_least);
    void execute(Lock& lock, const std::shared_ptr<Job>& job);
    static bool stop_if(std::vector<std::shared_ptr<Job>>& running, std::deque<std::shared_ptr<Job>>& waiting,
        const std::function<bool(const Job&)>& match, const Words& reason);

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::shared_ptr<Job>> m_waiting; ///< in the order of submit()
    std::vector<std::shared_ptr<Job>> m_running; ///< innermost last
    std::uint64_t m_submitted = 0;
    bool m_closed = false;
};

} // namespace ropewalk::engine
