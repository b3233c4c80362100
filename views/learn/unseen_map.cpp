// SPDX-License-Identifier: GPL-3.0-only
#include "views/learn/unseen_map.h"

#include "core/rope/angles.h"
#include "views/frequency/frequency_rows.h"
#include "views/language/set_texts.h"
#include "views/plots/axis.h"
#include "views/plots/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace ropewalk::views {

UnseenMap::UnseenMap(QWidget* parent)
    : LearnView(tr("Out of distribution"), parent)
{
    setToolTip(tr("Red where a pair meets an angle that it never met in training; the stronger, the further away."));
    describeAsTable(this, this);
}

void UnseenMap::setRule(rope::Unseen rule)
{
    if (rule == m_rule)
        return;
    m_rule = rule;
    setsChanged();
    refresh();
    Q_EMIT ruleChanged(rule);
}

void UnseenMap::setMarkedPosition(qint64 position)
{
    if (position == m_marked)
        return;
    m_marked = position;
    update();
}

void UnseenMap::setsChanged()
{
    m_pictures.clear();
    m_shares.clear();
    for (const rope::FactorSet* set : sets().all())
        m_shares.push_back(rope::seen_share(sets().geometry, sets().trained, *set, sets().target, m_rule));
    if (m_cursor && (m_cursor->set >= int(m_shares.size()) || m_cursor->position >= sets().target))
        m_cursor.reset();
}

std::optional<UnseenMap::Cursor> UnseenMap::cursorAt(const QPointF& point) const
{
    for (int set = 0; set < int(m_shares.size()); ++set) {
        const QRectF map = mapRect(set);
        if (!map.contains(point))
            continue;
        const int pairs = sets().geometry.pairs();
        return Cursor { set, std::clamp(int((point.y() - map.top()) / map.height() * pairs), 0, pairs - 1),
            std::clamp<std::int64_t>(
                std::int64_t((point.x() - map.left()) / map.width() * double(sets().target)), 0, sets().target - 1) };
    }
    return {};
}

QString UnseenMap::readout() const
{
    if (!m_cursor || m_cursor->set >= int(m_shares.size()))
        return {};
    const rope::FactorSet& set = *sets().all()[std::size_t(m_cursor->set)];
    const rope::Geometry& geometry = sets().geometry;
    const double angle = rope::angle(geometry, set, m_cursor->pair, m_cursor->position);
    const double trained = rope::trained_reach(geometry, sets().trained, m_cursor->pair)
        * rope::frequency(geometry, m_cursor->pair);
    const double by = rope::unseen_by(geometry, sets().trained, set, m_cursor->pair, m_cursor->position, m_rule);
    QString text = tr("%1 · pair %2 · position %3\n%4 rad")
                       .arg(nameOf(set))
                       .arg(m_cursor->pair)
                       .arg(m_cursor->position)
                       .arg(significantText(angle, 4));
    if (by > 0 && m_rule == rope::Unseen::beyond_largest)
        text += tr(": %1 beyond the largest in training, %2 times it")
                    .arg(significantText(by, 3), significantText(angle / trained, 3));
    else if (by > 0)
        text += tr(": %1 from the nearest angle seen in training").arg(significantText(by, 3));
    else
        text += tr(": seen in training");
    return text + tr("\n%1 of its positions seen").arg(shareText(m_shares[std::size_t(m_cursor->set)][std::size_t(m_cursor->pair)]));
}

QString UnseenMap::told() const
{
    QStringList parts { tr("Where angles of %1 pairs at positions 0 to %2 were never seen in training")
                            .arg(sets().geometry.pairs())
                            .arg(sets().target - 1) };
    const std::vector<const rope::FactorSet*> all = sets().all();
    for (std::size_t i = 0; i < all.size(); ++i) {
        double seen = 0;
        for (double share : m_shares[i])
            seen += share;
        parts << tr("%1: %2 of all angles seen").arg(nameOf(*all[i]), shareText(seen / double(m_shares[i].size())));
    }
    if (m_cursor)
        parts << readout().replace(u'\n', QStringLiteral(", "));
    return parts.join(QStringLiteral(". "));
}

