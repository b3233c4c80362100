// SPDX-License-Identifier: GPL-3.0-only
#include "views/entropy/entropy_panel.h"

#include "views/entropy/entropy_settings.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/set_style.h"

#include <QSplitter>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

EntropyPanel::EntropyPanel(QWidget* parent)
    : EvaluationPanel(tr("Attention entropy"), parent)
    , m_settings(new EntropySettings)
    , m_heads(new HeadMap)
    , m_detail(new HeadDetail)
{
    auto* parts = new QSplitter(Qt::Horizontal);
    parts->addWidget(m_heads);
    parts->addWidget(m_detail);
    parts->setStretchFactor(0, 2);
    parts->setStretchFactor(1, 3);
    parts->setChildrenCollapsible(false);
    parts->setHandleWidth(14); // as far apart as the views of a page
    setParts(m_settings,
        tr("For every head: how widely each token spreads its attention. Where a stretched model's attention blurs, "
           "its entropy rises beyond the trained length."),
        parts);
    connect(m_settings, &SettingsGrid::changed, this, &EvaluationPanel::settingsChanged);
    connect(m_heads, &HeadMap::headChosen, this, &EntropyPanel::chooseHead);
    connect(m_heads, &HeadMap::numberChanged, this, [this] { m_detail->setHead(m_heads->head(), m_heads->number()); });
    connect(m_detail, &HeadDetail::rangeChanged, this, [this] {
        m_heads->setRange(m_detail->range());
        m_detail->setHead(m_heads->head(), m_heads->number());
    });
    connect(m_detail, &HeadDetail::queryChosen, this, [this](qint64 query) {
        m_query = query;
        askForRow();
    });
}

void EntropyPanel::setTask(const rope::Geometry& geometry, std::int64_t target)
{
    m_settings->setTask(target);
    m_detail->setTask(geometry.original_length);
}

protocol::EntropyParams EntropyPanel::params() const
{
    return m_settings->params();
}

void EntropyPanel::setParams(const protocol::EntropyParams& params)
{
    m_settings->setParams(params);
}

void EntropyPanel::setResults(Measurements<protocol::EntropyResult> results)
{
    const bool same = results.size() == m_results.size()
        && std::equal(results.begin(), results.end(), m_results.begin(),
            [](const auto& one, const auto& other) { return one.of == other.of && bool(one.result) == bool(other.result); });
    m_results = std::move(results);
    if (!same && m_query >= 0) {
        m_query = -1;
        m_detail->setHint(tr("Click a position in the curve to see what its token looks at."));
    }
    m_heads->setResults(m_results);
    m_detail->setResults(m_results);
    m_detail->setHead(m_heads->head(), m_heads->number());
    fillTable();
    bool any = false;
    for (const auto& one : m_results)
        any = any || one.result;
    setHasResults(any);
}

void EntropyPanel::chooseHead(Head head)
{
    m_detail->setHead(head, m_heads->number());
    askForRow();
}

void EntropyPanel::askForRow()
{
    if (m_query < 0)
        return;
    Q_EMIT rowsRequested({ m_heads->head().layer, m_heads->head().head, m_query });
}

void EntropyPanel::setRows(std::vector<AttentionText::Row> rows)
{
    m_detail->setRows(std::move(rows));
}

void EntropyPanel::setRowsHint(const QString& hint)
{
    m_detail->setHint(hint);
}

void EntropyPanel::fillTable()
{
    std::vector<QVariantList> rows;
    for (const auto& one : m_results) {
        if (!one.result)
            continue;
        for (const Head head : headsByLayer(*one.result)) {
            QVariantList row{ titleOf(one.of), head.layer, head.head };
            for (const HeadNumber number :
                { HeadNumber::entropy, HeadNumber::share, HeadNumber::sinkMass, HeadNumber::distance })
                row << headValue(*one.result, head, number, {});
            rows.push_back(std::move(row));
        }
    }
    table()->setContent({ { tr("set"), {} }, { tr("layer"), {} }, { tr("head"), {} },
                            { tr("entropy"), tr("−Σ p ln p of a query's attention, in nats, mean over the queries") },
                            { tr("share"), tr("Entropy over ln of the visible tokens") },
                            { tr("sinks"), tr("Attention on the first tokens") },
                            { tr("distance"), tr("Mean distance to what is attended to, in tokens") } },
        std::move(rows));
}

} // namespace ropewalk::views
