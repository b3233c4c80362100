// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QMainWindow>

namespace ropewalk::studio {

/// Panels side by side that a user can resize and, while arranging, drag by their title bars, put behind each other,
/// float and close. While not arranging the panels have no title bars.
class PanelArea : public QMainWindow
{
    Q_OBJECT

public:
    explicit PanelArea(QWidget* parent = nullptr);

    /// name: of the panel in kept arrangements, never shown. The area owns the panel.
    QDockWidget* add(const QString& name, const QString& title, QWidget* panel);
    QDockWidget* dock(const QString& name) const; ///< null when there is none
    QList<QDockWidget*> docks() const { return m_docks; }
    void takeAll(); ///< every panel hidden and out of the area, to be placed anew

    void setArranging(bool arranging);

private:
    void dress(QDockWidget* dock);

    QList<QDockWidget*> m_docks;
    bool m_arranging = false;
};

} // namespace ropewalk::studio
