// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/project/project.h"
#include "core/rope/methods.h"

namespace ropewalk::test {

/// A project on a model of the demo's geometry, 256 → 2048 tokens: "mine" (set-1) starts from NTK, "found"
/// (found-1) from YaRN with one pair moved.
inline project::Project demoProject()
{
    project::Project project;
    project.model_path = "demo";
    project.model_fingerprint = std::string("a");
    project.geometry = { 64, 64, 10000.0, 256, rope::PairLayout::half_split };
    project.target_length = 2048;
    project.documents_path = "demo";
    rope::FactorSet mine = rope::make_set(rope::Method::ntk, project.geometry, 2048);
    mine.id = "set-1";
    mine.name = "mine";
    rope::FactorSet found = rope::make_set(rope::Method::yarn, project.geometry, 2048);
    found.id = "found-1";
    found.name = "found";
    found.lambda.back() = 9.5;
    project.sets = { mine, found };
    project.active_set = "set-1";
    return project;
}

} // namespace ropewalk::test
