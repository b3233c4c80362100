// SPDX-License-Identifier: GPL-3.0-only
#include "views/language/set_texts.h"

#include "core/rope/set_words.h"
#include "views/language/translated.h"

namespace ropewalk::views {

QString shownName(const rope::FactorSet& set)
{
    return translated(rope::name_words(set));
}

QString shownOrigin(const rope::FactorSet& set)
{
    return translated(rope::origin_words(set));
}

} // namespace ropewalk::views
