// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve/outbox.h"

#include "core/protocol/framing.h"

#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <unistd.h>

namespace ropewalk::engine {

namespace {

constexpr std::size_t drop_above = 1u << 20;

bool write_bytes(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

struct Outbox::State
{
    int descriptor = -1;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::string> waiting;
    std::size_t bytes = 0; ///< of waiting, the message being written among them
    bool closed = false; ///< no more messages
    bool broken = false; ///< nobody reads any more
};

Outbox::Outbox(int descriptor)
    : m_state(std::make_shared<State>())
{
    m_state->descriptor = descriptor;
    m_thread = std::thread([state = m_state] {
        std::unique_lock lock(state->mutex);
        for (;;) {
            state->changed.wait(lock, [&] { return state->closed || !state->waiting.empty(); });
            if (state->waiting.empty() || state->broken)
                return;
            const std::string message = std::move(state->waiting.front());
            state->waiting.pop_front();
            lock.unlock();
            const bool written = write_bytes(state->descriptor, message);
            lock.lock();
            state->bytes -= message.size();
            state->broken = state->broken || !written;
            state->changed.notify_all();
        }
    });
}

Outbox::~Outbox()
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->closed = true;
        m_state->broken = m_state->broken || !m_state->waiting.empty();
        m_state->changed.notify_all();
    }
    m_thread.detach(); // a write that blocks for good must not hold up the end
}

void Outbox::send(std::string body, bool may_drop)
{
    const std::lock_guard lock(m_state->mutex);
    if (m_state->closed || m_state->broken || (may_drop && m_state->bytes > drop_above))
        return;
    m_state->waiting.push_back(protocol::frame(body));
    m_state->bytes += m_state->waiting.back().size();
    m_state->changed.notify_all();
}

bool Outbox::finish(std::chrono::milliseconds limit)
{
    std::unique_lock lock(m_state->mutex);
    m_state->closed = true;
    m_state->changed.notify_all();
    return m_state->changed.wait_for(lock, limit, [&] { return m_state->bytes == 0 || m_state->broken; });
}

} // namespace ropewalk::engine
