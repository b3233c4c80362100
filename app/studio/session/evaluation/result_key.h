// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/project/project.h"

#include <QString>
#include <nlohmann/json.hpp>

namespace ropewalk::studio {

/// What an evaluation's result is filed under, in hexadecimal: SHA-256 of the kind, the model and how it is opened, the
/// documents, and the request with every set reduced to its rotation. Names don't count.
QString resultKey(const char* kind, const project::Project& project, nlohmann::json request);

} // namespace ropewalk::studio
