// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/device_control.h"

#include <QActionGroup>
#include <QLocale>
#include <QSettings>

namespace ropewalk::studio {

namespace {
constexpr QLatin1String kDevice("engine/device"); // setting: what --device takes
}

DeviceControl::DeviceControl(Session& session, QMenu& menu, MessageBar& messages, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_menu(menu)
    , m_messages(messages)
{
    m_menu.setToolTipsVisible(true);
    m_menu.setEnabled(false);
    session.engine().useDevice(QSettings().value(kDevice).toString());
    connect(&session.engine(), &EngineSupervisor::ready, this, [this] {
        QSettings().setValue(kDevice, m_session.engine().device());
        ask();
    });
    connect(&m_menu, &QMenu::aboutToShow, this, &DeviceControl::ask); // free memory changes
    connect(&session.engine(), &EngineSupervisor::deviceRefused, this,
        [this](const QString& device, const QString& reason) {
            m_messages.show(key(), MessageBar::Kind::Warning,
                tr("%1 was not taken: %2. The work goes on where it was.").arg(device, reason));
        });
}

void DeviceControl::ask()
{
    if (m_session.engine().state() != EngineSupervisor::State::Ready)
        return;
    m_session.client().devices(this, [this](const Result<protocol::DevicesResult>& result) {
        if (result)
            list(*result);
    });
}

void DeviceControl::list(const protocol::DevicesResult& found)
{
    m_menu.clear();
    const QString present = QString::fromStdString(m_session.engine().engine().device);
    auto* group = new QActionGroup(&m_menu);
    const auto gigabytes = [](std::int64_t bytes) { return QLocale().toString(double(bytes) / 1e9, 'f', 1); };
    for (const protocol::DeviceInfo& device : found.devices) {
        const QString id = QString::fromStdString(device.id);
        QAction* action = m_menu.addAction(tr("%1 · %2 · %3 of %4 GB free")
                                               .arg(id, QString::fromStdString(device.name),
                                                   gigabytes(device.memory_free), gigabytes(device.memory_total)));
        action->setCheckable(true);
        action->setChecked(id == present);
        action->setEnabled(device.usable);
        action->setData(id);
        action->setToolTip(QString::fromStdString(device.reason));
        group->addAction(action);
        if (!device.usable)
            m_menu.addAction(tr("    %1").arg(QString::fromStdString(device.reason)))->setEnabled(false);
        connect(action, &QAction::triggered, this, [this, id, present] {
            m_messages.close(key());
            if (id != present)
                m_session.engine().useDevice(id);
        });
    }
    if (!found.note.empty())
        m_menu.addAction(tr("GPUs: %1").arg(QString::fromStdString(found.note)))->setEnabled(false);
    m_menu.setEnabled(true);
}

} // namespace ropewalk::studio
