// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/trained.h"

#include <QString>
#include <cstdint>
#include <optional>
#include <vector>

namespace ropewalk::views {

/// Which of the views a lesson looks at.
enum class LearnPart
{
    phasor,
    wavelengths,
    decay,
    unseen
};

/// One step of the explanation and what the views show beside it.
struct Lesson
{
    QString title;
    QString text; ///< rich text, with this model's numbers
    QString first; ///< ids of the sets compared; "active" = the one being edited, empty = none
    QString second;
    std::int64_t position = 0; ///< tokens
    std::optional<std::int64_t> other; ///< second position
    std::optional<int> pair; ///< chosen
    LearnPart part = LearnPart::phasor; ///< looked at first
};

/// Rotary embeddings and LongRoPE in eight steps, for a model of this geometry and a target in tokens. What is said of
/// formulas and figures is in arXiv 2402.13753 (LongRoPE, eq. 3), 2502.20082 (LongRoPE2) and 2309.00071 (YaRN).
std::vector<Lesson> lessons(const rope::Geometry& geometry, const rope::Trained& trained, std::int64_t target);

} // namespace ropewalk::views
