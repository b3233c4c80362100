// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/project/project.h"

#include <QString>
#include <string>

namespace ropewalk::views {

/// What a score is filed under: SHA-256 of model, documents, rotation (λ, n̂, m bit by bit), target in tokens,
/// split and whether it is a preview. Names and notes of the set don't count.
std::string scoreKey(const project::Project& project, const rope::FactorSet& set, std::int64_t target,
    const QString& split, bool preview);

} // namespace ropewalk::views
