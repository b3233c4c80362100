// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/export/runtime_view.h"

#include "views/factors/lengths/runtime_simulation.h"
#include "views/language/translated.h"
#include "views/plots/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QStyledItemDelegate>
#include <algorithm>

namespace ropewalk::studio {

namespace {

enum Column { Name, List, Attention, NHat, Keys, Warning, Columns };

constexpr int kAbove = 4; // pixels between a row's top and its text
constexpr int kBetween = 10; // of one runtime's text and the next's

/// Text at the top of its row, but not at its edge.
class LoweredText : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem lowered = option;
        lowered.rect.setTop(option.rect.top() + kAbove);
        QStyledItemDelegate::paint(painter, lowered, index);
    }
};

} // namespace

RuntimeView::RuntimeView(QWidget* parent)
    : QTableWidget(0, Columns, parent)
{
    setHorizontalHeaderLabels({tr("Runtime"), tr("Long list for"), tr("Attention factor"), tr("n̂"), tr("Cached keys"),
        tr("What it does otherwise than here")});
    setItemDelegate(new LoweredText(this));
    setAccessibleName(tr("Who applies which list, when"));
    setEditTriggers(NoEditTriggers);
    setSelectionMode(SingleSelection);
    setSelectionBehavior(SelectRows);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setWordWrap(true);
    setVerticalScrollMode(ScrollPerPixel);
    setFont(views::plainLettersFont(views::scaledFont(font(), 0.92)));
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setFont(font());
}

void RuntimeView::show(const formats::Deployment& deployment, formats::ExportFormat format)
{
    std::vector<formats::RuntimeRow> rows = formats::runtime_table(deployment);
    const auto reads = [&](const formats::RuntimeRow& row) { return formats::reads(row.runtime, format); };
    std::stable_partition(rows.begin(), rows.end(), reads);
    m_rows.clear();
    setRowCount(int(rows.size()));
    for (int r = 0; r < rowCount(); ++r) {
        const formats::RuntimeRow& row = rows[size_t(r)];
        m_rows.push_back({row.runtime, reads(row)});
        const QStringList warnings = views::translated(row.warnings);
        const QStringList texts{views::RuntimeSimulation::name(row.runtime), views::translated(row.list),
            views::translated(row.attention), views::translated(row.n_hat), views::translated(row.keys),
            warnings.isEmpty() ? tr("Nothing: as here.") : warnings.join(QLatin1Char('\n'))};
        for (int column = 0; column < Columns; ++column) {
            auto* item = new QTableWidgetItem(texts[column]);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            item->setTextAlignment(Qt::AlignLeft | Qt::AlignTop);
            if (column == Name && m_rows.back().reads)
                item->setFont(views::scaledFont(font(), 1.0, true));
            if (column == Name && !m_rows.back().reads)
                item->setToolTip(tr("Does not read this form"));
            item->setData(Qt::UserRole, warnings.isEmpty());
            setItem(r, column, item);
        }
    }
    colour();
    fit();
    scrollToTop();
}

QString RuntimeView::warningOf(formats::Runtime runtime) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (m_rows[size_t(row)].runtime == runtime && !item(row, Warning)->data(Qt::UserRole).toBool())
            return item(row, Warning)->text();
    return {};
}

void RuntimeView::colour()
{
    const views::Theme theme = views::themeFor(palette());
    const bool none = std::none_of(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.reads; });
    for (int row = 0; row < rowCount(); ++row)
        for (int column = 0; column < Columns; ++column) {
            QTableWidgetItem* cell = item(row, column);
            const bool warns = column == Warning && !cell->data(Qt::UserRole).toBool();
            const bool reads = none || m_rows[size_t(row)].reads;
            cell->setForeground(!reads ? theme.muted : warns ? views::readable(theme.warning, theme.panel) : theme.text);
        }
}

/// The short columns as wide as their texts, the rest by share; then the rows as high as they need.
void RuntimeView::fit()
{
    int left = viewport()->width();
    for (const int column : {int(Name), int(Attention), int(NHat), int(Keys)}) {
        const int width = std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column)) + 8;
        setColumnWidth(column, width);
        left -= width;
    }
    const int list = std::clamp(left * 3 / 10, 100, std::max(100, sizeHintForColumn(List) + 8));
    setColumnWidth(List, list);
    setColumnWidth(Warning, std::max(140, left - list));
    for (int row = 0; row < rowCount(); ++row)
        setRowHeight(row, sizeHintForRow(row) + kBetween);
}

void RuntimeView::resizeEvent(QResizeEvent* event)
{
    QTableWidget::resizeEvent(event);
    fit();
}

void RuntimeView::changeEvent(QEvent* event)
{
    QTableWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && rowCount() == int(m_rows.size()))
        colour();
}

} // namespace ropewalk::studio
