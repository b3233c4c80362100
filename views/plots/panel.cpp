// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/panel.h"

#include "views/plots/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace ropewalk::views {

Panel::Panel(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_title(heading(title))
    , m_hint(note({}))
    , m_header(new QHBoxLayout)
    , m_body(new QVBoxLayout)
{
    setAccessibleName(title);
    m_hint->setWordWrap(false);
    m_hint->hide();
    m_title->setVisible(!title.isEmpty());

    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_title);
    top->addStretch(1);
    top->addWidget(m_hint);
    m_header->setSpacing(8);
    top->addLayout(m_header);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 10);
    layout->setSpacing(6);
    layout->addLayout(top);
    m_body->setSpacing(6);
    layout->addLayout(m_body, 1);
}

void Panel::setTitle(const QString& title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    setAccessibleName(title);
}

void Panel::setHint(const QString& hint)
{
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

QLabel* Panel::heading(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setFont(scaledFont(label->font(), 1.0, true));
    label->setTextFormat(Qt::PlainText);
    return label;
}

QLabel* Panel::note(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setFont(scaledFont(label->font(), 0.9));
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

void Panel::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
}

} // namespace ropewalk::views
