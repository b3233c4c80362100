// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/axis.h"
#include "views/plots/pill_button.h"
#include "views/plots/theme.h"
#include "views/search/search_panel.h"
#include "views/search/search_settings.h"
#include "views/search/transport_icons.h"

#include <QAction>
#include <QEvent>
#include <QLabel>

namespace ropewalk::views {

namespace {

QString startTip()
{
    return SearchPanel::tr("Start the search (F5)");
}

} // namespace

QString SearchPanel::statusText() const
{
    QStringList texts;
    for (const QLabel* line : m_lines)
        if (!line->text().isEmpty())
            texts << line->text();
    return texts.join(u'\n');
}

void SearchPanel::refresh()
{
    const SearchState state = m_status.state;
    const bool active
        = state == SearchState::running || state == SearchState::paused || state == SearchState::stopping;
    if (state == SearchState::idle) {
        m_status.params = m_settings->params();
        m_plot->setEmptyText(m_available
                ? tr(
                    "Press ▶ to search: %1 evaluations. The best factors so far grow into the λ curve.")
                      .arg(plannedEvaluations(m_status.params))
                : m_unavailable);
    } else {
        m_plot->setEmptyText(
            m_status.message.isEmpty() ? tr("Waiting for the first score") : m_status.message);
    }
    m_what->setText(SearchStatus::title(m_status.params));

    const std::array<QString, 3> known = m_status.lines();
    std::array<QString, 5> texts{ known[0], known[1], known[2], {}, active || !m_available ? QString() : m_memory };
    if (state == SearchState::idle && !m_available)
        texts = { m_unavailable, {}, {}, {}, {} };
    if (const std::optional<rope::FactorSet>& set = shown()) {
        texts[3] = tr("n̂ %1 · attention factor %2").arg(set->n_hat).arg(significantText(set->attention_factor));
        if (m_looked)
            texts[3] = tr("looking at the %1: %2").arg(m_lookedAt, texts[3]);
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        m_lines[i]->setText(texts[i]);
        m_lines[i]->setVisible(!texts[i].isEmpty());
    }

    m_start->setEnabled(m_available && ((!active && m_fits) || state == SearchState::paused));
    m_start->setToolTip(!m_available ? m_unavailable
            : active || m_fits      ? startTip()
                                    : tr("A search %1; %2").arg(m_memory, m_advice));
    m_pause->setEnabled(m_available && (state == SearchState::running || state == SearchState::paused));
    m_pause->setChecked(state == SearchState::paused);
    m_stop->setEnabled(state == SearchState::running || state == SearchState::paused);
    m_resume->setEnabled(m_available && m_resumable && m_fits);
    m_continue->setEnabled(m_available && m_log && m_fits);
    m_settings->setEnabled(!active);
    m_resumeButton->setVisible(m_resumable);
    m_resumeButton->setEnabled(m_resume->isEnabled());
    m_continueButton->setVisible(m_log.has_value());
    m_continueButton->setEnabled(m_continue->isEnabled());
    refreshAdopt();
}

QString SearchPanel::bestText() const
{
    const QString what = m_status.hasWinner() ? tr("winner of the search") : tr("best of the search");
    return m_status.best ? tr("%1, %2").arg(what, significantText(*m_status.best)) : what;
}

void SearchPanel::refreshAdopt()
{
    const bool looked = m_looked.has_value();
    const QString what = looked ? m_lookedAt : bestText();
    const QString tip = tr("Adds the %1 to the factor sets").arg(what);
    m_adopt->setEnabled(shown().has_value());
    const bool winner = m_status.hasWinner();
    m_adopt->setText(looked ? tr("Adopt the candidate looked at as a set")
            : winner        ? tr("Adopt the winner as a set")
                            : tr("Adopt the best as a set"));
    m_adopt->setToolTip(tip);
    m_adoptButton->setText(looked ? tr("Adopt this one") : winner ? tr("Adopt the winner") : tr("Adopt the best"));
    m_adoptButton->setToolTip(tip);
    m_adoptButton->setVisible(shown().has_value());
    m_bestButton->setText(winner ? tr("The winner") : tr("The best"));
    m_bestButton->setVisible(looked && m_best);
}

void SearchPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    Panel::changeEvent(event);
}

void SearchPanel::restyle()
{
    const Theme theme = themeFor(palette());
    m_start->setIcon(transportIcon(Transport::start, theme));
    m_pause->setIcon(transportIcon(Transport::pause, theme));
    m_stop->setIcon(transportIcon(Transport::stop, theme));
    for (QLabel* line : m_lines)
        line->setFont(plainLettersFont(scaledFont(font(), 0.9)));
}

} // namespace ropewalk::views
