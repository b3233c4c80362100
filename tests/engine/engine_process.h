// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/framing.h"
#include "core/protocol/methods.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

/// The real program with `serve`, spoken to over its standard streams.
class EngineProcess
{
public:
    /// limits: what a shell says before it begins ("ulimit -v 1400000").
    explicit EngineProcess(const QStringList& arguments = {}, const QString& limits = {});
    ~EngineProcess();

    QProcess& process() { return m_process; }

    /// Sends a request; returns its id.
    int request(const std::string& method, const nlohmann::json& params = nlohmann::json::object());
    void notify(const std::string& method, const nlohmann::json& params = nlohmann::json::object());
    void sendBytes(const std::string& bytes);

    /// The next message for which match holds, waited for; null when none came. What was passed over is kept
    /// in seen().
    nlohmann::json waitFor(const std::function<bool(const nlohmann::json&)>& match);
    nlohmann::json response(int id);
    nlohmann::json notification(const std::string& method, int id);
    const std::vector<nlohmann::json>& seen() const { return m_seen; }
    bool answered(int id) const; ///< so far

    /// initialize and model/open; false with the reason printed.
    bool openDemo();

private:
    QProcess m_process;
    ropewalk::protocol::FrameReader m_frames;
    std::vector<nlohmann::json> m_seen;
    int m_last_id = 0;
};

/// What a command printed and how it ended.
struct Ran
{
    int status = -1;
    QByteArray out, err;
    nlohmann::json result() const; ///< stdout's last line
};
QStringList words(const char* text); ///< a command line, cut at its spaces
Ran runEngine(const QStringList& arguments,
    const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment());
