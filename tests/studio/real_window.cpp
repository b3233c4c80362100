// SPDX-License-Identifier: GPL-3.0-only
#include "real_window.h"

#include "app/studio/files/project_files.h"

#include <QSignalSpy>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::studio;

RealWindow::RealWindow()
    : m_appearance(std::make_unique<AppearanceControl>())
{
    const TransportFactory engine = [](const EnginePlace& place) {
        QStringList arguments{QStringLiteral("serve")};
        if (!place.device.isEmpty())
            arguments << QStringLiteral("--device") << place.device;
        return std::make_unique<ProcessTransport>(QStringLiteral(ROPEWALK_ENGINE_PROGRAM), arguments);
    };
    m_window = std::make_unique<MainWindow>(engine, *m_appearance, path("data"));
    // However slow this machine is today, every edit is scored.
    m_window->session().scoring().setLiveLimit(kWaitMs);
    project::Project project = document().project();
    project.target_length = kTarget;
    m_window->files().begin(std::move(project));
}

bool RealWindow::show()
{
    QSignalSpy painted(m_window.get(), &MainWindow::painted);
    m_window->show();
    return painted.wait(kWaitMs);
}

bool RealWindow::waitForScore()
{
    return QTest::qWaitFor(
        [this] {
            const auto score = document().score(active());
            return score && !score->preview;
        },
        kWaitMs);
}

qint64 RealWindow::engineProcess()
{
    const auto* transport = qobject_cast<ProcessTransport*>(m_window->session().client().transport());
    return transport ? transport->processId() : 0;
}
