// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QDBusVariant>
#include <QObject>
#include <QString>
#include <optional>

namespace ropewalk::studio {

enum class Appearance { System, Light, Dark, HighContrast };

QString appearanceName(Appearance appearance); ///< "system", "light", "dark", "contrast": as kept in the settings
std::optional<Appearance> appearanceFromName(const QString& name);

/// Which palette the windows wear, kept in the settings. System follows the desktop's settings portal, where there is
/// one, and starts as the desktop was seen last.
class AppearanceControl : public QObject
{
    Q_OBJECT

public:
    explicit AppearanceControl(QObject* parent = nullptr);

    Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance); ///< kept
    void wear(Appearance appearance); ///< for this run only
    /// Asks the desktop and listens to it; call once the first window is on the screen.
    void followDesktop();

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void desktopChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void desktopSaid(uint scheme);
    bool isDark() const;
    void apply();

    Appearance m_appearance = Appearance::System;
    bool m_desktopDark = false;
};

} // namespace ropewalk::studio
