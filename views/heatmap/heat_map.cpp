// SPDX-License-Identifier: GPL-3.0-only
#include "views/heatmap/heat_map.h"

#include "views/plots/export/plot_menu.h"

#include <QAbstractButton>
#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr int smallestCell = 5;
constexpr int labelGap = 6; // between a row's label and its cells
constexpr double gapAbove = 14; // cells smaller than this stand without a gap between them

/// Labels alone, without the style's button look; a label without room gives way to its short form, then to nothing.
class QuietHeader : public QHeaderView
{
public:
    QuietHeader(Qt::Orientation orientation, QWidget* parent)
        : QHeaderView(orientation, parent)
    {
        setSectionsClickable(false);
        setMinimumSectionSize(smallestCell);
        viewport()->setAutoFillBackground(false);
        setDefaultAlignment(orientation == Qt::Horizontal ? Qt::AlignCenter : Qt::AlignRight | Qt::AlignVCenter);
    }

    QSize sizeHint() const override
    {
        const QFontMetrics metrics(font());
        if (orientation() == Qt::Horizontal)
            return { 10, metrics.height() + 2 };
        return { std::max(widest(Qt::DisplayRole), metrics.horizontalAdvance(corner())) + labelGap + 2, 10 };
    }

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override
    {
        const Theme theme = themeFor(palette());
        const QFontMetrics metrics(font());
        const bool across = orientation() == Qt::Horizontal;
        int stride = 1;
        Qt::ItemDataRole role = Qt::DisplayRole;
        if (across) {
            if (widest(role) + 4 > rect.width())
                role = Qt::ItemDataRole(CellGrid::ShortLabelRole);
            stride = std::max(1, int(std::ceil((widest(role) + 4.0) / std::max(1, rect.width()))));
        } else {
            stride = std::max(1, int(std::ceil(double(metrics.height()) / std::max(1, rect.height()))));
        }
        if (section % stride != 0)
            return;
        painter->setFont(font());
        painter->setPen(theme.muted);
        const QRect place = across ? QRect(rect.center().x() - 200, rect.top(), 401, rect.height())
                                   : QRect(rect.left(), rect.center().y() - 20, rect.width() - labelGap, 41);
        painter->drawText(place, int(defaultAlignment()), label(section, role));
    }

private:
    QString corner() const
    {
        const auto* grid = qobject_cast<const CellGrid*>(model());
        return grid ? grid->corner() : QString();
    }
    QString label(int section, int role) const
    {
        return model() ? model()->headerData(section, orientation(), role).toString() : QString();
    }
    int widest(int role) const
    {
        const QFontMetrics metrics(font());
        int result = 0;
        for (int i = 0; i < count(); ++i)
            result = std::max(result, metrics.horizontalAdvance(label(i, role)));
        return result;
    }
};

class CellDelegate : public QStyledItemDelegate
{
public:
    explicit CellDelegate(HeatMap* map)
        : QStyledItemDelegate(map)
        , m_map(map)
    {
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme theme = themeFor(m_map->palette());
        const double value = index.data(CellGrid::ValueRole).toDouble();
        const bool spaced = option.rect.width() > gapAbove && option.rect.height() > gapAbove;
        const QRectF cell = QRectF(option.rect).adjusted(0, 0, spaced ? -1 : 0, spaced ? -1 : 0);
        painter->save();
        if (std::isnan(value))
            painter->fillRect(cell, theme.plot);
        else
            painter->fillRect(cell, QColor::fromRgb(m_map->scale().colour(value, theme)));
        const QString text = index.data().toString();
        painter->setFont(numberFont(m_map->font(), 1.0));
        const QFontMetricsF metrics(painter->font());
        if (metrics.horizontalAdvance(text) + 4 <= cell.width() && metrics.height() <= cell.height()) {
            painter->setPen(m_map->scale().ink(value, theme));
            painter->drawText(cell, Qt::AlignCenter, text);
        }
        if (index == m_map->currentIndex()) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(theme.panel, 4));
            painter->drawRect(cell.adjusted(2, 2, -2, -2));
            painter->setPen(QPen(m_map->hasFocus() ? theme.accent : theme.text, 2));
            painter->drawRect(cell.adjusted(1, 1, -1, -1));
        }
        painter->restore();
    }

private:
    HeatMap* m_map;
};

} // namespace

