// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve/server.h"

#include "core/protocol/json.h"

namespace ropewalk::engine {

namespace code = protocol::error_code;

namespace {

tl::unexpected<protocol::RpcError> refused(int code, Words message)
{
    return tl::unexpected(protocol::RpcError{ code, std::move(message), {}, {} });
}

tl::unexpected<protocol::RpcError> refused(int code, const Error& error)
{
    return tl::unexpected(protocol::to_rpc(error, code));
}

} // namespace

Server::Server(JobQueue& queue, Sink& sink, protocol::InitializeResult greeting)
    : m_queue(queue)
    , m_sink(sink)
    , m_greeting(std::move(greeting))
{
}

bool Server::receive(std::string_view body)
{
    const auto message = protocol::parse_message(body);
    if (!message) {
        m_sink.send(protocol::to_text(message.error().answer()));
        return true;
    }
    if (const auto* request = std::get_if<protocol::Request>(&*message))
        handle(*request);
    else if (const auto* notification = std::get_if<protocol::Notification>(&*message))
        return handle(*notification);
    return true; // a response: nothing was asked
}

void Server::refuse(const Error& error)
{
    m_sink.send(
        protocol::to_text(protocol::Response{ {}, nullptr, protocol::to_rpc(error, code::parse_error) }));
}

void Server::reply(const protocol::Id& id, const Answer& answer)
{
    protocol::Response response{ id, nullptr, {} };
    if (answer)
        response.result = *answer;
    else
        response.error = answer.error();
    m_sink.send(protocol::to_text(response));
}

void Server::handle(const protocol::Request& request)
{
    if (request.method == protocol::method::initialize)
        return reply(request.id, initialize(request.params));
    if (!m_initialized)
        return reply(request.id, refused(code::invalid_request, words("expected initialize first")));
    if (m_shut_down)
        return reply(request.id, refused(code::invalid_request, words("the engine is shutting down")));
    if (request.method == protocol::method::shutdown) {
        m_shut_down = true;
        m_queue.close(words("the engine is shutting down"));
        return reply(request.id, nlohmann::json());
    }
    if (request.method == protocol::method::pause)
        return reply(request.id, pause(request.params));
    const auto plan = m_plans.find(request.method);
    if (plan == m_plans.end())
        return reply(request.id, refused(code::method_not_found, words("no such method: {1}", request.method)));
    auto planned = plan->second(request.params);
    if (!planned)
        return reply(request.id, refused(code::invalid_params, planned.error()));
    auto job = std::make_shared<Job>(
        Job::Description{ request.id, request.method, planned->priority, std::move(planned->slot) },
        std::move(planned->work), m_sink);
    if (!m_queue.submit(std::move(job)))
        reply(request.id, refused(code::invalid_request, words("another request with this id is still open")));
}

bool Server::handle(const protocol::Notification& notification)
{
    if (notification.method == protocol::method::exit)
        return false;
    if (notification.method == protocol::method::cancel)
        if (const auto id = protocol::request_of(notification.params))
            m_queue.stop(*id, words("cancelled"));
    return true; // others are ignored, as JSON-RPC asks
}

Answer Server::initialize(const nlohmann::json& params)
{
    const auto parsed = protocol::from_json<protocol::InitializeParams>(params);
    if (!parsed)
        return refused(code::invalid_params, parsed.error());
    if (parsed->protocol != protocol::version)
        return refused(code::version_mismatch,
            words("this engine ({1}) speaks protocol {2}, the client ({3}) protocol {4}: install the same version "
                  "of both",
                m_greeting.build, protocol::version, parsed->client.empty() ? words("unnamed") : as_is(parsed->client),
                parsed->protocol));
    m_initialized = true;
    return to_json(m_greeting);
}

Answer Server::pause(const nlohmann::json& params)
{
    const auto parsed = protocol::from_json<protocol::PauseParams>(params);
    if (!parsed)
        return refused(code::invalid_params, parsed.error());
    if (!m_queue.pause(protocol::method::search, parsed->paused))
        return refused(code::failed, words("no search is running"));
    return nlohmann::json();
}

} // namespace ropewalk::engine
