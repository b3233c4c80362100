// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/serve/sink.h"
#include "tests/engine/json_compare.h"

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <vector>

/// Keeps what is sent, parsed.
class Recorder : public ropewalk::engine::Sink
{
public:
    void send(std::string body, bool = false) override
    {
        const std::lock_guard lock(m_mutex);
        m_messages.push_back(nlohmann::json::parse(body));
        m_changed.notify_all();
    }
    std::vector<nlohmann::json> messages()
    {
        const std::lock_guard lock(m_mutex);
        return m_messages;
    }
    /// The answer to a request, waited for; null after five seconds without.
    nlohmann::json answer(std::int64_t id)
    {
        std::unique_lock lock(m_mutex);
        nlohmann::json found;
        m_changed.wait_for(lock, std::chrono::seconds(5), [&] {
            for (const auto& message : m_messages)
                if (!message.contains("method") && message["id"] == id)
                    found = message;
            return !found.is_null();
        });
        return found;
    }
    int answers(std::int64_t id)
    {
        int count = 0;
        for (const auto& message : messages())
            count += !message.contains("method") && message["id"] == id;
        return count;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<nlohmann::json> m_messages;
};