PlotNumbers UnseenMap::numbers() const
{
    const rope::Geometry& geometry = sets().geometry;
    PlotNumbers table;
    table.columns = QStringList { QStringLiteral("set"), QStringLiteral("pair"), QStringLiteral("share_seen"),
        QStringLiteral("largest_trained_angle"), QStringLiteral("largest_unseen_by") };
    const std::vector<const rope::FactorSet*> all = sets().all();
    for (std::size_t i = 0; i < all.size(); ++i)
        for (int pair = 0; pair < geometry.pairs(); ++pair)
            table.rows << QStringList { shownName(*all[i]), QString::number(pair),
                PlotNumbers::number(m_shares[i][std::size_t(pair)]),
                PlotNumbers::number(
                    rope::trained_reach(geometry, sets().trained, pair) * rope::frequency(geometry, pair)),
                PlotNumbers::number(rope::largest_unseen(
                    geometry, sets().trained, *all[i], pair, 0, sets().target - 1, m_rule)) };
    return table;
}

int UnseenMap::tableRows() const
{
    return sets().isEmpty() ? 0 : sets().geometry.pairs();
}

QStringList UnseenMap::tableColumns() const
{
    QStringList columns;
    for (const rope::FactorSet* set : sets().all())
        columns << tr("seen with %1").arg(nameOf(*set)) << tr("furthest off with %1").arg(nameOf(*set));
    return columns;
}

QString UnseenMap::tableCell(int row, int column) const
{
    const auto set = std::size_t(column / 2);
    if (column % 2 == 0)
        return shareText(m_shares[set][std::size_t(row)]);
    const double by
        = rope::largest_unseen(
            sets().geometry, sets().trained, *sets().all()[set], row, 0, sets().target - 1, m_rule);
    return tr("%1 rad").arg(significantText(by, 3));
}

QString UnseenMap::tableRowName(int row) const
{
    return tr("pair %1").arg(row);
}

void UnseenMap::mouseMoveEvent(QMouseEvent* event)
{
    m_cursor = cursorAt(event->position());
    refresh();
    if (m_cursor && event->buttons() & Qt::LeftButton)
        Q_EMIT positionChosen(m_cursor->position);
}

void UnseenMap::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        if (const std::optional<Cursor> at = cursorAt(event->position())) {
            m_cursor = at;
            choosePair(at->pair);
            Q_EMIT positionChosen(at->position);
        }
}

void UnseenMap::leaveEvent(QEvent*)
{
    m_cursor.reset();
    refresh();
}

void UnseenMap::walk(std::int64_t distance)
{
    if (!m_cursor) {
        m_cursor = Cursor { 0, std::max(0, selectedPair()), sets().target / 2 };
        if (std::abs(distance) < sets().target) // a first step only shows where the cursor is
            distance = 0;
    }
    m_cursor->position = std::clamp<std::int64_t>(m_cursor->position + distance, 0, sets().target - 1);
    refresh();
}

void UnseenMap::keyPressEvent(QKeyEvent* event)
{
    if (sets().isEmpty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    const bool fine = event->modifiers() & Qt::ShiftModifier;
    const auto step = fine ? 1 : std::max<std::int64_t>(1, sets().target / 64);
    const auto pair = [this](int by) {
        choosePair(std::max(0, selectedPair() + by));
        if (m_cursor)
            m_cursor->pair = selectedPair();
        refresh();
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return walk(-step);
    case Qt::Key_Right:
        return walk(step);
    case Qt::Key_Home:
        return walk(-sets().target);
    case Qt::Key_End:
        return walk(sets().target);
    case Qt::Key_Up:
        return pair(-1);
    case Qt::Key_Down:
        return pair(1);
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        walk(0);
        m_cursor->set = event->key() == Qt::Key_PageUp ? 0 : int(m_shares.size()) - 1;
        return refresh();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_cursor)
            Q_EMIT positionChosen(m_cursor->position);
        return;
    case Qt::Key_U:
        return setRule(m_rule == rope::Unseen::beyond_largest ? rope::Unseen::unvisited_arc
                                                              : rope::Unseen::beyond_largest);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace ropewalk::views
