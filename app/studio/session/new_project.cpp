// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/new_project.h"

#include "core/rope/methods.h"
#include "core/rope/set_words.h"

namespace ropewalk::studio {

rope::FactorSet startingSet(const rope::Geometry& geometry, std::int64_t target)
{
    rope::FactorSet set = rope::make_set(rope::Method::yarn, geometry, target);
    set.id = "mine-1";
    rope::name_by_default(set, words("mine"));
    return set;
}

project::Project demoProject()
{
    project::Project project;
    project.model_path = "demo";
    project.documents_path = "demo";
    project.geometry = {64, 64, 10000.0, 256, rope::PairLayout::half_split};
    project.target_length = 2048;
    project.sets = {startingSet(project.geometry, project.target_length)};
    project.active_set = project.sets.front().id;
    return project;
}

project::Project projectOn(const std::string& path, const protocol::ModelInfo& model)
{
    if (path == "demo") {
        project::Project project = demoProject();
        project.model_fingerprint = model.fingerprint;
        return project;
    }
    project::Project project;
    project.model_path = path;
    project.model_fingerprint = model.fingerprint;
    project.geometry = model.geometry;
    project.target_length = 4 * model.geometry.original_length;
    project.sets = {startingSet(project.geometry, project.target_length)};
    int number = 0;
    for (rope::FactorSet set : model.shipped) {
        set.id = "shipped-" + std::to_string(++number);
        project.sets.push_back(std::move(set));
    }
    project.active_set = project.sets.front().id;
    return project;
}

} // namespace ropewalk::studio
