// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/client/process_transport.h"

#include <QCoreApplication>
#include <QProcessEnvironment>
#include <QTimer>
#include <csignal>
#include <cstring>

namespace ropewalk::studio {

namespace {
constexpr qsizetype kErrorTailBytes = 4096;
constexpr int kGraceMs = 2000; // what an engine may take to end after its input was closed
constexpr auto kWaitPolicy = "OMP_WAIT_POLICY"; // read by the engine's OpenMP
}

ProcessTransport::ProcessTransport(QString program, QStringList arguments, QObject* parent)
    : Transport(parent)
    , m_program(std::move(program))
    , m_arguments(std::move(arguments))
    , m_process(new QProcess(this))
{
    connect(m_process, &QProcess::started, this, &Transport::opened);
    connect(m_process, &QProcess::readyReadStandardOutput, this,
        [this] { Q_EMIT dataReceived(m_process->readAllStandardOutput()); });
    connect(m_process, &QProcess::readyReadStandardError, this, [this] {
        m_errorTail = (m_errorTail + m_process->readAllStandardError()).right(kErrorTailBytes);
    });
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            close(tr("%1 could not be started: %2").arg(m_program, m_process->errorString()));
    });
    connect(m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        if (status == QProcess::CrashExit && code == SIGKILL)
            close(tr("it was killed (signal 9), as happens when memory runs out") + lastWords());
        else if (status == QProcess::CrashExit)
            close(tr("it was ended by signal %1 (%2)").arg(code).arg(QString::fromLocal8Bit(strsignal(code)))
                + lastWords());
        else
            close(tr("it ended with code %1").arg(code) + lastWords());
    });
}

ProcessTransport::~ProcessTransport()
{
    stop();
}

void ProcessTransport::start()
{
    // Its threads sleep while they wait; told here, the engine need not begin anew to tell its OpenMP.
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!environment.contains(QLatin1String(kWaitPolicy)))
        environment.insert(QLatin1String(kWaitPolicy), QStringLiteral("PASSIVE"));
    m_process->setProcessEnvironment(environment);
    m_process->start(m_program, m_arguments);
}

void ProcessTransport::sendData(const QByteArray& data)
{
    m_process->write(data);
}

void ProcessTransport::stop()
{
    if (!m_process)
        return;
    // The end of its input ends the engine; the process object outlives this one until then, and is killed if it
    // takes too long.
    QProcess* process = std::exchange(m_process, nullptr);
    process->disconnect(this);
    if (process->state() == QProcess::NotRunning) {
        delete process;
        return;
    }
    process->closeWriteChannel();
    process->setParent(nullptr);
    if (!QCoreApplication::instance() || QCoreApplication::closingDown()) {
        if (!process->waitForFinished(kGraceMs))
            process->kill();
        delete process;
        return;
    }
    QObject::connect(process, &QProcess::finished, process, &QObject::deleteLater);
    QObject::connect(QCoreApplication::instance(), &QCoreApplication::aboutToQuit, process, [process] {
        if (!process->waitForFinished(kGraceMs))
            process->kill();
        process->waitForFinished(kGraceMs);
    });
    QTimer::singleShot(kGraceMs, process, &QProcess::kill);
}

void ProcessTransport::close(const QString& reason)
{
    if (std::exchange(m_closed, true))
        return;
    Q_EMIT closed(reason);
}

QString ProcessTransport::lastWords() const
{
    const QString text = QString::fromUtf8(m_errorTail).trimmed();
    const QString last = text.section(QLatin1Char('\n'), -1).left(300);
    return last.isEmpty() ? QString() : tr("; its last words: %1").arg(last);
}

} // namespace ropewalk::studio
