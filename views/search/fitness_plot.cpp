// SPDX-License-Identifier: GPL-3.0-only
#include "views/search/fitness_plot.h"

#include "views/plots/chart.h"
#include "views/plots/export/plot_menu.h"
#include "views/plots/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <cmath>
#include <utility>

namespace ropewalk::views {

namespace {

constexpr int gatherFor = 30; // milliseconds between two refreshes while reports stream in
constexpr double reach = 7; // pixels around a dot that count as on it
constexpr double labelRoom = 76;

} // namespace

FitnessPlot::FitnessPlot(QWidget* parent)
    : QWidget(parent)
    , m_chart(new Chart(this))
    , m_band(m_chart->addBand())
    , m_dots(m_chart->addDots())
    , m_median(m_chart->addLine())
    , m_best(m_chart->addLine())
{
    setAccessibleName(tr("Fitness of the search"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    m_chart->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_chart->setRightMargin(labelRoom);
    m_chart->setOverlay([this](QPainter& painter) { paintOverlay(painter); });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_chart);
    m_pending.setSingleShot(true);
    m_pending.setInterval(gatherFor);
    connect(&m_pending, &QTimer::timeout, this, &FitnessPlot::refresh);
    offerExport(this, this);
    restyle();
    refresh();
}

void FitnessPlot::renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const
{
    FitnessPlot copy;
    copy.setFont(font());
    copy.m_history = m_history;
    copy.m_references = m_references;
    copy.m_emptyText = m_emptyText;
    copy.m_planned = m_planned;
    copy.refresh();
    renderWidget(copy, painter, size, palette);
}

PlotNumbers FitnessPlot::numbers() const
{
    PlotNumbers table;
    table.columns = QStringList { QStringLiteral("kind"), QStringLiteral("generation"), QStringLiteral("perplexity") };
    const auto add = [&table](const QString& kind, int generation, double perplexity) {
        table.rows << QStringList { kind, QString::number(generation), PlotNumbers::number(perplexity) };
    };
    for (const FitnessHistory::Candidate& candidate : m_history.candidates())
        add(QStringLiteral("candidate"), candidate.generation, candidate.fitness);
    for (const FitnessHistory::Generation& generation : m_history.generations()) {
        add(QStringLiteral("best"), generation.generation, generation.best);
        add(QStringLiteral("median"), generation.generation, generation.median);
    }
    return table;
}

void FitnessPlot::setReferences(std::vector<Reference> references)
{
    m_references = std::move(references);
    refresh();
}

void FitnessPlot::setGenerations(int generations)
{
    if (const int planned = std::max(1, generations); std::exchange(m_planned, planned) != planned)
        refresh();
}

void FitnessPlot::setEmptyText(const QString& text)
{
    if (std::exchange(m_emptyText, text) != text) // said again with every report
        refresh();
}

void FitnessPlot::clear()
{
    m_history.clear();
    m_marked.reset();
    m_looked.reset();
    refresh();
}

void FitnessPlot::addEvaluation(const protocol::EvaluationReport& report)
{
    m_history.add(report);
    if (!m_pending.isActive())
        m_pending.start();
}

void FitnessPlot::addGeneration(const protocol::GenerationReport& report)
{
    m_history.add(report);
    if (!m_pending.isActive())
        m_pending.start();
}

void FitnessPlot::refresh()
{
    m_pending.stop();
    const bool empty = m_history.isEmpty();
    std::vector<double> references;
    for (const Reference& one : m_references)
        references.push_back(one.perplexity);
    m_range = m_history.range(references);
    const double last = std::max(m_planned, m_history.latestGeneration()) + 0.5;
    m_chart->setAxesVisible(!empty);
    Axis generations(Scale::linear, -0.5, last);
    generations.setWhole(true);
    m_chart->setAxes(generations, QStringLiteral("generation"), Axis(Scale::linear, m_range.first, m_range.second),
        QStringLiteral("perplexity"));

    const QList<QPointF> best = m_history.bestLine();
    const QList<QPointF> median = m_history.medianLine();
    QList<QPointF> floor;
    for (const QPointF& point : median)
        floor.append({ point.x(), m_history.generation(int(point.x()))->best });
    m_chart->setBand(m_band, floor, median);
    m_chart->setPoints(m_median, median);
    m_chart->setPoints(m_best, best);
    m_chart->setPoints(m_dots, m_history.dots(-0.5, last, m_range.first, m_range.second, plotArea().size()));

    setAccessibleDescription(empty
            ? m_emptyText
            : tr("Generation %1 of %2, best perplexity %3")
                  .arg(m_history.latestGeneration())
                  .arg(m_planned)
                  .arg(m_history.best() ? significantText(*m_history.best()) : QStringLiteral("–")));
    update();
    Q_EMIT refreshed();
}

void FitnessPlot::restyle()
{
    const Theme theme = themeFor(palette());
    const QColor found = colourOf(theme, QStringLiteral("found"));
    m_chart->setBandStyle(m_band, shaded(theme, found, theme.dark ? 0.20 : 0.13));
    m_chart->setDotStyle(m_dots, faded(theme, found, theme.dark ? 0.42 : 0.30), 3.6);
    m_chart->setLineStyle(m_median, faded(theme, found, 0.75), 1.2);
    m_chart->setLineStyle(m_best, found, 2.4);
}

void FitnessPlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QWidget::changeEvent(event);
}

void FitnessPlot::resizeEvent(QResizeEvent*)
{
    if (!m_pending.isActive())
        m_pending.start(); // the dots are thinned for the new size
}

QRectF FitnessPlot::plotArea() const
{
    return m_chart->plotArea().translated(m_chart->pos());
}

QPointF FitnessPlot::pixelOf(double generation, double fitness) const
{
    return m_chart->toPixel({ generation, fitness }) + m_chart->pos();
}

QPointF FitnessPlot::pointOf(const Marked& marked) const
{
    if (marked.candidate >= 0) {
        const FitnessHistory::Candidate& one = m_history.candidates()[std::size_t(marked.candidate)];
        return { one.place, one.fitness };
    }
    const FitnessHistory::Generation* generation = m_history.generation(marked.generation);
    return { double(marked.generation), generation ? generation->best : NAN };
}

std::optional<FitnessPlot::Marked> FitnessPlot::markedAt(const QPointF& pixel) const
{
    if (!plotArea().contains(pixel))
        return {};
    std::optional<Marked> nearest;
    double least = reach;
    for (const FitnessHistory::Generation& one : m_history.generations()) {
        const QPointF away = pixelOf(one.generation, one.best) - pixel;
        const double distance = std::hypot(away.x(), away.y());
        if (distance <= least) {
            least = distance;
            nearest = Marked{ one.generation, -1 };
        }
    }
    for (std::size_t i = 0; i < m_history.candidates().size(); ++i) {
        const FitnessHistory::Candidate& one = m_history.candidates()[i];
        if (!(one.fitness <= m_range.second))
            continue;
        const QPointF away = pixelOf(one.place, one.fitness) - pixel;
        const double distance = std::hypot(away.x(), away.y());
        if (distance < least) {
            least = distance;
            nearest = Marked{ one.generation, int(i) };
        }
    }
    if (nearest)
        return nearest;
    const int generation = int(std::lround(m_chart->toValue(pixel - m_chart->pos()).x()));
    return m_history.generation(generation) ? std::optional(Marked{ generation, -1 }) : std::nullopt;
}

QString FitnessPlot::readout() const
{
    if (!m_marked)
        return {};
    const QPointF point = pointOf(*m_marked);
    QString text = tr("generation %1 · ").arg(m_marked->generation);
    if (m_marked->candidate >= 0)
        return text + tr("candidate %1").arg(significantText(point.y()));
    text += tr("best %1").arg(significantText(point.y()));
    const FitnessHistory::Generation* generation = m_history.generation(m_marked->generation);
    if (generation && std::isfinite(generation->median))
        text += tr(" · median %1").arg(significantText(generation->median));
    return text;
}

void FitnessPlot::lookAway()
{
    m_looked.reset();
    m_chart->repaintOverlay();
}

void FitnessPlot::request(const Marked& marked)
{
    const FitnessHistory::Generation* generation = m_history.generation(marked.generation);
    if (marked.candidate >= 0) {
        const rope::FactorSet& set = m_history.candidates()[std::size_t(marked.candidate)].set;
        if (!set.lambda.empty()) {
            m_looked = marked;
            Q_EMIT curveRequested(set,
                tr("candidate of generation %1, %2")
                    .arg(marked.generation)
                    .arg(significantText(pointOf(marked).y())));
            return;
        }
    }
    if (generation && !generation->bestSet.lambda.empty()) {
        m_looked = Marked{ marked.generation, -1 };
        Q_EMIT curveRequested(generation->bestSet,
            tr("best of generation %1, %2")
                .arg(marked.generation)
                .arg(significantText(generation->best)));
    }
}

void FitnessPlot::mouseMoveEvent(QMouseEvent* event)
{
    m_marked = markedAt(event->position());
    setCursor(m_marked ? Qt::PointingHandCursor : Qt::ArrowCursor);
    m_chart->repaintOverlay();
}

void FitnessPlot::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_marked = markedAt(event->position());
    if (m_marked)
        request(*m_marked);
    m_chart->repaintOverlay();
}

