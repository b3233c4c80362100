// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

namespace ropewalk::rope {

/// Gives the set a name of the program's own, kept in English: "found", "as shipped".
void name_by_default(FactorSet& set, const Words& name);

/// The set's name to be shown: a default name as words, so that it follows the reader's language; one that a person or a
/// file gave as it is.
Words name_words(const FactorSet& set);

/// Where the set comes from, to be shown. What the program says itself ("evolution, seed 1", "PI at 2048") is found again
/// in the English text; anything else, such as a file's name, is as it is.
Words origin_words(const FactorSet& set);

} // namespace ropewalk::rope
