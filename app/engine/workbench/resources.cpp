// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/resources.h"

#include <cstdlib>

namespace ropewalk::engine {

namespace fs = std::filesystem;

Result<fs::path> demo_folder()
{
    std::error_code error;
    const auto holds_model
        = [&](const fs::path& folder) { return fs::exists(folder / "config.json", error); };
    if (const char* resources = std::getenv("ROPEWALK_RESOURCES"); resources && *resources) {
        const fs::path folder = fs::path(resources) / "demo";
        if (holds_model(folder))
            return folder;
        return failure(words("expected the bundled model here, as ROPEWALK_RESOURCES says, found no config.json"),
            folder.string());
    }
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path installed = program.parent_path().parent_path() / "share" / "ropewalk" / "demo";
    if (holds_model(installed))
        return installed;
    for (fs::path at = program.parent_path(); at.has_relative_path(); at = at.parent_path())
        if (const fs::path folder = at / "resources" / "demo"; holds_model(folder))
            return folder;
    return failure(words("the bundled model was not found: neither in {1} nor in resources/demo above the program; "
                         "set ROPEWALK_RESOURCES to the folder that holds demo",
        installed.string()));
}

Result<fs::path> model_folder(const std::string& path)
{
    if (path == "demo")
        return demo_folder();
    return fs::path(path);
}

} // namespace ropewalk::engine