HeatMap::HeatMap(QWidget* parent)
    : QTableView(parent)
    , m_grid(new CellGrid(this))
{
    setHorizontalHeader(new QuietHeader(Qt::Horizontal, this));
    setVerticalHeader(new QuietHeader(Qt::Vertical, this));
    setItemDelegate(new CellDelegate(this));
    setModel(m_grid);
    setFont(scaledFont(font(), 0.9));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setCornerButtonEnabled(false);
    setSelectionMode(QAbstractItemView::NoSelection);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    viewport()->setAutoFillBackground(false);
    // The corner between the labels is a button of the style's; its place is for the text.
    if (auto* corner = findChild<QAbstractButton*>(QString(), Qt::FindDirectChildrenOnly))
        corner->installEventFilter(this);
    offerExport(this, this);
    connect(m_grid, &QAbstractItemModel::modelReset, this, &HeatMap::fit);
    connect(m_grid, &QAbstractItemModel::headerDataChanged, this, &HeatMap::fit);
    connect(this, &QAbstractItemView::entered, this,
        [this](const QModelIndex& index) { Q_EMIT cellHovered(index.row(), index.column()); });
}

void HeatMap::renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const
{
    HeatMap copy;
    copy.setFont(font());
    copy.m_scale = m_scale;
    copy.m_grid->copyFrom(*m_grid);
    renderWidget(copy, painter, size, palette);
}

PlotNumbers HeatMap::numbers() const
{
    PlotNumbers table;
    table.columns << m_grid->corner();
    for (int column = 0; column < m_grid->columnCount(); ++column)
        table.columns << m_grid->headerData(column, Qt::Horizontal).toString();
    for (int row = 0; row < m_grid->rowCount(); ++row) {
        QStringList cells(m_grid->headerData(row, Qt::Vertical).toString());
        for (int column = 0; column < m_grid->columnCount(); ++column)
            cells << PlotNumbers::number(m_grid->cell(row, column).value);
        table.rows << cells;
    }
    return table;
}

void HeatMap::setScale(const CellScale& scale)
{
    m_scale = scale;
    viewport()->update();
}

void HeatMap::setCurrentCell(int row, int column)
{
    m_setting = true;
    setCurrentIndex(m_grid->index(row, column));
    m_setting = false;
}

void HeatMap::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update();
    if (!m_setting && current.isValid())
        Q_EMIT cellChosen(current.row(), current.column());
}

void HeatMap::keyPressEvent(QKeyEvent* event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid())
        Q_EMIT cellChosen(currentIndex().row(), currentIndex().column());
    else if (!currentIndex().isValid() && m_grid->rowCount() > 0 && event->key() >= Qt::Key_Left
        && event->key() <= Qt::Key_Down)
        setCurrentIndex(m_grid->index(0, 0));
    else
        QTableView::keyPressEvent(event);
}

bool HeatMap::eventFilter(QObject* watched, QEvent* event)
{
    auto* corner = qobject_cast<QAbstractButton*>(watched);
    if (corner && event->type() == QEvent::Paint) {
        QPainter painter(corner);
        painter.setFont(font());
        painter.setPen(themeFor(palette()).muted);
        painter.drawText(corner->rect().adjusted(0, 0, -labelGap, 0), Qt::AlignRight | Qt::AlignVCenter, m_grid->corner());
        return true;
    }
    return QTableView::eventFilter(watched, event);
}

void HeatMap::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fit();
}

void HeatMap::leaveEvent(QEvent* event)
{
    QTableView::leaveEvent(event);
    Q_EMIT cellHovered(-1, -1);
}

void HeatMap::fit()
{
    const int rows = m_grid->rowCount(), columns = m_grid->columnCount();
    if (rows == 0 || columns == 0)
        return;
    updateGeometries();
    const QSize room = viewport()->size();
    // Whole pixels, the rest spread over the first cells.
    const auto share = [](QHeaderView* header, int count, int pixels) {
        const int each = std::max(smallestCell, pixels / count);
        const int left = std::max(0, pixels - each * count);
        for (int i = 0; i < count; ++i)
            header->resizeSection(i, each + (i < left ? 1 : 0));
    };
    share(horizontalHeader(), columns, room.width());
    share(verticalHeader(), rows, room.height());
}

} // namespace ropewalk::views
