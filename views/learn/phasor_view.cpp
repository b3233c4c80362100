// SPDX-License-Identifier: GPL-3.0-only
#include "views/learn/phasor_view.h"

#include "core/rope/angles.h"
#include "core/rope/unseen.h"
#include "views/language/set_texts.h"
#include "views/plots/axis.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace ropewalk::views {

namespace {

constexpr int frame = 16; // milliseconds between two pictures while playing

} // namespace

PhasorView::PhasorView(QWidget* parent)
    : LearnView(tr("Clock hands"), parent)
{
    setToolTip(tr("Every pair of a query or key is turned like a clock hand by an angle that grows with its position."));
    describeAsTable(this, this);
    m_tick.setInterval(frame);
    connect(&m_tick, &QTimer::timeout, this, [this] { advance(double(m_since.restart()) / 1000); });
}

void PhasorView::setsChanged()
{
    const std::int64_t last = std::max<std::int64_t>(0, sets().target - 1);
    if (m_other)
        m_other = std::clamp<std::int64_t>(*m_other, 0, last);
    if (sets().isEmpty())
        setPlaying(false);
    setPosition(m_position);
}

void PhasorView::setPosition(qint64 position)
{
    position = std::clamp<qint64>(position, 0, std::max<qint64>(0, sets().target - 1));
    if (position == m_position)
        return;
    m_position = position;
    refresh();
    Q_EMIT positionChanged(position);
}

void PhasorView::setOtherPosition(std::optional<std::int64_t> position)
{
    m_other = position;
    if (m_other)
        m_other = std::clamp<std::int64_t>(*m_other, 0, std::max<std::int64_t>(0, sets().target - 1));
    refresh();
}

void PhasorView::setSpeed(double tokensPerSecond)
{
    m_speed = std::max(0.1, tokensPerSecond);
}

void PhasorView::setPlaying(bool playing)
{
    if (playing == isPlaying() || (playing && sets().isEmpty()))
        return;
    m_part = 0;
    if (playing) {
        if (m_position >= sets().target - 1)
            setPosition(0);
        m_since.start();
        m_tick.start();
    } else {
        m_tick.stop();
    }
    Q_EMIT playingChanged(playing);
}

void PhasorView::advance(double seconds)
{
    m_part += seconds * m_speed;
    const double whole = std::floor(m_part);
    m_part -= whole;
    setPosition(m_position + qint64(whole));
    if (m_position >= sets().target - 1)
        setPlaying(false);
}

void PhasorView::hideEvent(QHideEvent* event)
{
    setPlaying(false);
    LearnView::hideEvent(event);
}

QRectF PhasorView::dialOf(int pair) const
{
    return dialOf(pair, size());
}

QString PhasorView::textOf(int pair) const
{
    const rope::Geometry& geometry = sets().geometry;
    QString text = tr("pair %1 · position %2").arg(pair).arg(m_position);
    for (const rope::FactorSet* set : sets().all()) {
        const double angle = rope::angle(geometry, *set, pair, m_position);
        text += tr("\n%1: %2 rad, %3 turns")
                    .arg(nameOf(*set), significantText(angle, 4), significantText(angle / (2 * std::numbers::pi), 3));
        if (rope::unseen_by(geometry, sets().trained, *set, pair, m_position, rope::Unseen::beyond_largest) > 0)
            text += tr(", never seen in training");
    }
    if (m_other) {
        const double between = rope::angle(geometry, sets().first, pair, m_position)
            - rope::angle(geometry, sets().first, pair, *m_other);
        text += tr("\nfrom position %1: %2 rad, cosine %3")
                    .arg(*m_other)
                    .arg(significantText(between, 4), numberText(std::cos(between), 0.01));
    }
    return text;
}

QString PhasorView::readout() const
{
    const int pair = m_hovered >= 0 ? m_hovered : selectedPair();
    return pair < 0 || sets().isEmpty() ? QString() : textOf(pair);
}

