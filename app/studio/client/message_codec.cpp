// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/client/message_codec.h"

#include "core/protocol/methods.h"
#include "views/language/translated.h"

namespace ropewalk::studio {

MessageCodec::MessageCodec()
    : m_reader(protocol::max_message_bytes)
{
}

void MessageCodec::feed(const QByteArray& data)
{
    m_reader.feed(std::string_view(data.constData(), std::size_t(data.size())));
    while (auto body = m_reader.next()) {
        if (!*body) {
            Q_EMIT malformed(views::translated(body->error()));
            continue;
        }
        auto message = protocol::parse_message(**body);
        if (message)
            Q_EMIT decoded(std::make_shared<protocol::Message>(std::move(*message)));
        else
            Q_EMIT malformed(views::translated(message.error().error.message));
    }
}

void MessageCodec::encode(const MessagePointer& message)
{
    const std::string body = std::visit([](const auto& envelope) { return protocol::to_text(envelope); }, *message);
    const auto* request = std::get_if<protocol::Request>(message.get());
    const auto* id = request ? std::get_if<std::int64_t>(&request->id) : nullptr;
    if (body.size() > protocol::max_message_bytes && id) {
        Q_EMIT tooLong(*id, qint64(body.size()));
        return;
    }
    Q_EMIT encoded(QByteArray::fromStdString(protocol::frame(body)));
}

} // namespace ropewalk::studio
