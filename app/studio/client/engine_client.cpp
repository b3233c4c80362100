// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/client/engine_client.h"

#include "core/protocol/json.h"
#include "core/protocol/methods.h"
#include "views/language/translated.h"

#include <QPointer>
#include <type_traits>

namespace ropewalk::studio {

EngineClient::EngineClient(QObject* parent)
    : QObject(parent)
{
    m_thread.setObjectName(QStringLiteral("engine messages"));
    m_thread.start();
}

EngineClient::~EngineClient()
{
    m_pending.clear();
    release();
    m_thread.quit();
    m_thread.wait();
}

void EngineClient::attach(std::unique_ptr<Transport> transport)
{
    detach(tr("another engine takes its place"));
    m_transport = std::move(transport);
    m_codec = new MessageCodec;
    m_codec->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_codec, &QObject::deleteLater);

    Transport* wire = m_transport.get();
    connect(wire, &Transport::dataReceived, m_codec, &MessageCodec::feed);
    connect(m_codec, &MessageCodec::encoded, wire, &Transport::sendData);
    connect(m_codec, &MessageCodec::tooLong, this, [this](qint64 id, qint64 bytes) {
        constexpr std::int64_t mebibyte = 1 << 20;
        if (Handler waiting = m_pending.take(id))
            waiting(failure(words("its message to the engine has {1} MiB, and the engine takes at most {2}",
                std::int64_t(bytes) / mebibyte, std::int64_t(protocol::max_message_bytes) / mebibyte)));
    });
    connect(m_codec, &MessageCodec::malformed, this, &EngineClient::malformed);
    connect(m_codec, &MessageCodec::decoded, this, [this](const MessagePointer& message) { receive(*message); });
    connect(wire, &Transport::opened, this, [this] {
        m_connected = true;
        Q_EMIT connected();
    });
    connect(wire, &Transport::closed, this, [this](const QString& reason) {
        // The codec may still hold answers that came before the end: it hands them over first.
        MessageCodec* codec = m_codec;
        QMetaObject::invokeMethod(codec, [this, codec, reason] {
            QMetaObject::invokeMethod(this, [this, codec, reason] {
                if (codec != m_codec)
                    return;
                release();
                failPending({as_is(reason.toStdString()), {}, {}, false});
                Q_EMIT disconnected(reason);
            });
        });
    });
    wire->start();
}

void EngineClient::detach(const QString& reason)
{
    if (!m_transport)
        return;
    release();
    failPending({as_is(reason.toStdString()), {}, {}, false});
}

void EngineClient::release()
{
    m_connected = false;
    if (m_codec) {
        m_codec->disconnect();
        m_codec->deleteLater();
        m_codec = nullptr;
    }
    if (m_transport) {
        m_transport->disconnect();
        m_transport->stop();
        m_transport.release()->deleteLater();
    }
}

template <class T>
Call EngineClient::request(const char* method, nlohmann::json params, QObject* context, Reply<T> reply)
{
    return post(method, std::move(params),
        [context = QPointer<QObject>(context), reply = std::move(reply)](const Result<nlohmann::json>& result) {
            if (!context)
                return;
            if (!result)
                reply(tl::unexpected(result.error()));
            else if constexpr (std::is_void_v<T>)
                reply({});
            else
                reply(protocol::from_json<T>(*result));
        });
}

