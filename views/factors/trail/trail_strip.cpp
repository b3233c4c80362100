// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/trail/trail_strip.h"

#include "views/factors/trail/score_trail.h"
#include "views/plots/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr QSize cell(74, 52);

class TrailDelegate : public QStyledItemDelegate
{
public:
    TrailDelegate(ScoreTrail* trail, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_trail(trail)
    {
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return cell; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme theme = themeFor(option.palette);
        const Tried& tried = m_trail->tried()[std::size_t(index.row())];
        const QRectF box = QRectF(option.rect).adjusted(2.5, 2.5, -2.5, -2.5);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool chosen = option.state & QStyle::State_HasFocus;
        const bool hovered = option.state & QStyle::State_MouseOver;
        painter->setPen(QPen(chosen || hovered ? theme.accent : theme.border, 1));
        painter->setBrush(theme.plot);
        painter->drawRoundedRect(box, 3, 3);
        paintCurve(*painter, box.adjusted(5, 5, -5, -18), tried.set.lambda,
            colourOf(theme, QString::fromStdString(tried.set.id)));
        painter->setFont(numberFont(option.font, 0.85));
        painter->setPen(isBest(tried) ? theme.good : theme.text);
        painter->drawText(box.adjusted(2, 0, -2, -2), Qt::AlignHCenter | Qt::AlignBottom,
            (isBest(tried) ? QStringLiteral("★ ") : QString()) + index.data().toString());
        painter->restore();
    }

private:
    bool isBest(const Tried& tried) const
    {
        const auto& all = m_trail->tried();
        return std::none_of(all.begin(), all.end(), [&tried](const Tried& other) {
            return other.score.target == tried.score.target && other.score.perplexity < tried.score.perplexity;
        });
    }
    /// On the scale of the highest curve tried, so that they can be compared.
    void paintCurve(
        QPainter& painter, const QRectF& box, const std::vector<double>& lambda, const QColor& colour) const
    {
        double highest = 2;
        for (const Tried& tried : m_trail->tried())
            highest = std::max(highest, *std::max_element(tried.set.lambda.begin(), tried.set.lambda.end()));
        const double top = std::log(highest);
        QPolygonF line;
        for (std::size_t i = 0; i < lambda.size(); ++i)
            line << QPointF(
                box.left() + box.width() * double(i) / double(std::max<std::size_t>(1, lambda.size() - 1)),
                box.bottom() - box.height() * std::clamp(std::log(lambda[i]) / top, 0.0, 1.0));
        painter.setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(line);
    }

    ScoreTrail* m_trail;
};

} // namespace

TrailStrip::TrailStrip(ScoreTrail* trail, QWidget* parent)
    : QListView(parent)
    , m_trail(trail)
{
    setModel(trail);
    setItemDelegate(new TrailDelegate(trail, this));
    setFlow(QListView::LeftToRight);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Tried values"));
    connect(
        this, &QListView::clicked, this, [this](const QModelIndex& index) { m_trail->jumpTo(index.row()); });
}

QSize TrailStrip::sizeHint() const
{
    return { 300, cell.height() + 12 };
}

void TrailStrip::paintEvent(QPaintEvent* event)
{
    QListView::paintEvent(event);
    if (m_trail->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(themeFor(palette()).muted);
    painter.drawText(viewport()->rect(), Qt::AlignCenter,
        tr("Every curve that is scored stands here with its perplexity, to go back to."));
}

void TrailStrip::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        m_trail->jumpTo(currentIndex().row());
    else
        QListView::keyPressEvent(event);
}

} // namespace ropewalk::views
