// SPDX-License-Identifier: GPL-3.0-only
#include "views/frequency/frequency_rows.h"

#include "core/rope/angles.h"
#include "core/rope/coverage.h"
#include "core/rope/edit/n_hat.h"
#include "views/document/document.h"
#include "views/language/set_texts.h"
#include "views/plots/axis.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace ropewalk::views {

namespace {

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Frequency)
};

} // namespace

QStringList firstRows()
{
    return { QStringLiteral("none"), QStringLiteral("pi"), activeRow() };
}

QString activeRow()
{
    return QStringLiteral("active");
}

std::vector<FrequencyRow> frequencyRows(const Document& document, const QStringList& ids)
{
    const rope::Geometry& geometry = document.geometry();
    const std::int64_t target = document.project().target_length;
    std::vector<FrequencyRow> rows;
    if (target < 1 || !rope::validate(geometry))
        return rows;
    std::vector<rope::FactorSet> known = document.baselines();
    known.insert(known.end(), document.project().sets.begin(), document.project().sets.end());
    for (const QString& id : ids) {
        const rope::FactorSet* active = document.activeSet();
        if (id == activeRow() && !active) {
            rows.push_back({ {}, Texts::tr("no set yet"), {} });
            continue;
        }
        const auto set = std::find_if(known.begin(), known.end(), [&](const rope::FactorSet& one) {
            return one.id == (id == activeRow() ? active->id : id.toStdString());
        });
        if (set == known.end())
            continue;
        QString name = set->id == "none" ? Texts::tr("extrapolated") : shownName(*set);
        if (id == activeRow())
            name.prepend(QStringLiteral("A · "));
        rows.push_back({ QString::fromStdString(set->id), name, *set });
    }
    for (FrequencyRow& row : rows)
        row.unseen = unseenShare(geometry, document.trained(), row.set, target);
    return rows;
}

double unseenShare(const rope::Geometry& geometry, const rope::Trained& trained, const rope::FactorSet& set,
    std::int64_t target)
{
    if (set.lambda.size() != std::size_t(geometry.pairs()))
        return 0;
    const std::vector<double> covered = rope::coverage(geometry, trained, set, target);
    double unseen = 0;
    int slow = 0;
    for (int pair = 0; pair < geometry.pairs(); ++pair)
        if (!rope::trained_all_round(geometry, trained, pair)) {
            unseen += 1 - covered[std::size_t(pair)];
            ++slow;
        }
    return slow > 0 ? unseen / slow : 0;
}

QString shareText(double share)
{
    if (share <= 0)
        return QStringLiteral("0 %");
    if (share < 0.01)
        return QStringLiteral("<1 %");
    if (share > 0.99 && share < 1)
        return QStringLiteral(">99 %");
    return QStringLiteral("%1 %").arg(int(std::lround(100 * share)));
}

FrequencyReadout readFrequency(const rope::Geometry& geometry, const rope::Trained& trained,
    const rope::FactorSet& set, int pair, std::int64_t first, std::int64_t last)
{
    FrequencyReadout readout;
    readout.pair = pair;
    readout.first = first;
    readout.last = last;
    readout.angle = rope::angle(geometry, set, pair, first);
    readout.cosine = rope::mean_cosine(geometry, set, pair, first, last - first + 1);
    readout.sine = rope::mean_sine(geometry, set, pair, first, last - first + 1);
    readout.outside = rope::out_of_distribution(geometry, trained, set, pair, first)
        || rope::out_of_distribution(geometry, trained, set, pair, last);
    if (set.n_hat > 0 && last >= set.n_hat)
        readout.ahead
            = std::max(0.0, -rope::effective_distance(set, pair, std::max(first, set.n_hat), set.n_hat - 1));
    return readout;
}

QString readoutText(const FrequencyReadout& readout, bool phase)
{
    const bool many = readout.last > readout.first;
    QString text = many
        ? Texts::tr("pair %1 · positions %2–%3").arg(readout.pair).arg(readout.first).arg(readout.last)
        : Texts::tr("pair %1 · position %2").arg(readout.pair).arg(readout.first);
    text += Texts::tr("\n%1 rad · %2 turns · %3 %4")
                .arg(significantText(readout.angle, 4),
                    significantText(readout.angle / (2 * std::numbers::pi), 3),
                    many ? Texts::tr("mean cosine") : Texts::tr("cosine"),
                    numberText(readout.cosine, 0.01));
    if (phase) {
        text += Texts::tr("\nphase %1 rad").arg(numberText(std::atan2(readout.sine, readout.cosine), 0.01));
        if (many)
            text += Texts::tr(" · %1 of it left").arg(shareText(std::hypot(readout.sine, readout.cosine)));
    }
    if (readout.outside)
        text += Texts::tr("\nnever seen in training");
    if (readout.ahead > 0)
        text += Texts::tr("\nkeys before n̂ seem to lie up to %1 tokens ahead").arg(numberText(readout.ahead, 0.1));
    return text;
}

QString tokensText(std::int64_t tokens)
{
    if (tokens >= 16384 && tokens % 1024 == 0)
        return Texts::tr("%1k").arg(tokens / 1024);
    return QString::number(tokens);
}

} // namespace ropewalk::views
