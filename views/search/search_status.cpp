// SPDX-License-Identifier: GPL-3.0-only
#include "views/search/search_status.h"

#include "views/language/translated.h"
#include "views/plots/axis.h"
#include "views/search/search_settings.h"

#include <QStringList>
#include <cmath>

namespace ropewalk::views {

void SearchStatus::add(const protocol::EvaluationReport& report)
{
    generation = report.generation;
    evaluations = report.evaluations;
    planned = report.evaluations_planned;
    perSecond = report.evaluations_per_second;
    secondsLeft = report.seconds_left;
    if (std::isfinite(report.best) && report.best > 0)
        best = report.best;
    message.clear();
}

void SearchStatus::add(const protocol::GenerationReport& report)
{
    generation = report.generation;
    evaluations = report.evaluations;
    if (std::isfinite(report.best))
        best = report.best;
    message.clear();
}

void SearchStatus::add(const protocol::JobProgress& progress)
{
    if (generation < 0)
        message = translated(progress.message);
}

QString SearchStatus::title(const protocol::SearchParams& params)
{
    return tr("evolution · P %1 · seed %2").arg(params.population).arg(params.seed);
}

std::array<QString, 3> SearchStatus::lines() const
{
    const QString dot = QStringLiteral(" · ");
    if (state == SearchState::idle)
        return { tr("%1 evaluations of %2")
                     .arg(plannedEvaluations(params))
                     .arg(tr("%n window(s)", nullptr, params.samples)),
            tr("of %1 tokens of the search text").arg(params.target), {} };

    std::array<QString, 3> lines;
    if (generation < 0 && state == SearchState::finished)
        lines[0] = tr("%1 evaluations").arg(evaluations);
    else if (generation < 0)
        lines[0] = message.isEmpty() ? tr("starting") : message;
    else
        lines[0] = tr("generation %1 of %2").arg(generation).arg(params.generations) + dot
            + (planned > evaluations ? tr("%1 of %2 evaluations").arg(evaluations).arg(planned)
                                     : tr("%1 evaluations").arg(evaluations));

    QStringList second;
    switch (state) {
    case SearchState::paused:
        second << tr("paused");
        break;
    case SearchState::stopping:
        second << tr("stopping");
        break;
    case SearchState::interrupted:
        if (generation >= 0 || message.isEmpty()) // else the first line says it
            second << (message.isEmpty() ? tr("interrupted") : message);
        break;
    case SearchState::finished:
        if (!ended.isEmpty())
            second << ended;
        if (result && result->seconds > 0) {
            if (ended.isEmpty()) // two facts are enough for the line
                second << tr("%1 evaluations/s")
                              .arg(significantText(double(result->evaluations) / result->seconds, 2));
            second << durationText(result->seconds);
        }
        break;
    default:
        if (perSecond > 0)
            second << tr("%1 evaluations/s").arg(significantText(perSecond, 2));
        if (secondsLeft >= 0)
            second << durationText(secondsLeft) + tr(" left");
    }
    lines[1] = second.join(dot);

    if (best && (logged || params.samples <= 0))
        lines[2] = (logged ? tr("best %1 (on their text)") : tr("best %1 (search text)")).arg(significantText(*best));
    else if (best)
        lines[2] = tr("best %1 (%n window(s), search text)", nullptr, params.samples).arg(significantText(*best));
    if (result)
        lines[2] = measured();
    return lines;
}

bool SearchStatus::hasWinner() const
{
    return result && std::isfinite(result->validation) && result->validation > 0;
}

QString SearchStatus::measured() const
{
    const int samples = result->samples > 0 ? result->samples : params.samples;
    const QString bred = samples > 0 ? tr("%1 (%n window(s), search text)", nullptr, samples) : tr("%1 (search text)");
    const QString number = bred.arg(significantText(result->perplexity));
    QStringList parts{ hasWinner() ? tr("winner %1").arg(number) : tr("best %1").arg(number) };
    if (hasWinner())
        parts << (result->validation_samples > 0
                ? tr("%1 (%n window(s), validation)", nullptr, result->validation_samples)
                : tr("%1 validation"))
                     .arg(significantText(result->validation));
    if (std::isfinite(result->held_out) && result->held_out > 0)
        parts << (result->held_out_samples > 0 ? tr("%1 (%n window(s), held-out)", nullptr, result->held_out_samples)
                                               : tr("%1 held-out"))
                     .arg(significantText(result->held_out));
    return parts.join(QStringLiteral(" · "));
}

} // namespace ropewalk::views
