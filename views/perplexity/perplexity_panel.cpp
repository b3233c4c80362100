// SPDX-License-Identifier: GPL-3.0-only
#include "views/perplexity/perplexity_panel.h"

#include "views/language/set_texts.h"
#include "views/perplexity/perplexity_bars.h"
#include "views/plots/axis.h"
#include "views/plots/pill_button.h"
#include "views/plots/text/fitted_number.h"

#include "core/rope/methods.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double largeNumber = 2.7; // of the font

/// A price is an estimate: whole minutes above one and a half.
QString priceText(double seconds)
{
    return durationText(seconds < 90 ? seconds : std::round(seconds / 60) * 60);
}

} // namespace

PerplexityPanel::PerplexityPanel(Document* document, QWidget* parent)
    : Panel({}, parent)
    , m_document(document)
    , m_number(new QLabel)
    , m_tag(note({}))
    , m_detail(note({}))
    , m_status(note({}))
    , m_score(new PillButton({}))
    , m_bars(new PerplexityBars)
{
    m_number->setTextFormat(Qt::PlainText);
    m_number->setAccessibleName(tr("Perplexity of the set being edited"));
    m_tag->setWordWrap(true);
    m_tag->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_score->setPrimary(true);
    m_score->hide();

    auto* top = new QHBoxLayout;
    top->addWidget(m_number);
    top->addWidget(m_tag, 1);
    body()->setSpacing(2);
    body()->addLayout(top);
    body()->addWidget(m_detail);
    body()->addWidget(m_score);
    body()->addWidget(m_status);
    body()->addSpacing(4);
    body()->addWidget(m_bars, 1);

    connect(document, &Document::projectReset, this, [this] {
        m_shown.reset();
        refresh();
    });
    for (auto changed : { &Document::setsChanged, &Document::modelChanged, &Document::scoresChanged })
        connect(document, changed, this, &PerplexityPanel::refresh);
    connect(document, &Document::setEdited, this, &PerplexityPanel::refresh);
    connect(document, &Document::activeSetChanged, this, &PerplexityPanel::refresh);
    connect(document, &Document::targetChanged, this, &PerplexityPanel::refresh);
    connect(m_score, &PillButton::clicked, this, &PerplexityPanel::scoreRequested);
    setStatus({});
    refresh();
}

void PerplexityPanel::setScoring(bool running)
{
    m_scoring = running;
    refresh();
}

void PerplexityPanel::setPrice(std::optional<double> seconds)
{
    m_price = seconds;
    refresh();
}

void PerplexityPanel::setStatus(const QString& status, bool warning)
{
    m_status->setText(status);
    m_status->setForegroundRole(warning ? QPalette::BrightText : QPalette::PlaceholderText);
    m_status->setVisible(!status.isEmpty());
}

void PerplexityPanel::changeEvent(QEvent* event)
{
    Panel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

void PerplexityPanel::showNumber(const QString& text, const QColor& colour, const QString& tag)
{
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, colour);
    m_number->setPalette(ink);
    // A long number in smaller figures, never cut off and never a wider panel.
    const double usual = QFontMetricsF(numberFont(font(), largeNumber, true)).horizontalAdvance(QStringLiteral("00.000"));
    const double wide = QFontMetricsF(numberFont(font(), largeNumber, true)).horizontalAdvance(text);
    m_number->setFont(numberFont(font(), largeNumber * std::min(1.0, usual / std::max(1.0, wide)), true));
    m_number->setText(text);
    m_tag->setText(tag);
}

void PerplexityPanel::refresh()
{
    const Theme theme = themeFor(palette());
    const std::int64_t target = m_document->project().target_length;
    setTitle(tr("Perplexity at %1").arg(target));
    const rope::FactorSet* set = m_document->activeSet();
    const std::optional<ScoreEntry> entry = set ? m_document->score(*set) : std::nullopt;
    const bool isOwn = m_shown && set && m_shown->set == set->id && m_shown->target == target;
    if (entry) {
        const QString number = entry->preview ? QStringLiteral("≈ ") + briefText(entry->perplexity, 3)
                                              : briefText(entry->perplexity, 4);
        showNumber(
            number, readable(colourOf(theme, QString::fromStdString(set->id)), theme.panel), entry->split);
        m_detail->setText(
            tr("%L1 tokens scored").arg(entry->tokens) + (entry->preview ? tr(", a preview") : QString()));
        m_shown = Shown{ set->id, target, number };
    } else if (isOwn) {
        showNumber(m_shown->text, theme.faint, {});
        m_detail->setText(tr("before this edit"));
    } else {
        showNumber(QStringLiteral("–"), theme.faint, {});
        m_detail->setText(tr("not scored"));
    }
    if (m_scoring && (!entry || entry->preview))
        m_detail->setText(tr("scoring…"));

    const bool offered = set && m_price && !m_scoring && (!entry || entry->preview);
    m_score->setVisible(offered);
    if (m_price)
        m_score->setText(*m_price > 0 ? tr("Score, about %1").arg(priceText(*m_price)) : tr("Score"));
    m_score->setAccessibleName(m_score->text());
    m_bars->setRows(rows());
}

std::vector<PerplexityRow> PerplexityPanel::rows() const
{
    std::vector<PerplexityRow> rows;
    auto add = [&rows](const QString& id, const QString& label, const std::optional<ScoreEntry>& entry) {
        PerplexityRow row;
        row.id = id;
        row.label = label;
        if (entry) {
            row.perplexity = entry->perplexity;
            row.preview = entry->preview;
        }
        rows.push_back(row);
    };
    const std::int64_t length = m_document->geometry().original_length;
    add(QStringLiteral("inside"), tr("inside %1").arg(length),
        m_document->scoreAt(rope::make_set(rope::Method::none, m_document->geometry(), length), length));
    rows.back().always = true;
    for (const rope::FactorSet& set : m_document->project().sets) {
        if (set.id == m_document->project().active_set && !m_document->score(set))
            continue; // the large number says so already
        add(QString::fromStdString(set.id), shownName(set), m_document->score(set));
        rows.back().active = set.id == m_document->project().active_set;
    }
    for (const rope::FactorSet& set : m_document->baselines()) {
        add(QString::fromStdString(set.id), shownName(set), m_document->score(set));
        rows.back().always = true;
    }
    return rows;
}

} // namespace ropewalk::views
