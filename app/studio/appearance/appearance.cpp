// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/appearance/appearance.h"

#include "views/plots/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QSettings>

namespace ropewalk::studio {

namespace {

constexpr QLatin1String kService("org.freedesktop.portal.Desktop");
constexpr QLatin1String kPath("/org/freedesktop/portal/desktop");
constexpr QLatin1String kInterface("org.freedesktop.portal.Settings");
constexpr QLatin1String kGroup("org.freedesktop.appearance");
constexpr QLatin1String kKey("color-scheme");
constexpr uint kPrefersDark = 1;

constexpr QLatin1String kSetting("appearance");
constexpr QLatin1String kDesktopSetting("desktopDark");

} // namespace

QString appearanceName(Appearance appearance)
{
    switch (appearance) {
    case Appearance::Light:
        return QStringLiteral("light");
    case Appearance::Dark:
        return QStringLiteral("dark");
    case Appearance::HighContrast:
        return QStringLiteral("contrast");
    case Appearance::System:
        break;
    }
    return QStringLiteral("system");
}

std::optional<Appearance> appearanceFromName(const QString& name)
{
    for (const Appearance appearance : {Appearance::System, Appearance::Light, Appearance::Dark, Appearance::HighContrast})
        if (name == appearanceName(appearance))
            return appearance;
    return std::nullopt;
}

AppearanceControl::AppearanceControl(QObject* parent)
    : QObject(parent)
{
    const QSettings settings;
    m_appearance = appearanceFromName(settings.value(kSetting).toString()).value_or(Appearance::System);
    m_desktopDark = settings.value(kDesktopSetting).toBool();
    apply();
}

bool AppearanceControl::isDark() const
{
    return m_appearance == Appearance::Dark || (m_appearance == Appearance::System && m_desktopDark);
}

void AppearanceControl::setAppearance(Appearance appearance)
{
    QSettings().setValue(kSetting, appearanceName(appearance));
    wear(appearance);
}

void AppearanceControl::wear(Appearance appearance)
{
    m_appearance = appearance;
    apply();
    Q_EMIT changed();
}

void AppearanceControl::followDesktop()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
        SLOT(desktopChanged(QString, QString, QDBusVariant)));
    QDBusMessage message = QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
    message << kGroup << kKey;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* call) {
        const QDBusPendingReply<QDBusVariant> reply = *call;
        call->deleteLater();
        if (reply.isError())
            return;
        // Read wraps the value in a variant of its own.
        const QVariant value = reply.value().variant();
        desktopSaid(value.canConvert<QDBusVariant>() ? value.value<QDBusVariant>().variant().toUInt()
                                                     : value.toUInt());
    });
}

void AppearanceControl::desktopChanged(const QString& group, const QString& key, const QDBusVariant& value)
{
    if (group == kGroup && key == kKey)
        desktopSaid(value.variant().toUInt());
}

void AppearanceControl::desktopSaid(uint scheme)
{
    const bool dark = scheme == kPrefersDark;
    if (dark == m_desktopDark)
        return;
    m_desktopDark = dark;
    QSettings().setValue(kDesktopSetting, dark);
    if (m_appearance != Appearance::System)
        return;
    apply();
    Q_EMIT changed();
}

void AppearanceControl::apply()
{
    QApplication::setPalette(views::paletteFor(m_appearance == Appearance::HighContrast ? views::highContrastTheme()
            : isDark()                                                                   ? views::darkTheme()
                                                                                         : views::lightTheme()));
}

} // namespace ropewalk::studio
