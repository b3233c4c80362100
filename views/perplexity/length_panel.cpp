// SPDX-License-Identifier: GPL-3.0-only
#include "views/perplexity/length_panel.h"

#include "views/document/paired_score.h"
#include "views/evaluation/curve_chart.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/segments.h"
#include "views/evaluation/set_style.h"
#include "views/language/translated.h"
#include "views/perplexity/length_settings.h"

#include <QHBoxLayout>
#include <QLabel>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

std::vector<PlotPoint> overLengths(const protocol::CurveResult& result)
{
    std::vector<PlotPoint> points;
    for (const protocol::CurvePoint& point : result.points) {
        const bool spread = point.documents.size() > 1;
        points.push_back({ double(point.length), point.perplexity, spread ? point.low : std::nan(""),
            spread ? point.high : std::nan("") });
    }
    std::sort(points.begin(), points.end(), [](const PlotPoint& a, const PlotPoint& b) { return a.x < b.x; });
    return points;
}

/// Of the longest window that has losses by position; each bin stands at its geometric middle.
std::vector<PlotPoint> overPositions(const protocol::CurveResult& result)
{
    const protocol::CurvePoint* longest = nullptr;
    for (const protocol::CurvePoint& point : result.points)
        if (!point.positions.empty() && (!longest || point.length > longest->length))
            longest = &point;
    std::vector<PlotPoint> points;
    if (longest)
        for (const protocol::PositionLoss& bin : longest->positions)
            points.push_back({ std::round(std::sqrt(double(std::max<std::int64_t>(bin.from, 1)) * double(bin.to))),
                bin.nll });
    return points;
}

/// As a score of the longest window of this result; none where nothing was measured.
std::optional<ScoreEntry> longestScore(const protocol::CurveResult& result, const std::string& split)
{
    const auto longest = std::max_element(result.points.begin(), result.points.end(),
        [](const protocol::CurvePoint& a, const protocol::CurvePoint& b) { return a.length < b.length; });
    if (longest == result.points.end())
        return std::nullopt;
    ScoreEntry entry{ longest->perplexity, longest->tokens, longest->length,
        QString::fromStdString(longest->split.empty() ? split : longest->split) };
    for (const double perplexity : longest->documents)
        entry.windowNll.push_back(std::log(perplexity));
    return entry;
}

} // namespace

LengthPanel::LengthPanel(QWidget* parent)
    : EvaluationPanel(tr("Perplexity against length"), parent)
    , m_settings(new LengthSettings)
    , m_kind(new Segments(tr("Across"),
          { { tr("By length"), tr("The perplexity of whole windows of each length") },
              { tr("By position"), tr("The loss of the n-th token in the longest window, averaged over the texts") } }))
    , m_chart(new CurveChart(tr("Perplexity against length")))
    , m_tag(note({}))
{
    m_tag->setWordWrap(false);
    header()->insertWidget(0, m_kind);
    header()->insertWidget(1, m_tag);
    setParts(m_settings,
        tr("Windows from a quarter of the trained length up to the target are scored. A set that stretches well keeps "
           "its curve flat or falling; the others leave it at the trained length."),
        m_chart);
    connect(m_settings, &SettingsGrid::changed, this, [this] {
        const Status fits = protocol::check_stride(params());
        setObjection(fits ? QString() : translated(fits.error()));
        Q_EMIT settingsChanged();
    });
    connect(m_kind, &Segments::chosen, this, &LengthPanel::show);
    show();
}

void LengthPanel::setTask(const rope::Geometry& geometry, std::int64_t target)
{
    m_trained = geometry.original_length;
    m_settings->setTask(geometry, target);
    show();
}

protocol::CurveParams LengthPanel::params() const
{
    return m_settings->params();
}

void LengthPanel::setParams(const protocol::CurveParams& params)
{
    m_settings->setParams(params);
}

void LengthPanel::setResults(Measurements<protocol::CurveResult> results)
{
    m_results = std::move(results);
    show();
}