Call EngineClient::initialize(
    const protocol::InitializeParams& params, QObject* context, Reply<protocol::InitializeResult> reply)
{
    return request(protocol::method::initialize, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::openModel(
    const protocol::OpenModelParams& params, QObject* context, Reply<protocol::ModelInfo> reply)
{
    return request(protocol::method::open_model, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::devices(QObject* context, Reply<protocol::DevicesResult> reply)
{
    return request(protocol::method::devices, nlohmann::json::object(), context, std::move(reply));
}

Call EngineClient::openDocuments(
    const protocol::DocumentsParams& params, QObject* context, Reply<protocol::DocumentsInfo> reply)
{
    return request(protocol::method::open_documents, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::countDocuments(
    const protocol::DocumentsCountParams& params, QObject* context, Reply<protocol::DocumentsCountResult> reply)
{
    return request(protocol::method::count_documents, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::memory(const protocol::MemoryParams& params, QObject* context, Reply<protocol::MemoryResult> reply)
{
    return request(protocol::method::memory, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::score(const protocol::ScoreParams& params, QObject* context, Reply<protocol::ScoreResult> reply)
{
    return request(protocol::method::score, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::search(const protocol::SearchParams& params, QObject* context, Reply<protocol::SearchResult> reply)
{
    return request(protocol::method::search, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::pause(bool paused, QObject* context, Reply<void> reply)
{
    return request(protocol::method::pause, protocol::to_json(protocol::PauseParams{paused}), context,
        std::move(reply));
}

Call EngineClient::entropy(
    const protocol::EntropyParams& params, QObject* context, Reply<protocol::EntropyResult> reply)
{
    return request(protocol::method::entropy, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::attentionRows(
    const protocol::AttentionRowsParams& params, QObject* context, Reply<protocol::AttentionRowsResult> reply)
{
    return request(protocol::method::attention_rows, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::passkey(
    const protocol::PasskeyParams& params, QObject* context, Reply<protocol::PasskeyResult> reply)
{
    return request(protocol::method::passkey, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::needle(const protocol::NeedleParams& params, QObject* context, Reply<protocol::NeedleResult> reply)
{
    return request(protocol::method::needle, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::curve(const protocol::CurveParams& params, QObject* context, Reply<protocol::CurveResult> reply)
{
    return request(protocol::method::curve, protocol::to_json(params), context, std::move(reply));
}

Call EngineClient::choices(
    const protocol::ChoicesParams& params, QObject* context, Reply<protocol::ChoicesResult> reply)
{
    return request(protocol::method::choices, protocol::to_json(params), context, std::move(reply));
}

void EngineClient::cancel(qint64 id)
{
    if (m_pending.contains(id))
        send(protocol::Notification{protocol::method::cancel, {{"id", id}}});
}

Call EngineClient::post(const char* method, nlohmann::json params, Handler handler)
{
    const qint64 id = ++m_lastId;
    m_pending.insert(id, std::move(handler));
    if (m_codec) {
        send(protocol::Request{std::int64_t(id), method, std::move(params)});
    } else {
        QMetaObject::invokeMethod(
            this,
            [this, id] {
                if (Handler waiting = m_pending.take(id))
                    waiting(failure(words("the engine is not running")));
            },
            Qt::QueuedConnection);
    }
    return {this, id};
}

void EngineClient::send(protocol::Message message)
{
    if (!m_codec)
        return;
    QMetaObject::invokeMethod(m_codec,
        [codec = m_codec, pointer = std::make_shared<const protocol::Message>(std::move(message))] {
            codec->encode(pointer);
        });
}

void EngineClient::receive(const protocol::Message& message)
{
    if (const auto* notification = std::get_if<protocol::Notification>(&message)) {
        receiveNotification(*notification);
        return;
    }
    const auto* response = std::get_if<protocol::Response>(&message);
    const auto* id = response && response->id ? std::get_if<std::int64_t>(&*response->id) : nullptr;
    if (!id) {
        Q_EMIT malformed(tr("the engine sent something that answers no request"));
        return;
    }
    // Taken out before it is called: whatever it does, it runs once.
    Handler handler = m_pending.take(*id);
    if (!handler)
        return;
    if (response->error)
        handler(tl::unexpected(protocol::from_rpc(*response->error)));
    else
        handler(response->result);
}

void EngineClient::receiveNotification(const protocol::Notification& notification)
{
    const auto request = protocol::request_of(notification.params);
    const auto* id = request ? std::get_if<std::int64_t>(&*request) : nullptr;
    if (!id || !m_pending.contains(*id))
        return; // of a request that is over
    const auto deliver = [&]<class T>(const char* method, const auto& told, std::type_identity<T>) {
        if (notification.method != method)
            return;
        if (const auto read = protocol::from_json<T>(notification.params))
            told(*read);
        else
            Q_EMIT malformed(
                QString::fromStdString(notification.method) + QStringLiteral(": ") + views::translated(read.error()));
    };
    const auto pass = [&]<class T>(const char* method, void (EngineClient::*told)(qint64, const T&)) {
        deliver(method, [&](const T& value) { Q_EMIT (this->*told)(*id, value); }, std::type_identity<T>());
    };
    pass(protocol::method::progress, &EngineClient::progress);
    pass(protocol::method::evaluation, &EngineClient::evaluation);
    pass(protocol::method::generation, &EngineClient::generation);
    pass(protocol::method::entropy_layer, &EngineClient::entropyLayer);
    pass(protocol::method::passkey_cell, &EngineClient::passkeyCell);
    pass(protocol::method::needle_point, &EngineClient::needlePoint);
    pass(protocol::method::curve_point, &EngineClient::curvePoint);
    pass(protocol::method::choice, &EngineClient::choice);
    deliver(protocol::method::journal,
        [&](const protocol::JournalLine& line) { Q_EMIT journalLine(*id, QString::fromStdString(line.line)); },
        std::type_identity<protocol::JournalLine>());
}

void EngineClient::failPending(const Error& error)
{
    const QHash<qint64, Handler> pending = std::exchange(m_pending, {});
    for (const Handler& handler : pending)
        handler(tl::unexpected(error));
}

} // namespace ropewalk::studio
