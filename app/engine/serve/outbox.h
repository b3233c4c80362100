// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/serve/sink.h"

#include <chrono>

#include <memory>

#include <thread>

namespace ropewalk::engine {

/// Frames messages and writes them to a descriptor from a thread of its own, so that a client which does not
/// read never holds up a job. What may be dropped is, while more than a megabyte waits.
class Outbox : public Sink
{
public:
    explicit Outbox(int descriptor);
    ~Outbox() override; ///< gives up what is not yet written unless finish() came first

    void send(std::string body, bool may_drop = false) override;
    /// Takes no more messages and waits until all are written, or the time is over (false).
    bool finish(std::chrono::milliseconds limit);

private:
    struct State; ///< shared with the thread, which may outlive this object while a write blocks
    std::shared_ptr<State> m_state;
    std::thread m_thread;
};

} // namespace ropewalk::engine
