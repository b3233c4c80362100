// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve/job_queue.h"

#include <algorithm>

namespace ropewalk::engine {

namespace {

Priority above(Priority priority)
{
    return static_cast<Priority>(static_cast<int>(priority) + 1);
}

} // namespace

bool JobQueue::stop_if(std::vector<std::shared_ptr<Job>>& running, std::deque<std::shared_ptr<Job>>& waiting,
    const std::function<bool(const Job&)>& match, const Words& reason)
{
    bool found = false;
    for (const auto& job : running)
        if (match(*job)) {
            job->stop(reason);
            found = true;
        }
    std::erase_if(waiting, [&](const std::shared_ptr<Job>& job) {
        if (!match(*job))
            return false;
        job->stop(reason);
        return found = true;
    });
    return found;
}

bool JobQueue::submit(std::shared_ptr<Job> job)
{
    const Lock lock(m_mutex);
    const auto same_id = [&](const std::shared_ptr<Job>& other) {
        return other->description().id == job->description().id && !other->stopped();
    };
    if (m_closed || std::ranges::any_of(m_waiting, same_id) || std::ranges::any_of(m_running, same_id))
        return false;
    if (const std::string& slot = job->description().slot; !slot.empty())
        stop_if(
            m_running, m_waiting, [&](const Job& other) { return other.description().slot == slot; },
            words("superseded by a newer request"));
    job->set_number(++m_submitted);
    m_waiting.push_back(std::move(job));
    m_changed.notify_all();
    return true;
}

bool JobQueue::stop(const protocol::Id& id, const Words& reason)
{
    const Lock lock(m_mutex);
    const bool found = stop_if(
        m_running, m_waiting, [&](const Job& job) { return job.description().id == id && !job.stopped(); },
        reason);
    m_changed.notify_all();
    return found;
}

void JobQueue::stop_waiting_before(const Job& job, const Words& reason)
{
    const Lock lock(m_mutex);
    std::vector<std::shared_ptr<Job>> none;
    stop_if(
        none, m_waiting, [&](const Job& other) { return other.number() < job.number(); }, reason);
}

bool JobQueue::pause(const std::string& method, bool paused)
{
    const Lock lock(m_mutex);
    bool found = false;
    for (auto job = m_running.rbegin(); job != m_running.rend(); ++job)
        if ((*job)->description().method == method && !(paused && found)) {
            (*job)->set_paused(paused);
            found = true;
        }
    m_changed.notify_all();
    return found;
}

void JobQueue::close(const Words& reason)
{
    const Lock lock(m_mutex);
    m_closed = true;
    stop_if(
        m_running, m_waiting, [](const Job&) { return true; }, reason);
    m_changed.notify_all();
}

/// The first of the most urgent waiting jobs, taken off; null if none is urgent enough.
std::shared_ptr<Job> JobQueue::take(Priority at_least)
{
    const auto urgency = [](const std::shared_ptr<Job>& job) { return job->description().priority; };
    const auto first = std::ranges::max_element(m_waiting, {}, urgency);
    if (first == m_waiting.end() || urgency(*first) < at_least)
        return nullptr;
    std::shared_ptr<Job> job = *first;
    m_waiting.erase(first);
    return job;
}

void JobQueue::execute(Lock& lock, const std::shared_ptr<Job>& job)
{
    m_running.push_back(job);
    lock.unlock();
    job->run();
    lock.lock();
    m_running.pop_back();
}

void JobQueue::run()
{
    Lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [&] { return m_closed || !m_waiting.empty(); });
        if (m_closed)
            return;
        execute(lock, take(Priority::background));
    }
}

bool JobQueue::yield(Job& job)
{
    using Clock = std::chrono::steady_clock;
    Lock lock(m_mutex);
    const auto begun = Clock::now();
    bool suspended = false;
    while (!job.stopped()) {
        const bool held = job.paused();
        if (const auto next = take(held ? Priority::background : above(job.description().priority)))
            execute(lock, next);
        else if (held)
            m_changed.wait(lock);
        else
            break;
        suspended = true;
    }
    if (suspended)
        job.add_suspended(Clock::now() - begun);
    return !job.stopped();
}

} // namespace ropewalk::engine
