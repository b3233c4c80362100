// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

namespace ropewalk::studio {

/// A stream of bytes to and from an engine. Lives in the GUI thread and never blocks it.
class Transport : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Opens the stream; opened() or closed() follows.
    virtual void start() { Q_EMIT opened(); }
    virtual void sendData(const QByteArray& data) = 0;
    /// Ends the stream; no signal comes after it.
    virtual void stop() {}

Q_SIGNALS:
    void opened();
    void dataReceived(const QByteArray& data);
    void closed(const QString& reason); ///< once, in words for the user; nothing comes after it
};

} // namespace ropewalk::studio