void FitnessPlot::leaveEvent(QEvent*)
{
    m_marked.reset();
    m_chart->repaintOverlay();
}

void FitnessPlot::keyPressEvent(QKeyEvent* event)
{
    const std::vector<FitnessHistory::Generation>& all = m_history.generations();
    const bool steps = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    if (steps && !all.empty()) {
        int at = event->key() == Qt::Key_Left ? int(all.size()) - 1 : 0;
        for (int i = 0; m_marked && i < int(all.size()); ++i)
            if (all[std::size_t(i)].generation == m_marked->generation)
                at = std::clamp(i + (event->key() == Qt::Key_Left ? -1 : 1), 0, int(all.size()) - 1);
        m_marked = Marked{ all[std::size_t(at)].generation, -1 };
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_marked) {
        request(*m_marked);
    } else if (event->key() == Qt::Key_Escape && (m_marked || m_looked)) {
        m_marked.reset();
        if (std::exchange(m_looked, std::nullopt))
            Q_EMIT lookedAway();
    } else {
        QWidget::keyPressEvent(event);
        return;
    }
    setAccessibleDescription(readout());
    m_chart->repaintOverlay();
}

void FitnessPlot::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    m_chart->repaintOverlay();
}

void FitnessPlot::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    m_chart->repaintOverlay();
}

} // namespace ropewalk::views
