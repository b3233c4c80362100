// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/factors.h"

#include "core/excerpt.h"
#include "core/rope/edit/length_ranges.h"
#include "core/rope/methods.h"

#include <algorithm>
#include <filesystem>

namespace ropewalk::engine {

std::string known_methods()
{
    return "none, pi, ntk, dynamic-ntk, yarn, llama3, longrope2";
}

namespace {

/// The set for a length to the front, and which it is.
void take_serving(formats::FactorFile& file, const std::string& name, std::int64_t length)
{
    const auto count = file.sets.size();
    if (count < 2)
        return;
    if (length < 1 || !rope::share_lengths(file.sets)) {
        file.warnings.push_back(
            words("{1}: holds {2} sets; the first, '{3}', is taken", name, count,
                excerpt(file.sets.front().name)));
        return;
    }
    const auto taken = static_cast<std::ptrdiff_t>(rope::taken_for(file.sets, length));
    std::rotate(file.sets.begin(), file.sets.begin() + taken, file.sets.begin() + taken + 1);
    const std::string set = excerpt(file.sets.front().name);
    file.warnings.push_back(rope::serves(file.sets.front(), length)
            ? words("{1}: holds {2} sets; '{3}' serves {4} tokens and is taken", name, count, set, length)
            : words("{1}: holds {2} sets and none for {4} tokens; '{3}' reaches furthest and is taken", name, count,
                set, length));
}

} // namespace

Result<formats::FactorFile> factors_for(
    const std::string& name, const rope::Geometry& geometry, std::int64_t target, std::int64_t served)
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
    if (file)
        take_serving(*file, name, served > 0 ? served : target > 0 ? target : file->target_length);
    return file;
}

} // namespace ropewalk::engine
