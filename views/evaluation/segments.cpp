// SPDX-License-Identifier: GPL-3.0-only
#include "views/evaluation/segments.h"

#include "views/plots/pill_button.h"

#include <QHBoxLayout>
#include <QKeyEvent>

namespace ropewalk::views {

Segments::Segments(const QString& name, const std::vector<Segment>& segments, QWidget* parent)
    : QWidget(parent)
    , m_buttons(new QButtonGroup(this))
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    int id = 0;
    for (const Segment& segment : segments) {
        auto* button = new PillButton(segment.text);
        button->setCompact(true);
        button->setCheckable(true);
        button->setToolTip(segment.told);
        button->setAccessibleName(name + QStringLiteral(": ") + segment.text);
        button->installEventFilter(this);
        m_buttons->addButton(button, id++);
        row->addWidget(button);
    }
    if (auto* first = m_buttons->button(0))
        first->setChecked(true);
    connect(m_buttons, &QButtonGroup::idClicked, this, &Segments::chosen);
}

void Segments::setCurrent(int segment)
{
    if (auto* button = m_buttons->button(segment))
        button->setChecked(true);
}

void Segments::setSegmentEnabled(int segment, bool enabled)
{
    if (auto* button = m_buttons->button(segment))
        button->setEnabled(enabled);
}

bool Segments::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key != Qt::Key_Left && key != Qt::Key_Right)
        return QWidget::eventFilter(watched, event);
    const int step = key == Qt::Key_Left ? -1 : 1;
    for (int next = m_buttons->id(static_cast<QAbstractButton*>(watched)) + step; m_buttons->button(next); next += step)
        if (QAbstractButton* button = m_buttons->button(next); button->isEnabled()) {
            button->setFocus(Qt::TabFocusReason);
            button->click();
            break;
        }
    return true;
}

} // namespace ropewalk::views
