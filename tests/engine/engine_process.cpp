// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/engine_process.h"

#include <QDeadlineTimer>
#include <QDebug>

using nlohmann::json;

namespace {

constexpr int patience = 60000; // ms: a hang fails, slowness does not
const QString program = QStringLiteral(ROPEWALK_ENGINE_PROGRAM);

} // namespace

EngineProcess::EngineProcess(const QStringList& arguments, const QString& limits)
    : m_frames(ropewalk::protocol::max_message_bytes)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const QStringList all = QStringList{ QStringLiteral("serve") } + arguments;
    if (limits.isEmpty())
        m_process.start(program, all);
    else
        m_process.start(QStringLiteral("bash"),
            QStringList{ QStringLiteral("-c"), limits + QStringLiteral("; exec \"$0\" \"$@\""), program } + all);
    m_process.waitForStarted(patience);
}

EngineProcess::~EngineProcess()
{
    m_process.kill();
    m_process.waitForFinished(patience);
}

void EngineProcess::sendBytes(const std::string& bytes)
{
    m_process.write(bytes.data(), static_cast<qint64>(bytes.size()));
    while (m_process.bytesToWrite() > 0 && m_process.waitForBytesWritten(patience)) { }
}

int EngineProcess::request(const std::string& method, const json& params)
{
    const json message{ { "jsonrpc", "2.0" }, { "id", ++m_last_id }, { "method", method },
        { "params", params } };
    sendBytes(ropewalk::protocol::frame(message.dump()));
    return m_last_id;
}

void EngineProcess::notify(const std::string& method, const json& params)
{
    const json message{ { "jsonrpc", "2.0" }, { "method", method }, { "params", params } };
    sendBytes(ropewalk::protocol::frame(message.dump()));
}

json EngineProcess::waitFor(const std::function<bool(const json&)>& match)
{
    const QDeadlineTimer deadline(patience);
    for (;;) {
        while (auto body = m_frames.next()) {
            if (!*body) {
                qWarning() << "a broken frame:" << body->error().text().c_str();
                continue;
            }
            m_seen.push_back(json::parse(**body));
            if (match(m_seen.back()))
                return m_seen.back();
        }
        if (deadline.hasExpired() || !m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
            return {};
        const QByteArray bytes = m_process.readAllStandardOutput();
        m_frames.feed({ bytes.constData(), static_cast<std::size_t>(bytes.size()) });
    }
}

json EngineProcess::response(int id)
{
    const auto match
        = [id](const json& message) { return !message.contains("method") && message["id"] == id; };
    for (const json& message : m_seen)
        if (match(message))
            return message;
    return waitFor(match);
}

json EngineProcess::notification(const std::string& method, int id)
{
    return waitFor([&](const json& message) {
        return message.value("method", std::string()) == method && message["params"]["id"] == id;
    });
}

bool EngineProcess::answered(int id) const
{
    for (const json& message : m_seen)
        if (!message.contains("method") && message["id"] == id)
            return true;
    return false;
}

bool EngineProcess::openDemo()
{
    const json greeting = response(request("initialize", { { "protocol", ropewalk::protocol::version } }));
    const json model = response(request("model/open", { { "path", "demo" } }));
    for (const json& answer : { greeting, model })
        if (!answer.contains("result")) {
            qWarning() << answer.dump().c_str();
            return false;
        }
    return true;
}

json Ran::result() const
{
    const QByteArray text = out.trimmed();
    return json::parse(text.mid(text.lastIndexOf('\n') + 1).toStdString(), nullptr, false);
}

QStringList words(const char* text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

Ran runEngine(const QStringList& arguments, const QProcessEnvironment& environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    process.closeWriteChannel();
    Ran ran;
    if (process.waitForFinished(patience) && process.exitStatus() == QProcess::NormalExit)
        ran.status = process.exitCode();
    ran.out = process.readAllStandardOutput();
    ran.err = process.readAllStandardError();
    return ran;
}
