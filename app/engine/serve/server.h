// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/serve/job_queue.h"
#include "core/protocol/messages.h"

#include <functional>
#include <map>
#include <string>

namespace ropewalk::engine {

/// The protocol's far end: takes messages as they are read, answers what needs no work at once, and queues
/// the rest. For the reader's thread; the queue runs on another.
class Server
{
public:
    /// Work made from a request's params, or why they are refused.
    struct Planned
    {
        Job::Work work;
        std::string slot;
        Priority priority = Priority::background;
    };
    using Plan = std::function<Result<Planned>(const nlohmann::json& params)>;

    /// greeting: what initialize answers.
    Server(JobQueue& queue, Sink& sink, protocol::InitializeResult greeting);

    void on(const std::string& method, Plan plan) { m_plans[method] = std::move(plan); }

    /// A body as it was read. False: the client said exit.
    bool receive(std::string_view body);
    /// What came was no message.
    void refuse(const Error& error);

    bool shut_down() const { return m_shut_down; } ///< exit is then no failure

private:
    void handle(const protocol::Request& request);
    bool handle(const protocol::Notification& notification);
    Answer initialize(const nlohmann::json& params);
    Answer pause(const nlohmann::json& params);
    void reply(const protocol::Id& id, const Answer& answer);

    JobQueue& m_queue;
    Sink& m_sink;
    protocol::InitializeResult m_greeting;
    std::map<std::string, Plan> m_plans;
    bool m_initialized = false;
    bool m_shut_down = false;
};

} // namespace ropewalk::engine
