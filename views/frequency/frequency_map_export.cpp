// SPDX-License-Identifier: GPL-3.0-only
#include "core/rope/coverage.h"
#include "views/document/document.h"
#include "views/frequency/frequency_map.h"
#include "views/language/set_texts.h"
#include "views/plots/axis.h"

#include <QPainter>
#include <cmath>

namespace ropewalk::views {

void FrequencyMap::renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const
{
    FrequencyMap copy(m_document);
    copy.m_still = true;
    copy.setFont(font());
    copy.m_ids = m_ids;
    copy.m_rows = m_rows;
    copy.m_phase = m_phase;
    copy.m_positions = m_positions;
    copy.m_pairs = m_pairs;
    copy.m_selectedPair = m_selectedPair;
    copy.resize(size);
    copy.m_pictures.renderHere(copy.requests(imageRatio(painter)));
    renderWidget(copy, painter, size, palette);
}

PlotNumbers FrequencyMap::numbers() const
{
    PlotNumbers table;
    table.columns = QStringList { QStringLiteral("set"), QStringLiteral("pair") };
    const std::vector<std::int64_t> edges = pixelEdges(m_positions, int(rowRect(0).width()));
    std::vector<std::int64_t> bins; // without the pixels that repeat a position
    for (const std::int64_t edge : edges)
        if (bins.empty() || edge > bins.back())
            bins.push_back(edge);
    if (bins.size() < 2)
        return table;
    for (std::size_t i = 0; i + 1 < bins.size(); ++i)
        table.columns << (bins[i + 1] - bins[i] == 1
                ? QString::number(bins[i])
                : QStringLiteral("%1-%2").arg(bins[i]).arg(bins[i + 1] - 1));
    for (const FrequencyRow& row : m_rows) {
        if (row.set.lambda.empty())
            continue;
        const int first = int(m_pairs.first());
        for (int pair = first; pair < std::min(int(std::ceil(m_pairs.end())), m_document->geometry().pairs()); ++pair) {
            QStringList cells { shownName(row.set), QString::number(pair) };
            const std::vector<double> cosines = meanCosines(m_document->geometry(), row.set, pair, bins);
            const std::vector<double> sines
                = m_phase ? meanSines(m_document->geometry(), row.set, pair, bins) : std::vector<double>();
            for (std::size_t i = 0; i < cosines.size(); ++i)
                cells << PlotNumbers::number(m_phase ? std::atan2(sines[i], cosines[i]) : cosines[i]);
            table.rows << cells;
        }
    }
    return table;
}

int FrequencyMap::tableRows() const
{
    return m_rows.empty() ? 0 : m_document->geometry().pairs();
}

QStringList FrequencyMap::tableColumns() const
{
    QStringList columns;
    for (int row = 0; row <= lastRow(); ++row)
        columns << tr("λ of %1").arg(m_rows[std::size_t(row)].name)
                << tr("seen with %1").arg(m_rows[std::size_t(row)].name);
    return columns;
}

QString FrequencyMap::tableCell(int pair, int column) const
{
    const rope::FactorSet& set = m_rows[std::size_t(column / 2)].set;
    if (set.lambda.empty())
        return {};
    if (column % 2 == 0)
        return shortText(set.lambda[std::size_t(pair)], 4);
    return shareText(rope::coverage(m_document->geometry(), m_document->trained(), set,
        m_document->project().target_length)[std::size_t(pair)]);
}

QString FrequencyMap::tableRowName(int pair) const
{
    return tr("pair %1").arg(pair);
}

} // namespace ropewalk::views
