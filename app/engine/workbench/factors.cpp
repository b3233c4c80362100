// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/factors.h"

#include "core/rope/methods.h"

#include <filesystem>

namespace ropewalk::engine {

std::string known_methods()
{
    return "none, pi, ntk, dynamic-ntk, yarn, llama3, longrope2";
}

Result<formats::FactorFile> factors_for(
    const std::string& name, const rope::Geometry& geometry, std::int64_t target)
{
    if (const auto method = rope::method_from_name(name)) {
        if (target < 1)
            return failure(words("a method is made for a target length; give one"));
        return formats::FactorFile{ geometry, target, { rope::make_set(*method, geometry, target) }, {} };
    }
    std::error_code error;
    if (!std::filesystem::exists(name, error))
        return failure(words("expected {1} or a factor file, found no such file", known_methods()), name);
    auto file = formats::read_factor_file(name, geometry);
    if (file && file->sets.size() > 1)
        file->warnings.push_back(
            words("{1}: holds {2} sets; the first, '{3}', is taken", name, file->sets.size(), file->sets.front().name));
    return file;
}

} // namespace ropewalk::engine
