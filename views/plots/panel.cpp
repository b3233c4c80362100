// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/panel.h"

#include "views/plots/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace ropewalk::views {

namespace {

/// A word that stands in the middle of the header's first row, however many it has.
class FirstRowLabel : public QLabel
{
public:
    explicit FirstRowLabel(const QLayout* row)
        : m_row(row)
    {
        setTextFormat(Qt::PlainText);
    }
    QSize sizeHint() const override { return asHigh(QLabel::sizeHint()); }
    QSize minimumSizeHint() const override { return asHigh(QLabel::minimumSizeHint()); }

private:
    QSize asHigh(QSize size) const { return size.expandedTo({ 0, m_row->minimumSize().height() }); }

    const QLayout* m_row;
};

} // namespace

Panel::Panel(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_header(new WrapRow)
    , m_body(new QVBoxLayout)
{
    setAccessibleName(title);
    m_title = new FirstRowLabel(m_header);
    m_title->setText(title);
    m_title->setFont(scaledFont(m_title->font(), 1.0, true));
    m_title->setVisible(!title.isEmpty());
    m_hint = new FirstRowLabel(m_header);
    m_hint->setFont(scaledFont(m_hint->font(), 0.9));
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->hide();

    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_title, 0, Qt::AlignTop);
    top->addStretch(1);
    top->addWidget(m_hint, 0, Qt::AlignTop);
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