QString PhasorView::summary() const
{
    if (sets().isEmpty())
        return {};
    const rope::Geometry& geometry = sets().geometry;
    int unseen = 0;
    double cosines = 0;
    for (int pair = 0; pair < geometry.pairs(); ++pair) {
        unseen += rope::unseen_by(geometry, sets().trained, sets().first, pair, m_position,
                      rope::Unseen::beyond_largest)
            > 0;
        if (m_other)
            cosines += std::cos(rope::angle(geometry, sets().first, pair, m_position)
                - rope::angle(geometry, sets().first, pair, *m_other));
    }
    if (m_other)
        return tr("positions %1 and %2: mean cosine between them %3")
            .arg(m_position)
            .arg(*m_other)
            .arg(numberText(cosines / geometry.pairs(), 0.001));
    return unseen == 0 ? tr("position %1: every angle was seen in training").arg(m_position)
                       : tr("position %1: %2 of %3 angles never seen in training")
                             .arg(m_position)
                             .arg(unseen)
                             .arg(geometry.pairs());
}

QString PhasorView::told() const
{
    QStringList parts { summary() };
    if (!readout().isEmpty())
        parts << readout().replace(u'\n', QStringLiteral(", "));
    return parts.join(QStringLiteral(". "));
}

PlotNumbers PhasorView::numbers() const
{
    PlotNumbers table;
    table.columns = { QStringLiteral("set"), QStringLiteral("position"), QStringLiteral("pair"),
        QStringLiteral("angle"), QStringLiteral("cos"), QStringLiteral("sin") };
    for (const rope::FactorSet* set : sets().all())
        for (const std::int64_t position : m_other ? std::vector { m_position, *m_other } : std::vector { m_position })
            for (int pair = 0; pair < sets().geometry.pairs(); ++pair) {
                const double angle = rope::angle(sets().geometry, *set, pair, position);
                table.rows << QStringList { shownName(*set), QString::number(position),
                    QString::number(pair), PlotNumbers::number(angle), PlotNumbers::number(std::cos(angle)),
                    PlotNumbers::number(std::sin(angle)) };
            }
    return table;
}

int PhasorView::tableRows() const
{
    return sets().isEmpty() ? 0 : sets().geometry.pairs();
}

QStringList PhasorView::tableColumns() const
{
    QStringList columns;
    for (const rope::FactorSet* set : sets().all())
        columns << tr("angle with %1").arg(nameOf(*set));
    return columns;
}

QString PhasorView::tableCell(int row, int column) const
{
    return tr("%1 rad").arg(
        significantText(rope::angle(sets().geometry, *sets().all()[std::size_t(column)], row, m_position), 4));
}

QString PhasorView::tableRowName(int row) const
{
    return tr("pair %1").arg(row);
}

int PhasorView::pairAt(const QPointF& point) const
{
    for (int pair = 0; pair < tableRows(); ++pair)
        if (dialOf(pair).adjusted(-3, -3, 3, 3).contains(point))
            return pair;
    return -1;
}

void PhasorView::mouseMoveEvent(QMouseEvent* event)
{
    m_hovered = pairAt(event->position());
    refresh();
}

void PhasorView::mousePressEvent(QMouseEvent* event)
{
    const int pair = pairAt(event->position());
    if (event->button() == Qt::LeftButton && pair >= 0)
        choosePair(pair);
}

void PhasorView::leaveEvent(QEvent*)
{
    m_hovered = -1;
    refresh();
}

void PhasorView::keyPressEvent(QKeyEvent* event)
{
    const qint64 step = event->modifiers() & Qt::ShiftModifier ? 10 : 1;
    const qint64 leap = std::max<qint64>(1, sets().geometry.original_length / 8);
    switch (event->key()) {
    case Qt::Key_Left:
        return setPosition(m_position - step);
    case Qt::Key_Right:
        return setPosition(m_position + step);
    case Qt::Key_PageUp: // as in a slider
        return setPosition(m_position + leap);
    case Qt::Key_PageDown:
        return setPosition(m_position - leap);
    case Qt::Key_Home:
        return setPosition(0);
    case Qt::Key_End:
        return setPosition(sets().target - 1);
    case Qt::Key_Up:
        return choosePair(std::max(0, selectedPair() - 1));
    case Qt::Key_Down:
        return choosePair(selectedPair() + 1);
    case Qt::Key_Space:
        return setPlaying(!isPlaying());
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace ropewalk::views
