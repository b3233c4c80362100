// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/client/transport.h"

#include <QProcess>
#include <QStringList>

namespace ropewalk::studio {

/// The engine as a child process: `ropewalk-engine serve`, or an `ssh` command line that ends in it.
class ProcessTransport : public Transport
{
    Q_OBJECT

public:
    ProcessTransport(QString program, QStringList arguments, QObject* parent = nullptr);
    ~ProcessTransport() override;

    void start() override;
    void sendData(const QByteArray& data) override;
    void stop() override;
    qint64 processId() const { return m_process->processId(); }

private:
    void close(const QString& reason);
    QString lastWords() const;

    QString m_program;
    QStringList m_arguments;
    QProcess* m_process; ///< a child object until stop(), which lets it end by itself
    QByteArray m_errorTail; ///< the last of its error stream, for the reason of a death
    bool m_closed = false;
};

} // namespace ropewalk::studio
