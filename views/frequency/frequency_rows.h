// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/trained.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace ropewalk::views {

class Document;

/// One row of the map: a factor set and how it is called and coloured.
struct FrequencyRow
{
    QString colourKey; ///< for colourOf()
    QString name;
    rope::FactorSet set; ///< λ empty: nothing to show
    double unseen = 0; ///< unseenShare(), 0 … 1
};

/// The three rows that a map begins with: what happens without stretching, with PI, and with the active set.
QStringList firstRows();
/// The id of a row that follows the document's active set.
QString activeRow();
/// A row for each id, of a baseline, of a set or activeRow(); ids that the document does not have are left out. Empty
/// where the document has no target or no valid geometry yet.
std::vector<FrequencyRow> frequencyRows(const Document& document, const QStringList& ids = firstRows());

/// Share of the angles of the slow pairs (without a full turn in training), over positions 0 … target − 1, that were
/// never seen in training; 0 when no pair is slow.
double unseenShare(const rope::Geometry& geometry, const rope::Trained& trained, const rope::FactorSet& set,
    std::int64_t target);
/// "88 %", "<1 %", "0 %": never rounds something to nothing, nor nearly all to all.
QString shareText(double share);

/// What a pixel shows.
struct FrequencyReadout
{
    int pair = 0;
    std::int64_t first = 0; ///< positions of the pixel, first to last
    std::int64_t last = 0;
    double angle = 0; ///< at first, radians, not reduced
    double cosine = 0; ///< mean over the positions
    double sine = 0; ///< mean over the positions
    bool outside = false; ///< at any of them
    double ahead = 0; ///< tokens by which the key before n̂ seems to lie ahead of a query here; 0 where none does
};

FrequencyReadout readFrequency(const rope::Geometry& geometry, const rope::Trained& trained,
    const rope::FactorSet& set, int pair, std::int64_t first, std::int64_t last);
/// Two or three short lines: pair and position; angle, turns, cosine (or phase); whether training never saw it.
QString readoutText(const FrequencyReadout& readout, bool phase = false);

/// A position or length in tokens: "2048", and from 16k on multiples of 1024 as "256k".
QString tokensText(std::int64_t tokens);

} // namespace ropewalk::views
