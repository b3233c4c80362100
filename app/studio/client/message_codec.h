// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/framing.h"
#include "core/protocol/rpc.h"

#include <QByteArray>
#include <QObject>
#include <QString>
#include <memory>

namespace ropewalk::studio {

using MessagePointer = std::shared_ptr<const protocol::Message>;

/// Frames and parses the messages of one connection in a worker thread, so that a message of 16 MiB never holds up
/// the window. One codec serves one connection: a half message dies with it.
class MessageCodec : public QObject
{
    Q_OBJECT

public:
    MessageCodec();

    void feed(const QByteArray& data);
    void encode(const ropewalk::studio::MessagePointer& message);

Q_SIGNALS:
    void decoded(const ropewalk::studio::MessagePointer& message);
    void encoded(const QByteArray& data);
    void tooLong(qint64 id, qint64 bytes); ///< a request that no engine takes; it is not sent
    void malformed(const QString& what);

private:
    protocol::FrameReader m_reader;
};

} // namespace ropewalk::studio
