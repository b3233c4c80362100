// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/search/journal_lines.h"

namespace ropewalk::search {

/// Adds what one line says. Checks types, order (a header first, generations 0, 1, 2 …) and that λ are finite and
/// positive; an error's place names the key. Unknown lines of the same version are an error too.
Status read_line(const nlohmann::json& object, Known& known);

} // namespace ropewalk::search
