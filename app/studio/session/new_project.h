// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/project/project.h"
#include "core/protocol/messages.h"

namespace ropewalk::studio {

/// The bundled model's project as a window starts with it, known without asking an engine: 256 → 2048 tokens.
project::Project demoProject();

/// A project on a model that was just opened: its shipped sets and one of the user's own that starts as YaRN, target
/// 4·L, no documents (the bundled model's text belongs to the bundled model alone).
project::Project projectOn(const std::string& path, const protocol::ModelInfo& model);

/// A set of the user's own that starts as YaRN with YaRN's attention factor.
rope::FactorSet startingSet(const rope::Geometry& geometry, std::int64_t target);

} // namespace ropewalk::studio
