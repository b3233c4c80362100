// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/client/call.h"
#include "app/studio/client/message_codec.h"
#include "app/studio/client/transport.h"
#include "core/protocol/documents_messages.h"
#include "core/protocol/job_messages.h"
#include "core/protocol/memory_messages.h"
#include "core/protocol/messages.h"

#include <QHash>
#include <QThread>
#include <memory>

namespace ropewalk::studio {

/// The requests of the protocol as typed methods, and its notifications as signals. One client lives through several
/// connections: when a transport closes, every pending request fails with the reason, and another can be attached.
/// Ids never repeat, so what a dead connection still delivers belongs to nobody.
class EngineClient : public QObject
{
    Q_OBJECT

public:
    explicit EngineClient(QObject* parent = nullptr);
    ~EngineClient() override;

    /// Takes the place of the present transport and starts it.
    void attach(std::unique_ptr<Transport> transport);
    /// Ends the connection on purpose: pending requests fail with the reason, disconnected() is not sent.
    void detach(const QString& reason);
    bool isConnected() const { return m_connected; }
    Transport* transport() const { return m_transport.get(); }

    // The reply is dropped when its context object dies first.
    Call initialize(const protocol::InitializeParams& params, QObject* context,
        Reply<protocol::InitializeResult> reply);
    Call devices(QObject* context, Reply<protocol::DevicesResult> reply);
    Call openModel(const protocol::OpenModelParams& params, QObject* context, Reply<protocol::ModelInfo> reply);
    Call openDocuments(const protocol::DocumentsParams& params, QObject* context,
        Reply<protocol::DocumentsInfo> reply);
    Call countDocuments(const protocol::DocumentsCountParams& params, QObject* context,
        Reply<protocol::DocumentsCountResult> reply);
    Call memory(const protocol::MemoryParams& params, QObject* context, Reply<protocol::MemoryResult> reply);
    Call score(const protocol::ScoreParams& params, QObject* context, Reply<protocol::ScoreResult> reply);
    Call search(const protocol::SearchParams& params, QObject* context, Reply<protocol::SearchResult> reply);
    Call pause(bool paused, QObject* context, Reply<void> reply);

    Call entropy(const protocol::EntropyParams& params, QObject* context, Reply<protocol::EntropyResult> reply);
    Call attentionRows(const protocol::AttentionRowsParams& params, QObject* context,
        Reply<protocol::AttentionRowsResult> reply);
    Call passkey(const protocol::PasskeyParams& params, QObject* context, Reply<protocol::PasskeyResult> reply);
    Call needle(const protocol::NeedleParams& params, QObject* context, Reply<protocol::NeedleResult> reply);
    Call curve(const protocol::CurveParams& params, QObject* context, Reply<protocol::CurveResult> reply);
    Call choices(const protocol::ChoicesParams& params, QObject* context, Reply<protocol::ChoicesResult> reply);

    bool isPending(qint64 id) const { return m_pending.contains(id); }
    void cancel(qint64 id);

Q_SIGNALS:
    void connected();
    void disconnected(const QString& reason); ///< after every pending request has failed with it
    void malformed(const QString& what); ///< a message that could not be read; the connection goes on

    void progress(qint64 id, const ropewalk::protocol::JobProgress& progress);
    void evaluation(qint64 id, const ropewalk::protocol::EvaluationReport& report);
    void generation(qint64 id, const ropewalk::protocol::GenerationReport& report);
    void journalLine(qint64 id, const QString& line);
    void entropyLayer(qint64 id, const ropewalk::protocol::EntropyLayerReport& report);
    void passkeyCell(qint64 id, const ropewalk::protocol::PasskeyCellReport& report);
    void needlePoint(qint64 id, const ropewalk::protocol::NeedlePointReport& report);
    void curvePoint(qint64 id, const ropewalk::protocol::CurvePointReport& report);
    void choice(qint64 id, const ropewalk::protocol::ChoiceReport& report);

private:
    using Handler = std::function<void(const Result<nlohmann::json>&)>;

    template <class T>
    Call request(const char* method, nlohmann::json params, QObject* context, Reply<T> reply);
    Call post(const char* method, nlohmann::json params, Handler handler);
    void send(protocol::Message message);
    void receive(const protocol::Message& message);
    void receiveNotification(const protocol::Notification& notification);
    void failPending(const Error& error);
    void release();

    QThread m_thread;
    std::unique_ptr<Transport> m_transport;
    MessageCodec* m_codec = nullptr; ///< lives in m_thread, deleted there
    QHash<qint64, Handler> m_pending;
    qint64 m_lastId = 0;
    bool m_connected = false;
};

} // namespace ropewalk::studio
