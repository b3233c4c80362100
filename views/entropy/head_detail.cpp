// SPDX-License-Identifier: GPL-3.0-only
#include "views/entropy/head_detail.h"

#include "views/evaluation/segments.h"
#include "views/evaluation/set_style.h"
#include "views/plots/text/elided_label.h"

#include <QHBoxLayout>
#include <QSplitter>

namespace ropewalk::views {

HeadDetail::HeadDetail(QWidget* parent)
    : QWidget(parent)
    , m_title(new ElidedLabel)
    , m_scale(new Segments(tr("Positions"),
          { { tr("Log"), tr("Positions grow by a factor across the plot") },
              { tr("Linear"), tr("Positions grow evenly across the plot") } }))
    , m_chart(new CurveChart(tr("Entropy along the positions")))
    , m_query(new ElidedLabel)
    , m_reading(new ElidedLabel)
    , m_text(new AttentionText)
{
    m_chart->setBrushable(true);
    m_chart->setToolTip({});
    for (ElidedLabel* heading : { m_title, m_query })
        heading->setFont(scaledFont(font(), 1.0, true));
    m_reading->setFont(scaledFont(font(), 0.9));
    m_reading->setForegroundRole(QPalette::PlaceholderText);
    m_reading->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_scale);
    auto* above = new QWidget;
    auto* upper = new QVBoxLayout(above);
    upper->setContentsMargins(0, 0, 0, 0);
    upper->setSpacing(4);
    upper->addLayout(head);
    upper->addWidget(m_chart, 1);
    auto* asked = new QHBoxLayout;
    asked->addWidget(m_query);
    asked->addWidget(m_reading, 1);
    auto* beneath = new QWidget;
    auto* lower = new QVBoxLayout(beneath);
    lower->setContentsMargins(0, 0, 0, 0);
    lower->setSpacing(4);
    lower->addLayout(asked);
    lower->addWidget(m_text, 1);
    auto* parts = new QSplitter(Qt::Vertical);
    parts->addWidget(above);
    parts->addWidget(beneath);
    parts->setStretchFactor(0, 1);
    parts->setStretchFactor(1, 1);
    parts->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(parts);

    connect(m_scale, &Segments::chosen, this, &HeadDetail::refresh);
    connect(m_chart, &CurveChart::rangeChanged, this, &HeadDetail::rangeChanged);
    connect(m_chart, &CurveChart::pointChosen, this, [this](double x) { Q_EMIT queryChosen(qint64(x)); });
    connect(m_text, &AttentionText::currentChanged, m_reading, &QLabel::setText);
    setHint(tr("Click a position in the curve to see what its token looks at."));
}

void HeadDetail::setTask(std::int64_t trainedLength)
{
    m_trained = trainedLength;
    refresh();
}

void HeadDetail::setResults(const Measurements<protocol::EntropyResult>& results)
{
    m_results = results;
    refresh();
}

void HeadDetail::setHead(Head head, HeadNumber number)
{
    m_head = head;
    // Sinks and distance are known as means only, so the curve stays with entropy.
    m_number = number == HeadNumber::share ? HeadNumber::share : HeadNumber::entropy;
    refresh();
}

void HeadDetail::setHint(const QString& hint)
{
    m_query->setText(tr("Attention"));
    m_text->setRows({});
    m_text->setHint(hint);
}

void HeadDetail::setRows(std::vector<AttentionText::Row> rows)
{
    if (!rows.empty()) {
        const protocol::AttentionRow& row = rows.front().row;
        const QString token = QString::fromStdString(row.text).trimmed();
        m_query->setText(token.isEmpty() ? tr("Query %1 looks at").arg(row.query)
                                         : tr("Query %1 “%2” looks at").arg(row.query).arg(token));
    }
    m_text->setRows(std::move(rows));
}

void HeadDetail::refresh()
{
    const bool log = m_scale->current() == 0;
    std::vector<PlotSeries> series;
    std::vector<PlotMark> marks{ { double(m_trained), tr("trained length") } };
    QStringList sums;
    for (const auto& one : m_results) {
        std::vector<PlotPoint> points;
        if (one.result)
            points = headCurve(*one.result, m_head, m_number, log);
        if (!points.empty())
            sums << titleOf(one.of) + u' '
                    + significantText(headValue(*one.result, m_head, m_number, m_chart->range()), 3);
        series.push_back({ one.of, std::move(points) });
        if (one.of.set.n_hat > 0)
            marks.push_back({ double(one.of.set.n_hat), QStringLiteral("n̂ ") + one.of.letter });
    }
    m_title->setText(tr("Layer %1, head %2").arg(m_head.layer).arg(m_head.head)
        + (sums.isEmpty() ? QString() : QStringLiteral(" · ") + sums.join(QStringLiteral(", "))));
    const bool share = m_number == HeadNumber::share;
    m_chart->setAxes({ log ? Scale::log : Scale::linear, tr("position of the query in tokens"), true },
        { Scale::linear, share ? tr("share of ln n") : tr("entropy in nats") });
    m_chart->setMarks(std::move(marks));
    m_chart->setSeries(std::move(series));
}

} // namespace ropewalk::views
