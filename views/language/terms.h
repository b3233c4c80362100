// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QString>

namespace ropewalk::views {

/// The words of the field that the window uses without saying more.
enum class Term
{
    lambda,
    nHat,
    acrossNHat,
    attentionFactor,
    wavelength,
    criticalPair,
    coverage,
    bound,
    target,
    none,
    pi,
    ntk,
    yarn,
    dynamicNtk,
    llama3,
    longRope2
};

/// A text broken into lines for a tool tip.
QString inLines(const QString& text);
/// What a term means, in one sentence, broken into lines for a tool tip.
QString explained(Term term);
/// The same of a baseline or a method's curve by its id ("pi", "method-dynamic NTK"); empty for any other set.
QString explainedBaseline(const QString& id);

} // namespace ropewalk::views
