// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/device_control.h"

#include "views/language/translated.h"

#include <QActionGroup>
#include <QLocale>
#include <QSettings>

namespace ropewalk::studio {

namespace {
constexpr QLatin1String kDevice("engine/device"); // setting: what --device takes
constexpr QLatin1String kThreads("engine/threads"); // setting: of the processor, 0 = one a core
constexpr int kListedSingly = 8; // cores; above them the numbers of threads offered double

QList<int> threadChoices(int cores)
{
    QList<int> out;
    for (int threads = 1; threads < cores; threads += threads < kListedSingly ? 1 : threads)
        out << threads;
    return out;
}
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
    session.engine().useThreads(QSettings().value(kThreads).toInt());
    connect(&session.engine(), &EngineSupervisor::ready, this, [this] {
        QSettings().setValue(kDevice, m_session.engine().place().device);
        QSettings().setValue(kThreads, m_session.engine().place().threads);
        ask();
    });
    connect(&m_menu, &QMenu::aboutToShow, this, &DeviceControl::ask); // free memory changes
    connect(&session.engine(), &EngineSupervisor::placeRefused, this,
        [this](const EnginePlace& place, const QString& reason) {
            m_messages.show(key(), MessageBar::Kind::Warning,
                tr("%1 was not taken: %2. The work goes on where it was.")
                    .arg(place.device.isEmpty() ? tr("The engine's own device") : place.device, reason));
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
        const QString id = QString::fromStdString(device.id), set = QString::fromStdString(device.instruction_set);
        const QString name = views::translated(device.name);
        QAction* action = m_menu.addAction(tr("%1 · %2 · %3 of %4 GB free")
                                               .arg(id, set.isEmpty() ? name : tr("%1, %2").arg(name, set),
                                                   gigabytes(device.memory_free), gigabytes(device.memory_total)));
        action->setCheckable(true);
        action->setChecked(id == present);
        action->setEnabled(device.usable);
        action->setData(id);
        action->setToolTip(views::translated(device.reason));
        group->addAction(action);
        if (!device.usable)
            m_menu.addAction(tr("    %1").arg(views::translated(device.reason)))->setEnabled(false);
        connect(action, &QAction::triggered, this, [this, id, present] {
            m_messages.close(key());
            if (id != present)
                m_session.engine().useDevice(id);
        });
    }
    if (!found.note.empty())
        m_menu.addAction(tr("GPUs: %1").arg(views::translated(found.note)))->setEnabled(false);
    listThreads(int(found.cores));
    m_menu.setEnabled(true);
}

void DeviceControl::listThreads(int cores)
{
    m_menu.addSeparator();
    QMenu* menu = m_menu.addMenu(tr("&Threads"));
    auto* group = new QActionGroup(menu);
    const auto offer = [&](int threads, const QString& text) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_session.engine().place().threads == threads);
        action->setData(threads);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, threads] {
            if (threads != m_session.engine().place().threads)
                m_session.engine().useThreads(threads);
        });
    };
    offer(0, tr("One a core (%1)").arg(cores));
    for (const int threads : threadChoices(cores))
        offer(threads, QString::number(threads));
}

} // namespace ropewalk::studio
