// SPDX-License-Identifier: GPL-3.0-only
#include "views/perplexity/perplexity_panel.h"

#include "views/document/paired_score.h"
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

    for (auto changed : { &Document::projectReset, &Document::setsChanged, &Document::modelChanged,
             &Document::comparedChanged, &Document::scoresChanged })
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

void PerplexityPanel::setStatus(const QString& status, bool warning, const QString& tip)
{
    m_status->setText(status);
    m_status->setToolTip(tip.isEmpty() ? status : tip);
    m_status->setForegroundRole(warning ? QPalette::BrightText : QPalette::PlaceholderText);
    m_status->setVisible(!status.isEmpty());
}

void PerplexityPanel::changeEvent(QEvent* event)
{
    Panel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

void PerplexityPanel::showNumber(const QString& text, const QColor& colour)
{
    QPalette ink = palette();
    ink.setColor(QPalette::WindowText, colour);
    m_number->setPalette(ink);
    // A long number in smaller figures, never cut off and never a wider panel.
    const QFontMetricsF metrics(numberFont(font(), largeNumber, true));
    const double usual = metrics.horizontalAdvance(QStringLiteral("00.000")), wide = metrics.horizontalAdvance(text);
    m_number->setFont(numberFont(font(), largeNumber * std::min(1.0, usual / std::max(1.0, wide)), true));
    m_number->setText(text);
}

void PerplexityPanel::showTag(const QString& text, const QColor& colour, const QString& tip)
{
    QPalette ink = palette();
    ink.setColor(m_tag->foregroundRole(), colour);
    m_tag->setPalette(ink);
    m_tag->setText(text);
    m_tag->setToolTip(tip);
}

void PerplexityPanel::refresh()
{
    const Theme theme = themeFor(palette());
    const std::int64_t target = m_document->project().target_length;
    setTitle(tr("Perplexity at %1").arg(target));
    const rope::FactorSet* set = m_document->activeSet();
    const std::optional<ScoreEntry> entry = set ? m_document->score(*set) : std::nullopt;
    const std::optional<ScoreEntry> former = set ? m_document->formerScore(set->id) : std::nullopt;
    showTag({}, theme.muted, {});
    m_detail->setToolTip({});
    if (entry && entry->preview) {
        showPreview(*entry, former);
    } else if (entry) {
        showNumber(briefText(entry->perplexity, 4),
            readable(colourOf(theme, QString::fromStdString(set->id)), theme.panel));
        m_detail->setText(windowsText(*entry));
        m_detail->setToolTip(windowsTip(*entry));
        showAgainst(*entry);
    } else if (former) {
        showNumber(briefText(former->perplexity, 4), theme.faint);
        m_detail->setText(tr("before this edit"));
    } else {
        showNumber(QStringLiteral("–"), theme.faint);
        m_detail->setText(tr("not scored"));
    }
    if (m_scoring && (!entry || entry->preview))
        m_detail->setText(tr("scoring…"));

    const bool offered = set && m_price && !m_scoring && (!entry || entry->preview);
    m_score->setVisible(offered);
    if (m_price)
        m_score->setText(*m_price > 0 ? tr("Score, about %1").arg(priceText(*m_price)) : tr("Score"));
    m_score->setAccessibleName(m_score->text());
    const double common = m_document->atCommonFactor({}).attention_factor;
    m_bars->setRows(rows(), common == 1 ? std::nullopt : std::optional(common));
}

void PerplexityPanel::showPreview(const ScoreEntry& preview, const std::optional<ScoreEntry>& former)
{
    const Theme theme = themeFor(palette());
    const auto change = former ? pairedDifference(preview, *former) : std::nullopt;
    if (!change) {
        showNumber(QStringLiteral("≈ ") + briefText(preview.perplexity), theme.faint);
        m_detail->setText(tr("a preview: %1").arg(windowsText(preview)));
        m_detail->setToolTip(tr("Of fewer windows than a full score, so it is comparable with none."));
        return;
    }
    showNumber(briefText(former->perplexity, 4), theme.faint);
    m_detail->setText(tr("before this edit"));
    showTag(tr("≈ %1").arg(changeText(change->mean)) + u'\n' + tr("on %Ln window(s)", nullptr, change->pairs),
        change->mean < 0 ? theme.good : change->mean > 0 ? theme.critical : theme.muted,
        tr("What the edit changes, on the window that both were scored on. The other windows follow when it rests."));
}

void PerplexityPanel::showAgainst(const ScoreEntry& entry)
{
    const std::vector<rope::FactorSet> sets = m_document->comparedSets();
    const auto other = sets.size() > 1 && !sets[1].same_rotation(sets[0]) ? m_document->score(sets[1]) : std::nullopt;
    const auto difference = other ? pairedDifference(entry, *other) : std::nullopt;
    if (!difference || other->preview)
        return;
    const bool told = difference->low > 0 || difference->high < 0;
    const Theme theme = themeFor(palette());
    QString text = tr("A − B %1").arg(changeText(*difference));
    text.replace(QStringLiteral(" ("), QStringLiteral("\n(")); // the interval has a line of its own
    showTag(text, told ? theme.text : theme.muted,
        tr("A's perplexity against that of B, %1, from the differences of their losses in each of %Ln window(s): mean "
           "and 95 % interval (Student's t). %2",
            nullptr, difference->pairs)
            .arg(shownName(sets[1]), told ? QString() : tr("They cannot be told apart on these windows."))
            .trimmed());
}

std::vector<PerplexityRow> PerplexityPanel::rows() const
{
    std::vector<PerplexityRow> rows;
    auto add = [&rows](const QString& label, const rope::FactorSet& set, const std::optional<ScoreEntry>& entry) {
        PerplexityRow row;
        row.id = QString::fromStdString(set.id);
        row.label = label;
        row.factor = set.attention_factor;
        if (entry && !entry->preview) {
            row.perplexity = entry->perplexity;
            row.windows = int(entry->windowNll.size());
            row.split = entry->split;
        }
        rows.push_back(row);
    };
    const auto addAtTarget = [&](const rope::FactorSet& set) {
        add(shownName(set), set, m_document->score(set));
        const auto common = m_document->score(m_document->atCommonFactor(set));
        if (common && !common->preview)
            rows.back().atCommon = common->perplexity;
    };
    const std::int64_t length = m_document->geometry().original_length;
    rope::FactorSet inside = rope::make_set(rope::Method::none, m_document->geometry(), length);
    inside.id = "inside";
    add(tr("inside %1").arg(length), inside, m_document->scoreAt(inside, length));
    rows.back().always = true;
    for (const rope::FactorSet& set : m_document->project().sets) {
        const bool active = set.id == m_document->project().active_set;
        const auto entry = m_document->score(set);
        const auto former = m_document->formerScore(set.id);
        const bool full = entry && !entry->preview;
        addAtTarget(set);
        PerplexityRow& row = rows.back();
        row.active = active;
        if (full || !former)
            continue;
        row.perplexity = former->perplexity; // it keeps its place until the edit is scored in full
        row.stale = true;
        if (const auto change = entry ? pairedDifference(*entry, *former) : std::nullopt)
            row.change = tr("≈ %1").arg(changeText(change->mean));
    }
    for (const rope::FactorSet& set : m_document->baselines()) {
        addAtTarget(set);
        rows.back().always = true;
    }
    return rows;
}

} // namespace ropewalk::views
