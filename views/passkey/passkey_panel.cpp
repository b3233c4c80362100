// SPDX-License-Identifier: GPL-3.0-only
#include "views/passkey/passkey_panel.h"

#include "views/evaluation/curve_chart.h"
#include "views/evaluation/segments.h"
#include "views/evaluation/set_style.h"
#include "views/heatmap/colour_bar.h"
#include "views/heatmap/heat_map.h"
#include "views/passkey/passkey_cells.h"
#include "views/passkey/passkey_settings.h"
#include "views/passkey/transcript.h"
#include "views/plots/text/elided_label.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSplitter>
#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr int mostAcross = 3; // grids beside one another

QWidget* column(QLayout* layout)
{
    auto* widget = new QWidget;
    layout->setContentsMargins(0, 0, 0, 0);
    widget->setLayout(layout);
    return widget;
}

} // namespace

PasskeyPanel::PasskeyPanel(QWidget* parent)
    : EvaluationPanel(tr("Passkey"), parent)
    , m_settings(new PasskeySettings)
    , m_measure(new Segments(tr("Measure"),
          { { tr("Found keys"), tr("A five-digit number is hidden in a text and asked for; the answer is generated") },
              { tr("Needle perplexity"),
                  tr("The answer is not generated: its tokens alone are scored, which tells more and costs less") } }))
    , m_key(new ColourBar)
    , m_multiples(new QGridLayout)
    , m_curve(new CurveChart(tr("Against length")))
    , m_transcript(new Transcript)
{
    header()->insertWidget(0, m_measure);
    header()->insertWidget(1, m_key);
    m_multiples->setHorizontalSpacing(12);
    m_multiples->setVerticalSpacing(4);
    auto* left = new QSplitter(Qt::Vertical);
    left->addWidget(column(m_multiples));
    left->addWidget(m_curve);
    left->setStretchFactor(0, 3);
    left->setStretchFactor(1, 2);
    auto* parts = new QSplitter(Qt::Horizontal);
    parts->setHandleWidth(14);
    parts->addWidget(left);
    parts->addWidget(m_transcript);
    parts->setStretchFactor(0, 4);
    parts->setStretchFactor(1, 1);
    parts->setSizes({ 940, 260 });
    parts->setChildrenCollapsible(false);
    left->setChildrenCollapsible(false);
    setParts(m_settings,
        tr("A number is hidden in a long text and asked for at its end. The grid shows at which length and at which "
           "depth each factor set still finds it."),
        parts);
    connect(m_settings, &SettingsGrid::changed, this, &EvaluationPanel::settingsChanged);
    connect(m_settings, &PasskeySettings::fileRequested, this, &PasskeyPanel::fillerRequested);
    connect(m_measure, &Segments::chosen, this, [this] {
        show();
        Q_EMIT settingsChanged();
    });
    show();
}

void PasskeyPanel::setTask(const rope::Geometry& geometry, std::int64_t target)
{
    m_trained = geometry.original_length;
    m_settings->setTask(geometry, target);
}

bool PasskeyPanel::isNeedle() const
{
    return m_measure->current() == 1;
}

void PasskeyPanel::setNeedle(bool needle)
{
    m_measure->setCurrent(needle ? 1 : 0);
    show();
}

protocol::PasskeyParams PasskeyPanel::params() const
{
    return m_settings->params();
}

protocol::NeedleParams PasskeyPanel::needleParams() const
{
    return m_settings->needleParams();
}

void PasskeyPanel::setParams(const protocol::PasskeyParams& params)
{
    m_settings->setParams(params);
}

void PasskeyPanel::setNeedleParams(const protocol::NeedleParams& params)
{
    m_settings->setNeedleParams(params);
}

void PasskeyPanel::setFiller(const QString& path)
{
    m_settings->setFiller(path);
}

void PasskeyPanel::setSets(const std::vector<rope::FactorSet>& sets)
{
    m_settings->setSets(sets);
}

void PasskeyPanel::setResults(Measurements<protocol::PasskeyResult> results)
{
    m_results = std::move(results);
    show();
}

void PasskeyPanel::setNeedleResults(Measurements<protocol::NeedleResult> results)
{
    m_needles = std::move(results);
    show();
}

QString PasskeyPanel::headingOf(int map) const
{
    return m_headings[std::size_t(map)]->text();
}

void PasskeyPanel::setMapCount(int count)
{
    while (int(m_maps.size()) < count) {
        auto* map = new HeatMap;
        auto* heading = new ElidedLabel;
        heading->setFont(scaledFont(font(), 1.0, true));
        m_maps.push_back(map);
        m_headings.push_back(heading);
        connect(map, &HeatMap::cellChosen, this, &PasskeyPanel::choose);
    }
    const int across = count == 4 ? 2 : mostAcross; // two by two rather than three and one
    for (int i = 0; i < int(m_maps.size()); ++i) {
        m_multiples->addWidget(m_headings[std::size_t(i)], 2 * (i / across), i % across);
        m_multiples->addWidget(m_maps[std::size_t(i)], 2 * (i / across) + 1, i % across);
        m_maps[std::size_t(i)]->setVisible(i < count);
        m_headings[std::size_t(i)]->setVisible(i < count);
    }
    for (int row = 0; row < m_multiples->rowCount(); ++row)
        m_multiples->setRowStretch(row, row % 2 == 1 && row / 2 * across < count ? 1 : 0);
    for (int i = 0; i < mostAcross; ++i)
        m_multiples->setColumnStretch(i, i < std::min(count, across) ? 1 : 0);
}

