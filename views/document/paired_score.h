// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/document/document.h"

#include "core/statistics/intervals.h"

namespace ropewalk::views {

// Two scores are compared on the windows that both were measured on and on nothing else: a preview's one window may be
// far easier or harder than the five of a full score.

/// ln of now's perplexity over before's, window by window with its 95 % interval (statistics::paired_difference); none
/// where they have no window in common or their windows are not known.
std::optional<statistics::Difference> pairedDifference(const ScoreEntry& now, const ScoreEntry& before);

/// How much the perplexity rises by this difference of losses in nats: "+1.2 %", "−0.4 %", "× 35".
QString changeText(double nats);
/// The same with its interval, "−2.1 % (−2.9 to −1.3)"; without where there is none.
QString changeText(const statistics::Difference& difference);

/// What a score was measured on, in short: "5 windows, held-out"; the split alone where windows are not known.
QString windowsText(const ScoreEntry& entry);
QString windowsText(int windows, const QString& split);
/// The same as a sentence, for a tooltip.
QString windowsTip(const ScoreEntry& entry);

} // namespace ropewalk::views
