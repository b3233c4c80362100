// SPDX-License-Identifier: GPL-3.0-only
#include "views/search/jobs/job_row.h"

#include "views/language/translated.h"
#include "views/plots/axis.h"
#include "views/plots/theme.h"
#include "views/search/transport_icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double barHeight = 4;
constexpr int busyPeriod = 80; // milliseconds a step
constexpr int busySteps = 24;

} // namespace

JobRow::JobRow(const QString& id, const QString& name, bool cancellable, QWidget* parent)
    : QWidget(parent)
    , m_id(id)
    , m_name(new QLabel)
    , m_cancel(new QToolButton)
{
    m_name->setTextFormat(Qt::PlainText);
    m_name->setFont(scaledFont(font(), 0.9));
    m_name->setWordWrap(true);
    m_cancel->setAutoRaise(true);
    m_cancel->setIconSize(QSize(14, 14));
    m_cancel->setFixedSize(18, 18);
    m_cancel->setVisible(cancellable);
    m_cancel->setFocusPolicy(Qt::TabFocus);
    connect(m_cancel, &QToolButton::clicked, this, [this] { Q_EMIT cancelRequested(m_id); });
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, int(barHeight) + 3);
    layout->setSpacing(2);
    layout->addWidget(m_name, 1);
    layout->addWidget(m_cancel, 0, Qt::AlignTop);
    m_busy.setInterval(busyPeriod);
    connect(&m_busy, &QTimer::timeout, this, [this] {
        m_step = (m_step + 1) % busySteps;
        update();
    });
    m_busy.start();
    setName(name);
    restyle();
}

void JobRow::setName(const QString& name)
{
    m_name->setText(name);
    m_cancel->setToolTip(tr("Cancel %1").arg(name));
    m_cancel->setAccessibleName(m_cancel->toolTip());
    setAccessibleName(name);
}

void JobRow::setProgress(const protocol::JobProgress& progress)
{
    m_share = progress.total > 0 ? std::clamp(double(progress.done) / double(progress.total), 0.0, 1.0) : -1;
    if (m_share >= 0)
        m_busy.stop();
    else if (!m_busy.isActive())
        m_busy.start();
    QStringList parts;
    if (m_share >= 0)
        parts << tr("%1 of %2").arg(progress.done).arg(progress.total);
    if (progress.seconds_left >= 0)
        parts << tr("%1 left").arg(durationText(progress.seconds_left));
    if (!progress.message.empty())
        parts << translated(progress.message);
    setToolTip(parts.join(QStringLiteral(" · ")));
    setAccessibleDescription(toolTip());
    update();
}

void JobRow::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    QPainter painter(this);
    const QRectF bar(0, height() - barHeight - 1, width(), barHeight);
    painter.setPen(Qt::NoPen);
    painter.fillRect(bar, theme.grid);
    if (m_share >= 0) {
        painter.fillRect(
            QRectF(bar.left(), bar.top(), std::round(bar.width() * m_share), bar.height()), theme.accent);
        return;
    }
    const double part = bar.width() / 4;
    const double to = std::abs(2.0 * m_step / busySteps - 1);
    painter.fillRect(
        QRectF(bar.left() + to * (bar.width() - part), bar.top(), part, bar.height()), theme.accent);
}

void JobRow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QWidget::changeEvent(event);
}

void JobRow::restyle()
{
    m_cancel->setIcon(transportIcon(Transport::cancel, themeFor(palette())));
}

} // namespace ropewalk::views