void PasskeyPanel::show()
{
    const Theme theme = themeFor(palette());
    const PasskeyGrid grid = isNeedle() ? gridOf(params(), {}, m_needles) : gridOf(params(), m_results, {});
    const int rows = int(grid.depths.size()), columns = int(grid.lengths.size());
    std::vector<std::vector<Cell>> cells;
    std::vector<const Compared*> sets;
    QStringList sums;
    std::vector<PlotSeries> series;
    bool any = false;
    if (isNeedle()) {
        for (const auto& one : m_needles) {
            cells.push_back(cellsOf(grid, one));
            sets.push_back(&one.of);
            any = any || one.result;
            sums << (one.complete ? tr("perplexity %1").arg(significantText(one.result->perplexity, 3)) : QString());
            series.push_back({ one.of, one.result ? needleCurve(*one.result) : std::vector<PlotPoint>() });
        }
    } else {
        for (const auto& one : m_results) {
            cells.push_back(cellsOf(grid, one));
            sets.push_back(&one.of);
            any = any || one.result;
            sums << (one.complete ? tr("%1 % found").arg(shortText(100 * one.result->accuracy, 3)) : QString());
            series.push_back({ one.of, one.result ? accuracyCurve(*one.result) : std::vector<PlotPoint>() });
        }
    }
    CellScale scale{ 0, 100, false, tr("% found"), false, false };
    if (isNeedle()) {
        std::vector<double> values;
        for (const auto& map : cells)
            for (const Cell& cell : map)
                values.push_back(cell.value);
        scale = scaleOf(values, tr("perplexity"));
        scale.log = scale.lowIsBright = true;
    }
    m_key->setScale(scale);
    setMapCount(int(cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        m_maps[i]->setScale(scale);
        m_maps[i]->grid()->setCorner(tr("depth ╲ tokens"));
        m_maps[i]->grid()->setLabels(grid.depthLabels(), grid.lengthLabels(), grid.shortLengthLabels());
        m_maps[i]->grid()->setCells(rows, columns, std::move(cells[i]));
        m_maps[i]->setAccessibleName(tr("%1: depth against length").arg(titleOf(*sets[i])));
        m_headings[i]->setText(
            sums.at(int(i)).isEmpty() ? titleOf(*sets[i]) : titleOf(*sets[i]) + QStringLiteral(" · ") + sums.at(int(i)));
        QPalette ink = palette();
        ink.setColor(QPalette::WindowText, inkOf(theme, sets[i]->set));
        m_headings[i]->setPalette(ink);
    }
    const Axis reach(Scale::log, double(grid.lengths.empty() ? 1 : grid.lengths.front()),
        double(grid.lengths.empty() ? 2 : grid.lengths.back()));
    const PlotAxis x{ Scale::log, tr("length in tokens"), true, reach.low(), reach.high() };
    m_curve->setAxes(
        x, isNeedle() ? PlotAxis{ Scale::log, tr("perplexity") } : PlotAxis{ Scale::linear, tr("found in %"), false, -3, 103 });
    m_curve->setSeries(std::move(series));
    m_curve->setMarks({ { double(m_trained), tr("trained length") } });
    if (isNeedle())
        fillTable(*table(), m_needles);
    else
        fillTable(*table(), m_results);
    setHasResults(any);
    tell();
}

void PasskeyPanel::choose(int row, int column)
{
    const PasskeyGrid grid = isNeedle() ? gridOf(params(), {}, m_needles) : gridOf(params(), m_results, {});
    if (row >= int(grid.depths.size()) || column >= int(grid.lengths.size()))
        return;
    m_length = grid.lengths[std::size_t(column)];
    m_depth = grid.depths[std::size_t(row)];
    for (HeatMap* map : m_maps)
        if (map != sender())
            map->setCurrentCell(row, column);
    tell();
}

void PasskeyPanel::tell()
{
    if (isNeedle())
        m_transcript->showHint(tr("The needle's perplexity is measured without generating an answer: 1 is certainty, "
                                  "and what is far above it will not be found."));
    else if (m_length < 0)
        m_transcript->showHint(tr("Choose a cell to read its trials."));
    else
        m_transcript->showCell(m_results, m_length, m_depth);
}

void PasskeyPanel::changeEvent(QEvent* event)
{
    EvaluationPanel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        show();
}

} // namespace ropewalk::views
