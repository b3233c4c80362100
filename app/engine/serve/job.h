// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/serve/sink.h"
#include "core/protocol/rpc.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>

namespace ropewalk::engine {

/// What may run inside what: at a job's yield points, waiting jobs of a higher priority are run first.
enum class Priority
{
    background, ///< a search
    measurement, ///< passkey, curve
    score, ///< a set's score
    preview, ///< a score while the user drags
    control, ///< opening a model or documents: never overtaken by what was asked for after it
};

/// What a request is answered with.
using Answer = tl::expected<nlohmann::json, protocol::RpcError>;

/// A request that takes time. Answered exactly once: by its work, or at once when it is stopped; nothing is
/// said about it after its answer. Made and stopped on any thread, run on the compute thread.
class Job
{
public:
    using Work = std::function<Answer(Job& job)>;

    struct Description
    {
        protocol::Id id;
        std::string method;
        Priority priority = Priority::background;
        std::string slot; ///< a newer job in the same non-empty slot stops this one
    };

    Job(Description description, Work work, Sink& sink);

    const Description& description() const { return m_description; }
    bool stopped() const { return m_stopped; }
    bool paused() const { return m_paused; }

    /// Answers "cancelled" with this reason; the work ends at its next yield point and what it returns is
    /// dropped.
    void stop(const Words& reason);
    void set_paused(bool paused) { m_paused = paused; }

    /// Sends a notification about this job: payload with its "id". Nothing after the answer.
    void notify(const char* method, nlohmann::json payload, bool may_drop = false);
    /// Sends job/progress with the time left, at most 20 times a second.
    void progress(std::int64_t done, std::int64_t total, const Words& message = {});

    // For the queue: the order of submission.
    std::uint64_t number() const { return m_number; }
    void set_number(std::uint64_t number) { m_number = number; }

    // For the compute thread alone.
    /// Runs the work and answers. An exception becomes an internal error.
    void run();
    double active_seconds() const; ///< since run() began, without what was run inside it
    void add_suspended(std::chrono::steady_clock::duration time) { m_suspended += time; }

private:
    using Clock = std::chrono::steady_clock;

    void answer(const Answer& answer);

    const Description m_description;
    Work m_work;
    Sink& m_sink;
    std::uint64_t m_number = 0;
    std::atomic<bool> m_stopped = false;
    std::atomic<bool> m_paused = false;
    std::mutex m_mutex; ///< of m_answered, held while sending so that the answer is the last word
    bool m_answered = false;
    Clock::time_point m_begun{};
    Clock::duration m_suspended{};
    Clock::time_point m_last_progress{};
};

} // namespace ropewalk::engine
