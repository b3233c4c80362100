// SPDX-License-Identifier: Apache-2.0
#include "core/project/references.h"

#include <functional>

namespace ropewalk::project {
namespace {

namespace fs = std::filesystem;

void for_each_reference(Project& project, const std::function<void(std::string&)>& change)
{
    for (SearchRecord& search : project.searches)
        change(search.journal);
    if (!project.results_folder.empty())
        change(project.results_folder);
}

bool is_there(const fs::path& path)
{
    std::error_code code;
    return fs::exists(path, code);
}

} // namespace

Project with_relative_references(Project project, const fs::path& folder)
{
    for_each_reference(project, [&](std::string& path) {
        const fs::path relative = fs::path(path).lexically_relative(folder.lexically_normal());
        if (!relative.empty() && *relative.begin() != "..")
            path = relative.generic_string();
    });
    return project;
}

Project with_absolute_references(Project project, const fs::path& folder)
{
    for_each_reference(project, [&](std::string& path) {
        const fs::path written = path;
        const fs::path beside = folder / written.filename();
        if (written.is_relative())
            path = (folder / written).lexically_normal().string();
        else if (!is_there(written) && is_there(beside))
            path = beside.lexically_normal().string();
    });
    return project;
}

std::vector<std::string> missing_references(const Project& project)
{
    std::vector<std::string> out;
    Project all = project;
    for_each_reference(all, [&](const std::string& path) {
        if (!is_there(path))
            out.push_back(path);
    });
    return out;
}

} // namespace ropewalk::project
