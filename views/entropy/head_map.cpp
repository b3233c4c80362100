// SPDX-License-Identifier: GPL-3.0-only
#include "views/entropy/head_map.h"

#include "views/evaluation/segments.h"
#include "views/evaluation/set_style.h"
#include "views/heatmap/colour_bar.h"
#include "views/heatmap/heat_map.h"
#include "views/plots/panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

enum Which
{
    onlyA,
    onlyB,
    difference
};

} // namespace

HeadMap::HeadMap(QWidget* parent)
    : QWidget(parent)
    , m_which(new Segments(tr("Show"),
          { { QStringLiteral("A"), tr("The first of the chosen sets") },
              { QStringLiteral("B"), tr("The second of the chosen sets") },
              { QStringLiteral("A − B"), tr("The difference: blue where A is higher, orange where B is") } }))
    , m_number(new Segments(tr("Number"),
          { { tr("Nats"), tr("Attention entropy: how widely a query spreads its attention; 0 = on one token") },
              { tr("Share"), tr("Entropy as a share of its largest possible value, ln of the visible tokens") },
              { tr("Sinks"), tr("Attention on the first tokens of the text, where heads rest that have nothing to do") },
              { tr("Distance"), tr("How far back attention reaches on the mean, in tokens") } }))
    , m_order(new Segments(tr("Order"),
          { { tr("By layer"), tr("A row a layer, a column a head") },
              { tr("By change"), tr("The heads in which A and B differ most come first") } }))
    , m_map(new HeatMap)
    , m_key(new ColourBar)
    , m_reading(Panel::note({}))
{
    m_map->setAccessibleName(tr("Heads of the model"));
    m_reading->setWordWrap(false);
    m_reading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* choices = new QHBoxLayout;
    choices->setSpacing(8);
    choices->addWidget(m_which);
    choices->addWidget(m_number);
    choices->addWidget(m_order);
    choices->addStretch(1);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_reading, 1);
    foot->addWidget(m_key);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(choices);
    column->addWidget(m_map, 1);
    column->addLayout(foot);

    for (Segments* segments : { m_which, m_order })
        connect(segments, &Segments::chosen, this, &HeadMap::refresh);
    connect(m_number, &Segments::chosen, this, [this] {
        refresh();
        Q_EMIT numberChanged();
    });
    connect(m_map, &HeatMap::cellChosen, this, [this](int row, int across) {
        const std::size_t cell = std::size_t(row * m_map->grid()->columnCount() + across);
        if (cell >= m_heads.size())
            return;
        m_head = m_heads[cell];
        m_reading->setText(told(m_head));
        Q_EMIT headChosen(m_head);
    });
    connect(m_map, &HeatMap::cellHovered, this, [this](int row, int across) {
        const int cell = row * m_map->grid()->columnCount() + across;
        m_reading->setText(told(row >= 0 && cell < int(m_heads.size()) ? m_heads[std::size_t(cell)] : m_head));
    });
}

HeadNumber HeadMap::number() const
{
    return HeadNumber(m_number->current());
}

QString HeadMap::unit() const
{
    switch (number()) {
    case HeadNumber::entropy:
        return tr("nats");
    case HeadNumber::share:
        return tr("of ln n");
    case HeadNumber::sinkMass:
        return tr("of attention");
    case HeadNumber::distance:
        return tr("tokens");
    }
    return {};
}

std::shared_ptr<const protocol::EntropyResult> HeadMap::resultAt(std::size_t place) const
{
    return place < m_results.size() ? m_results[place].result : nullptr;
}

double HeadMap::value(Head head) const
{
    const auto of = [&](std::size_t place) {
        const auto result = resultAt(place);
        return result ? headValue(*result, head, number(), m_range) : std::nan("");
    };
    switch (m_which->current()) {
    case onlyB:
        return of(1);
    case difference:
        return of(0) - of(1);
    default:
        return of(0);
    }
}

QString HeadMap::told(Head head) const
{
    const double one = value(head);
    const QString name = m_which->current() == difference ? tr("A − B")
        : m_which->current() < int(m_results.size())
        ? titleOf(m_results[std::size_t(m_which->current())].of)
        : QString();
    const QString text = std::isnan(one) ? tr("not measured yet") : significantText(one, 3) + u' ' + unit();
    return tr("layer %1, head %2: %3 %4").arg(head.layer).arg(head.head).arg(name, text);
}

void HeadMap::setResults(const Measurements<protocol::EntropyResult>& results)
{
    m_results = results;
    const bool two = resultAt(0) && resultAt(1);
    m_which->setSegmentEnabled(onlyB, resultAt(1) != nullptr);
    m_which->setSegmentEnabled(difference, two);
    m_order->setSegmentEnabled(1, two);
    if (!two && m_which->current() == difference)
        m_which->setCurrent(onlyA);
    if (!two)
        m_order->setCurrent(0);
    refresh();
}

void HeadMap::setRange(const std::optional<CurveChart::Range>& range)
{
    m_range = range;
    refresh();
}

void HeadMap::setHead(Head head)
{
    m_head = head;
    const auto found = std::find(m_heads.begin(), m_heads.end(), head);
    const int columns = m_map->grid()->columnCount();
    if (found != m_heads.end() && columns > 0)
        m_map->setCurrentCell(int(found - m_heads.begin()) / columns, int(found - m_heads.begin()) % columns);
    m_reading->setText(told(m_head));
}

void HeadMap::refresh()
{
    auto shape = resultAt(0);
    if (!shape)
        shape = resultAt(1);
    if (!shape) {
        m_heads.clear();
        m_map->grid()->setCells(0, 0, {});
        return;
    }
    const bool byChange = m_order->current() == 1 && resultAt(0) && resultAt(1);
    m_heads = byChange ? headsByChange(*resultAt(0), *resultAt(1), number(), m_range) : headsByLayer(*shape);
    std::vector<double> values;
    std::vector<Cell> cells;
    for (const Head head : m_heads) {
        const double one = value(head);
        values.push_back(one);
        const QString text = byChange ? QStringLiteral("%1·%2").arg(head.layer).arg(head.head)
            : std::isnan(one)         ? QString()
                                      : significantText(one, 2);
        cells.push_back({ one, text, told(head) });
    }
    QStringList rows, columns, narrow;
    for (int layer = 0; layer < shape->layers; ++layer)
        rows << (byChange ? tr("from %1").arg(layer * shape->heads + 1) : tr("layer %1").arg(layer));
    for (int head = 0; head < shape->heads; ++head) {
        columns << (byChange ? QString() : tr("head %1").arg(head));
        narrow << (byChange ? QString() : QString::number(head));
    }
    CellScale scale = scaleOf(values, unit(), m_which->current() == difference);
    if (number() == HeadNumber::share && m_which->current() != difference)
        scale = { 0, 1, false, unit(), false, false };
    m_key->setScale(scale);
    m_map->setScale(scale);
    m_map->grid()->setLabels(rows, columns, narrow);
    m_map->grid()->setCells(shape->layers, shape->heads, std::move(cells));
    setHead(m_head);
}

} // namespace ropewalk::views
