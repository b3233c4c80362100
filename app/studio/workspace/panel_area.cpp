// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/workspace/panel_area.h"

#include <QDockWidget>
#include <QProxyStyle>

namespace ropewalk::studio {

namespace {

constexpr int kGap = 7; // between the panels

/// The gaps between the panels: wide enough to grasp, drawn as nothing.
class GapStyle : public QProxyStyle
{
public:
    GapStyle()
        : QProxyStyle(QStringLiteral("Fusion"))
    {
    }
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override
    {
        return metric == PM_DockWidgetSeparatorExtent ? kGap : QProxyStyle::pixelMetric(metric, option, widget);
    }
    void drawPrimitive(
        PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override
    {
        if (element != PE_IndicatorDockWidgetResizeHandle)
            QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
};

} // namespace

PanelArea::PanelArea(QWidget* parent)
    : QMainWindow(parent, Qt::Widget)
{
    auto* style = new GapStyle;
    style->setParent(this);
    setStyle(style);
    setDockNestingEnabled(true);
    setContextMenuPolicy(Qt::NoContextMenu); // the menus are the window's
}

QDockWidget* PanelArea::add(const QString& name, const QString& title, QWidget* panel)
{
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(panel);
    m_docks << dock;
    connect(dock, &QDockWidget::topLevelChanged, this, [this, dock] { dress(dock); });
    dress(dock);
    return dock;
}

QDockWidget* PanelArea::dock(const QString& name) const
{
    for (QDockWidget* dock : m_docks)
        if (dock->objectName() == name)
            return dock;
    return nullptr;
}

void PanelArea::takeAll()
{
    for (QDockWidget* dock : m_docks) {
        dock->setFloating(false);
        removeDockWidget(dock);
    }
}

void PanelArea::setArranging(bool arranging)
{
    m_arranging = arranging;
    for (QDockWidget* dock : m_docks)
        dress(dock);
}

void PanelArea::dress(QDockWidget* dock)
{
    // A floating panel keeps its title bar, to be moved and closed by.
    const bool bare = !m_arranging && !dock->isFloating();
    QWidget* bar = dock->titleBarWidget();
    if (bare == (bar != nullptr))
        return;
    dock->setTitleBarWidget(bare ? new QWidget : nullptr);
    delete bar;
}

} // namespace ropewalk::studio
