// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve/job.h"

#include "core/protocol/json.h"

#include <exception>
#include <new>

namespace ropewalk::engine {

namespace {

constexpr auto progress_interval = std::chrono::milliseconds(50);

/// An exception's first line: libraries add a stack trace after it.
std::string first_line(std::string_view text)
{
    return std::string(text.substr(0, text.find('\n')));
}

Answer no_memory()
{
    return tl::unexpected(
        protocol::RpcError{ protocol::error_code::internal_error, words("not enough memory"), {}, {} });
}

Answer guarded(const Job::Work& work, Job& job)
{
    const auto failed = [](Words message) {
        return tl::unexpected(
            protocol::RpcError{ protocol::error_code::internal_error, std::move(message), {}, {} });
    };
    try {
        return work(job);
    } catch (const std::bad_alloc&) {
        return no_memory();
    } catch (const std::exception& error) {
        return failed(as_is(first_line(error.what())));
    }
}

} // namespace

Job::Job(Description description, Work work, Sink& sink)
    : m_description(std::move(description))
    , m_work(std::move(work))
    , m_sink(sink)
{
}

void Job::stop(const Words& reason)
{
    m_stopped = true;
    answer(tl::unexpected(protocol::RpcError{ protocol::error_code::cancelled, reason, {}, {} }));
}

void Job::answer(const Answer& answer)
{
    const std::lock_guard lock(m_mutex);
    if (m_answered)
        return;
    protocol::Response response{ m_description.id, nullptr, {} };
    if (answer)
        response.result = *answer;
    else
        response.error = answer.error();
    m_sink.send(protocol::to_text(response));
    m_answered = true;
}

void Job::notify(const char* method, nlohmann::json payload, bool may_drop)
{
    const std::lock_guard lock(m_mutex);
    if (!m_answered)
        m_sink.send(protocol::to_text(protocol::Notification{
                        method, protocol::about(m_description.id, std::move(payload)) }),
            may_drop);
}

void Job::progress(std::int64_t done, std::int64_t total, const Words& message)
{
    const auto now = Clock::now();
    if (now - m_last_progress < progress_interval)
        return;
    m_last_progress = now;
    protocol::JobProgress report{ done, total, -1, message };
    if (done > 0 && total >= done)
        report.seconds_left
            = active_seconds() * static_cast<double>(total - done) / static_cast<double>(done);
    notify(protocol::method::progress, to_json(report), true);
}

void Job::run()
{
    m_begun = Clock::now();
    try {
        answer(guarded(m_work, *this));
    } catch (const std::bad_alloc&) { // the answer itself is too large
        answer(no_memory());
    }
}

double Job::active_seconds() const
{
    return std::chrono::duration<double>(Clock::now() - m_begun - m_suspended).count();
}

} // namespace ropewalk::engine
