// SPDX-License-Identifier: GPL-3.0-only
#include "views/entropy/attention_text.h"

#include "views/evaluation/set_style.h"
#include "views/plots/axis.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <limits>

namespace ropewalk::views {

namespace {

constexpr int margin = 6;
constexpr int narrowest = 9; // pixels of a token
constexpr int lowestBars = 9; // pixels
constexpr double leastShown = 0.001; // attention below has no bar
constexpr double leastOutline = 2.5; // pixels; a lower outline is a line of dashes

QString percent(double probability)
{
    return QStringLiteral("%1 %").arg(shortText(100 * probability, 3));
}

} // namespace

AttentionText::AttentionText(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setAccessibleName(tr("What the query looks at"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFont(scaledFont(font(), 0.92));
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
}

void AttentionText::setRows(std::vector<Row> rows)
{
    m_rows = std::move(rows);
    m_most = 0;
    for (const Row& one : m_rows)
        for (const protocol::AttendedKeys& keys : one.row.keys)
            m_most = std::max(m_most, std::isfinite(keys.probability) ? keys.probability : 0.0);
    m_current = -1;
    layOut();
    // The strongest token is where a reader begins.
    setCurrent(strongerThan(-1));
}

void AttentionText::setHint(const QString& hint)
{
    m_hint = hint;
    viewport()->update();
}

QString AttentionText::shownText(const protocol::AttendedKeys& keys) const
{
    if (keys.to - keys.from > 1)
        return tr("⋯ %L1 tokens ⋯").arg(keys.to - keys.from);
    if (keys.text.empty())
        return QString::number(keys.from);
    QString text = QString::fromStdString(keys.text);
    return text.replace(u'\n', QStringLiteral("↵")).replace(u'\t', QStringLiteral("→"));
}

int AttentionText::fullBars() const
{
    return std::max(16, int(QFontMetrics(font()).height() * 1.5));
}

int AttentionText::lineHeight() const
{
    return m_bars + QFontMetrics(font()).height() + 6;
}

void AttentionText::layOut()
{
    m_cells.clear();
    const QFontMetrics metrics(font());
    const int right = viewport()->width() - margin;
    std::vector<int> lines; // of each cell
    int x = margin, line = 0;
    if (!m_rows.empty())
        for (const protocol::AttendedKeys& keys : m_rows.front().row.keys) {
            const int width = std::max(narrowest, metrics.horizontalAdvance(shownText(keys)) + 1);
            if (x + width > right && x > margin) {
                x = margin;
                ++line;
            }
            m_cells.push_back({ x, 0, width, 0 });
            lines.push_back(line);
            x += width;
        }
    m_bars = 0;
    m_bars = std::clamp((viewport()->height() - 2 * margin) / (line + 1) - lineHeight(), lowestBars, fullBars());
    for (std::size_t i = 0; i < m_cells.size(); ++i)
        m_cells[i] = QRect(m_cells[i].left(), margin + lines[i] * lineHeight(), m_cells[i].width(), lineHeight());
    const int whole = m_cells.empty() ? 0 : m_cells.back().bottom() + margin;
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(lineHeight());
    verticalScrollBar()->setRange(0, std::max(0, whole - viewport()->height()));
    reveal();
    viewport()->update();
}

void AttentionText::reveal()
{
    if (m_current < 0 || m_current >= int(m_cells.size()))
        return;
    const QRect cell = m_cells[std::size_t(m_current)];
    QScrollBar* bar = verticalScrollBar();
    if (cell.top() < bar->value() || cell.bottom() > bar->value() + viewport()->height())
        bar->setValue(cell.center().y() - viewport()->height() / 2);
}

double AttentionText::probability(std::size_t row, int key) const
{
    if (row >= m_rows.size() || key < 0 || key >= int(m_cells.size()))
        return std::nan("");
    const protocol::AttendedKeys& asked = m_rows.front().row.keys[std::size_t(key)];
    if (row == 0)
        return asked.probability;
    // The rows of a long text may be cut in different places: what lies in A's keys is summed.
    double sum = 0;
    for (const protocol::AttendedKeys& keys : m_rows[row].row.keys)
        if (keys.from >= asked.from && keys.to <= asked.to)
            sum += keys.probability;
    return sum;
}

QString AttentionText::reading(int key) const
{
    if (key < 0 || key >= int(m_cells.size()))
        return {};
    const protocol::AttendedKeys& keys = m_rows.front().row.keys[std::size_t(key)];
    QString text = keys.to - keys.from > 1 ? tr("tokens %1 … %2").arg(keys.from).arg(keys.to - 1)
                                           : tr("token %1").arg(keys.from);
    if (!keys.text.empty())
        text += QStringLiteral(" “%1”").arg(shownText(keys).trimmed());
    QStringList values;
    for (std::size_t row = 0; row < m_rows.size(); ++row)
        values << titleOf(m_rows[row].of) + u' ' + percent(probability(row, key));
    return text + QStringLiteral(": ") + values.join(QStringLiteral(", "));
}

QRect AttentionText::cellOf(int key) const
{
    return m_cells[std::size_t(key)].translated(0, -verticalScrollBar()->value());
}

int AttentionText::keyAt(const QPoint& place) const
{
    const QPoint at = place + QPoint(0, verticalScrollBar()->value());
    for (std::size_t i = 0; i < m_cells.size(); ++i)
        if (m_cells[i].contains(at))
            return int(i);
    return -1;
}

int AttentionText::strongerThan(int key) const
{
    // The strongest first; then, from a key, the next weaker one.
    int best = -1;
    const double limit = key < 0 ? std::numeric_limits<double>::infinity() : probability(0, key);
    for (int i = 0; i < int(m_cells.size()); ++i) {
        const double value = probability(0, i);
        const bool after = value < limit || (value == limit && i > key);
        if (after && i != key && std::isfinite(value) && (best < 0 || value > probability(0, best)))
            best = i;
    }
    return best;
}

void AttentionText::setCurrent(int key)
{
    m_current = m_cells.empty() ? -1 : std::clamp(key, -1, int(m_cells.size()) - 1);
    reveal();
    setAccessibleDescription(reading(m_current));
    viewport()->update();
    Q_EMIT currentChanged(reading(m_current));
}

void AttentionText::keyPressEvent(QKeyEvent* event)
{
    const auto upOrDown = [this](int by) {
        if (m_current < 0)
            return;
        const QPoint aim = m_cells[std::size_t(m_current)].center() + QPoint(0, by * lineHeight());
        const int found = keyAt(aim - QPoint(0, verticalScrollBar()->value()));
        if (found >= 0)
            setCurrent(found);
    };
    switch (event->key()) {
    case Qt::Key_Left:
        setCurrent(std::max(0, m_current - 1));
        break;
    case Qt::Key_Right:
        setCurrent(m_current + 1);
        break;
    case Qt::Key_Up:
        upOrDown(-1);
        break;
    case Qt::Key_Down:
        upOrDown(1);
        break;
    case Qt::Key_Home:
        setCurrent(0);
        break;
    case Qt::Key_End:
        setCurrent(int(m_cells.size()) - 1);
        break;
    case Qt::Key_S:
        setCurrent(strongerThan(m_current));
        break;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void AttentionText::mousePressEvent(QMouseEvent* event)
{
    if (const int key = keyAt(event->pos()); key >= 0)
        setCurrent(key);
}

bool AttentionText::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), reading(keyAt(help->pos())), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void AttentionText::resizeEvent(QResizeEvent*)
{
    layOut();
}

void AttentionText::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        layOut();
}

void AttentionText::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.plot);
    painter.setFont(plainLettersFont(font()));
    if (m_cells.empty()) {
        painter.setPen(theme.muted);
        painter.drawText(viewport()->rect().adjusted(12, 6, -12, -6), Qt::AlignCenter | Qt::TextWordWrap, m_hint);
        return;
    }
    const int top = verticalScrollBar()->value(), bars = m_bars;
    for (int i = 0; i < int(m_cells.size()); ++i) {
        const QRect cell = m_cells[std::size_t(i)].translated(0, -top);
        if (cell.bottom() < 0 || cell.top() > viewport()->height())
            continue;
        const QRectF track(cell.left(), cell.top() + 2, cell.width() - 1, bars);
        for (std::size_t row = 0; row < m_rows.size(); ++row) {
            const double value = probability(row, i);
            if (!(value >= leastShown) || m_most <= 0)
                continue;
            const double height = std::max(1.0, value / m_most * (bars - 2));
            if (row > 0 && height < leastOutline)
                continue;
            const QColor colour = colourOf(theme, QString::fromStdString(m_rows[row].of.set.id));
            const QRectF bar(track.left(), track.bottom() - height, track.width(), height);
            if (row == 0) {
                painter.fillRect(bar, colour);
            } else {
                painter.setPen(QPen(colour, 1.5, penStyleOf(m_rows[row].of.letter)));
                painter.setBrush(Qt::NoBrush);
                painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5));
            }
        }
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(cell.left(), track.bottom() + 0.5), QPointF(cell.right(), track.bottom() + 0.5));
        const QRect word(cell.left(), int(track.bottom()) + 1, cell.width() + 1, cell.bottom() - int(track.bottom()) - 1);
        if (i == m_current) {
            painter.fillRect(word.adjusted(0, 1, -1, -1), hasFocus() ? theme.accent : theme.accentSoft);
            painter.setPen(hasFocus() ? theme.onAccent : theme.text);
        } else {
            painter.setPen(probability(0, i) >= 0.01 ? theme.text : theme.muted);
        }
        painter.drawText(word, Qt::AlignLeft | Qt::AlignVCenter,
            shownText(m_rows.front().row.keys[std::size_t(i)]));
    }
}

} // namespace ropewalk::views
