// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/writing.h"

#include "app/engine/cli/command.h"
#include "app/engine/workbench/resources.h"
#include "core/formats/saving/unfinished.h"

#include <set>

namespace ropewalk::engine {

namespace {

using formats::Standing;

tl::expected<void, Failure> check_target(const std::string& target, const Writing& writing)
{
    const auto standing = formats::standing_of(target, writing.open);
    if (!standing)
        return tl::unexpected(Failure(standing.error()));
    if (*standing == Standing::factors && !writing.force)
        return tl::unexpected(
            Failure({ words("is the factor file that is read; --force writes over it"), target, {}, false }));
    if (*standing == Standing::taken && !writing.overwrite)
        return tl::unexpected(
            Failure({ words("is there already; --overwrite replaces it, or choose another name"), target, {}, false }));
    return {};
}

} // namespace

void add_overwrite_option(CLI::App& app, bool& overwrite)
{
    app.add_flag("--overwrite", overwrite, "Replace a file that is there already");
}

formats::OpenFiles open_files(const std::string& model, const std::vector<std::string>& inputs,
    const std::vector<std::string>& factors)
{
    formats::OpenFiles out;
    if (const auto folder = model_folder(model))
        out.models.push_back(*folder);
    for (const std::string& input : inputs)
        if (input != "demo")
            out.inputs.emplace_back(input);
    out.factors.assign(factors.begin(), factors.end());
    return out;
}

tl::expected<void, Failure> check_writing(const Writing& writing)
{
    std::set<std::filesystem::path> all;
    const auto is_another = [&](const std::string& target) {
        const auto reached = formats::reached(target);
        if (!reached)
            return true; // told about below
        formats::sweep_folder(reached->parent_path());
        return all.insert(*reached).second;
    };
    for (const auto& targets : { writing.journals, writing.targets })
        for (const std::string& target : targets)
            if (!target.empty() && !is_another(target))
                return wrong_usage(words("{1}: two results cannot be written into one file", target));
    for (const std::string& target : writing.targets)
        if (!target.empty())
            if (const auto may = check_target(target, writing); !may)
                return may;
    for (const std::string& journal : writing.journals)
        if (!journal.empty())
            if (const auto standing = formats::standing_of(journal, writing.open); !standing)
                return tl::unexpected(Failure(standing.error()));
    return {};
}

} // namespace ropewalk::engine
