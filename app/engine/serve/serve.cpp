// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve/serve.h"

#include "app/engine/serve/handlers.h"
#include "app/engine/serve/outbox.h"
#include "app/engine/serve/stdio.h"
#include "core/model/memory/failure.h"
#include "core/protocol/framing.h"

#include <csignal>
#include <cstdlib>
#include <future>
#include <new>
#include <sys/resource.h>
#include <thread>

namespace ropewalk::engine {

namespace {

constexpr auto stop_limit = std::chrono::milliseconds(1200);
constexpr auto write_limit = std::chrono::milliseconds(500);
constexpr int niceness = 5; // leaves the window its processor time

protocol::InitializeResult greeting(const Device& device)
{
    protocol::InitializeResult out;
    out.build = "ropewalk-engine " ROPEWALK_VERSION;
    out.device = device.id;
    out.device_name = device.name;
    out.dtypes = device.dtypes;
    out.threads = device.threads;
    return out;
}

/// Until the input ends; true when the client said exit.
bool read_messages(int input, Server& server)
{
    protocol::FrameReader frames(protocol::max_message_bytes);
    bool told = false;
    read_until_end(input, [&](std::string_view bytes) {
        try {
            frames.feed(bytes);
            while (auto body = frames.next()) {
                if (!*body)
                    server.refuse(body->error());
                else if (told = !server.receive(**body); told)
                    return false;
            }
        } catch (const std::bad_alloc&) {
            server.refuse({ words("not enough memory for this message"), {}, {}, false });
        }
        return true;
    });
    return told;
}

} // namespace

Result<int> serve(Device device)
{
    std::signal(SIGPIPE, SIG_IGN); // a client that is gone is seen at the end of the input
    ::setpriority(PRIO_PROCESS, 0, niceness); // threads begun from here on inherit it
    const auto streams = Stdio::take();
    if (!streams)
        return tl::unexpected(streams.error());

    Outbox outbox(streams->output);
    JobQueue queue;
    Server server(queue, outbox, greeting(device));
    Workbench workbench(std::move(device));
    add_handlers(server, queue, workbench);

    std::promise<Status> began;
    std::promise<void> ended;
    auto compute_ended = ended.get_future();
    std::thread compute([&] {
        Status begun = model::guarded([&] { return begin_threads(workbench.device()); });
        const bool computes = begun.has_value();
        began.set_value(std::move(begun));
        if (computes)
            queue.run();
        ended.set_value();
    });
    if (const Status begun = began.get_future().get(); !begun) {
        compute.join();
        return tl::unexpected(begun.error());
    }
    const bool told = read_messages(streams->input, server);
    queue.close(words("the engine is ending"));
    const bool stopped = compute_ended.wait_for(stop_limit) == std::future_status::ready;
    outbox.finish(write_limit);
    const int status = told && !server.shut_down() ? EXIT_FAILURE : EXIT_SUCCESS;
    if (!stopped)
        std::_Exit(status); // the work does not reach a yield point; nothing of it is to be kept
    compute.join();
    return status;
}

} // namespace ropewalk::engine
