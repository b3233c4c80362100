// SPDX-License-Identifier: GPL-3.0-only
#include "views/document/paired_score.h"

#include "views/plots/axis.h"

#include <QLocale>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double asFactor = 10; // from this ratio on a percentage is hard to read

double percentOf(double nats)
{
    return 100 * std::expm1(nats);
}

QString percentText(double nats, double step)
{
    const QString text = numberText(percentOf(nats), step);
    return nats > 0 ? u'+' + text : text;
}

QString splitText(const QString& split)
{
    if (split == u"held-out")
        return Document::tr("held-out");
    return split == u"search" ? Document::tr("the search's") : split;
}

} // namespace

std::optional<statistics::Difference> pairedDifference(const ScoreEntry& now, const ScoreEntry& before)
{
    if (now.target != before.target || now.split != before.split)
        return std::nullopt;
    return statistics::paired_difference(now.windowNll, before.windowNll);
}

QString changeText(double nats)
{
    if (std::exp(nats) >= asFactor)
        return Document::tr("× %1").arg(significantText(std::exp(nats), 3));
    const double size = std::abs(percentOf(nats));
    return Document::tr("%1 %").arg(percentText(nats, size < 1 ? 0.01 : size < 10 ? 0.1 : 1));
}

QString changeText(const statistics::Difference& difference)
{
    if (std::isnan(difference.low) || std::exp(difference.high) >= asFactor)
        return changeText(difference.mean);
    const double wide = percentOf(difference.high) - percentOf(difference.low);
    const double step = wide < 0.2 ? 0.01 : wide < 5 ? 0.1 : 1;
    return Document::tr("%1 % (%2 to %3)")
        .arg(percentText(difference.mean, step), percentText(difference.low, step), percentText(difference.high, step));
}

QString windowsText(int windows, const QString& split)
{
    if (windows <= 0)
        return splitText(split);
    return Document::tr("%Ln window(s), %1", nullptr, windows).arg(splitText(split));
}

QString windowsText(const ScoreEntry& entry)
{
    return windowsText(int(entry.windowNll.size()), entry.split);
}

QString windowsTip(const ScoreEntry& entry)
{
    if (entry.windowNll.empty())
        return Document::tr("Measured on %L1 tokens, %2").arg(entry.tokens).arg(splitText(entry.split));
    return Document::tr("Measured on %Ln window(s) of %1 tokens, %2. Numbers are comparable where this is the same.",
        nullptr, int(entry.windowNll.size()))
        .arg(QLocale().toString(qlonglong(entry.target)), splitText(entry.split));
}

} // namespace ropewalk::views