void LengthPanel::show()
{
    const bool byPosition = m_kind->current() == 1;
    std::vector<PlotSeries> series;
    bool any = false;
    for (const auto& one : m_results) {
        any = any || one.result;
        std::vector<PlotPoint> points;
        if (one.result)
            points = byPosition ? overPositions(*one.result) : overLengths(*one.result);
        series.push_back({ one.of, std::move(points) });
    }
    PlotAxis x{ Scale::log, byPosition ? tr("position in tokens") : tr("window in tokens"), true };
    const std::vector<std::int64_t> lengths = params().lengths;
    if (!byPosition && !lengths.empty()) {
        x.low = double(lengths.front());
        x.high = double(lengths.back());
    }
    m_chart->setAccessibleName(byPosition ? tr("Loss by position") : tr("Perplexity against length"));
    m_chart->setAxes(x, byPosition ? PlotAxis{ Scale::linear, tr("loss in nats") } : PlotAxis{ Scale::log, tr("perplexity") });
    m_chart->setSeries(std::move(series));
    m_chart->setMarks({ { double(m_trained), tr("trained length") } });
    fillTable();
    showTag();
    setHasResults(any);
}

QString LengthPanel::tag() const
{
    return m_tag->text();
}

void LengthPanel::showTag()
{
    std::vector<ScoreEntry> entries;
    std::vector<QString> letters;
    for (const auto& one : m_results)
        if (auto entry = one.result ? longestScore(*one.result, params().split) : std::nullopt) {
            entries.push_back(std::move(*entry));
            letters.push_back(one.of.letter);
        }
    QStringList text, tip;
    if (!entries.empty()) {
        text << windowsText(entries.front());
        tip << windowsTip(entries.front());
    }
    if (entries.size() > 1 && letters[0] == u"A" && letters[1] == u"B")
        if (const auto difference = pairedDifference(entries[0], entries[1])) {
            text << tr("A − B at %1: %2").arg(entries[0].target).arg(changeText(*difference));
            tip << tr("A's perplexity against B's, from the differences of their losses in each of %Ln text(s): mean and "
                      "95 % interval (Student's t)",
                nullptr, difference->pairs);
        }
    m_tag->setText(text.join(QStringLiteral(" · ")));
    m_tag->setToolTip(tip.join(u'\n'));
}

void LengthPanel::fillTable()
{
    std::vector<QVariantList> rows;
    const bool byPosition = m_kind->current() == 1;
    for (const auto& one : m_results) {
        if (!one.result)
            continue;
        for (const protocol::CurvePoint& point : one.result->points) {
            if (!byPosition)
                rows.push_back({ titleOf(one.of), qlonglong(point.length), point.perplexity, point.low, point.high,
                    int(point.documents.size()), qlonglong(point.tokens),
                    QString::fromStdString(point.split.empty() ? params().split : point.split) });
            else
                for (const protocol::PositionLoss& bin : point.positions)
                    rows.push_back({ titleOf(one.of), qlonglong(point.length), qlonglong(bin.from),
                        qlonglong(bin.to - 1), bin.nll });
        }
    }
    if (byPosition)
        table()->setContent({ { tr("set"), {} }, { tr("window"), tr("Tokens") }, { tr("from"), tr("First position") },
                                { tr("to"), tr("Last position") },
                                { tr("loss"), tr("Mean negative log-likelihood of a token, in nats") } },
            std::move(rows));
    else
        table()->setContent({ { tr("set"), {} }, { tr("window"), tr("Tokens") },
                                { tr("perplexity"), tr("exp of the mean negative log-likelihood of a token") },
                                { tr("best text"), {} }, { tr("worst text"), {} }, { tr("texts"), {} },
                                { tr("tokens"), tr("That were predicted") },
                                { tr("split"), tr("Which part of the text") } },
            std::move(rows));
}

} // namespace ropewalk::views
