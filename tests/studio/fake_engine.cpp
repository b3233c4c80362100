// SPDX-License-Identifier: GPL-3.0-only
#include "fake_engine.h"

#include "core/protocol/messages.h"

using namespace ropewalk;

FakeEngine::FakeEngine(Rule rule)
    : m_rule(std::move(rule))
    , m_reader(protocol::max_message_bytes)
{
}

void FakeEngine::start()
{
    QMetaObject::invokeMethod(this, &studio::Transport::opened, Qt::QueuedConnection);
}

void FakeEngine::sendData(const QByteArray& data)
{
    m_reader.feed(data.toStdString());
    while (auto body = m_reader.next()) {
        auto message = protocol::parse_message(body->value());
        if (auto* notification = std::get_if<protocol::Notification>(&*message))
            notifications.push_back(*notification);
        auto* request = std::get_if<protocol::Request>(&*message);
        if (!request)
            continue;
        requests.push_back(*request);
        if (m_rule)
            if (auto result = m_rule(*request))
                answer(request->id, *result);
    }
    Q_EMIT requested();
}

void FakeEngine::answer(const protocol::Id& id, nlohmann::json result)
{
    sendBody(protocol::to_text(protocol::Response{id, std::move(result), {}}));
}

void FakeEngine::refuse(const protocol::Id& id, protocol::RpcError error)
{
    sendBody(protocol::to_text(protocol::Response{id, nullptr, std::move(error)}));
}

void FakeEngine::notify(const char* method, const protocol::Id& id, nlohmann::json payload)
{
    sendBody(protocol::to_text(protocol::Notification{method, protocol::about(id, std::move(payload))}));
}

std::vector<protocol::Request> FakeEngine::asked(const std::string& method) const
{
    std::vector<protocol::Request> out;
    for (const protocol::Request& request : requests)
        if (request.method == method)
            out.push_back(request);
    return out;
}

FakeEngine::Rule obligingRule()
{
    return [](const protocol::Request& request) -> std::optional<nlohmann::json> {
        if (request.method == protocol::method::initialize) {
            protocol::InitializeResult result;
            result.build = "fake 1";
            result.device = "cpu";
            return protocol::to_json(result);
        }
        if (request.method == protocol::method::open_model) {
            const auto params = protocol::from_json<protocol::OpenModelParams>(request.params);
            protocol::ModelInfo info;
            info.path = info.name = params->path;
            info.fingerprint = "f-" + params->path;
            info.architecture = "LlamaForCausalLM";
            info.layers = 4;
            info.heads = info.kv_heads = 4;
            info.dtype = "f32";
            info.geometry = {64, 64, 10000.0, params->path == "demo" ? 256 : 512, rope::PairLayout::half_split};
            info.has_tokenizer = true;
            return protocol::to_json(info);
        }
        if (request.method == protocol::method::open_documents) {
            protocol::DocumentsInfo info;
            info.name = "fake text";
            info.documents = info.long_enough = 8;
            return protocol::to_json(info);
        }
        return std::nullopt;
    };
}
