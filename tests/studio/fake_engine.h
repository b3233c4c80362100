// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/client/transport.h"
#include "core/protocol/framing.h"
#include "core/protocol/json.h"
#include "core/protocol/rpc.h"

#include <functional>
#include <optional>
#include <vector>

/// The far end of a connection, in the test's hands: keeps what was asked, answers when the test says so, or by a
/// rule.
class FakeEngine : public ropewalk::studio::Transport
{
    Q_OBJECT

public:
    /// Answers a request at once; nothing leaves it waiting.
    using Rule = std::function<std::optional<nlohmann::json>(const ropewalk::protocol::Request&)>;

    explicit FakeEngine(Rule rule = {});
    void setRule(Rule rule) { m_rule = std::move(rule); }

    void start() override;
    void sendData(const QByteArray& data) override;

    void answer(const ropewalk::protocol::Id& id, nlohmann::json result);
    void refuse(const ropewalk::protocol::Id& id, ropewalk::protocol::RpcError error);
    void notify(const char* method, const ropewalk::protocol::Id& id, nlohmann::json payload);
    void sendBody(const std::string& body) { Q_EMIT dataReceived(QByteArray::fromStdString(framed(body))); }
    void sendBytes(const QByteArray& bytes) { Q_EMIT dataReceived(bytes); }
    void die(const QString& reason) { Q_EMIT closed(reason); }
    static std::string framed(const std::string& body) { return ropewalk::protocol::frame(body); }

    /// The requests of a method so far, oldest first.
    std::vector<ropewalk::protocol::Request> asked(const std::string& method) const;
    std::vector<ropewalk::protocol::Request> requests;
    std::vector<ropewalk::protocol::Notification> notifications;

Q_SIGNALS:
    void requested();

private:
    Rule m_rule;
    ropewalk::protocol::FrameReader m_reader;
};

/// A rule that greets, opens a small model and documents, and leaves the rest waiting.
FakeEngine::Rule obligingRule();
