// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"

#include "app/engine/workbench/resources.h"
#include "core/formats/model_config.h"
#include "core/rope/edit/n_hat.h"
#include "core/rope/set_words.h"

namespace ropewalk::engine {

namespace {

struct Options
{
    std::string in;
    std::string model;
};

Result<std::optional<rope::Geometry>> geometry_of(const std::string& model)
{
    if (model.empty())
        return std::optional<rope::Geometry>();
    const auto folder = model_folder(model);
    if (!folder)
        return tl::unexpected(folder.error());
    const auto config = formats::read_model_config(*folder);
    if (!config)
        return tl::unexpected(config.error());
    return std::optional(config->geometry);
}

CommandResult run(const Options& options, Console& console)
{
    const auto geometry = geometry_of(options.model);
    if (!geometry)
        return tl::unexpected(Failure(geometry.error()));
    const auto file = formats::read_factor_file(options.in, *geometry);
    if (!file)
        return tl::unexpected(Failure(file.error()));
    nlohmann::json sets = nlohmann::json::array();
    for (const rope::FactorSet& set : file->sets) {
        sets.push_back(formats::to_json(set));
        std::string line = set.name + ": " + std::to_string(set.lambda.size()) + " factors from "
            + number_text(set.lambda.front(), 4) + " to " + number_text(set.lambda.back(), 4) + ", n-hat "
            + std::to_string(set.n_hat) + ", attention factor " + number_text(set.attention_factor, 4);
        if (!set.notes.empty())
            line += " (" + set.notes + ")";
        console.line(line);
    }
    std::vector<Words> warnings = file->warnings;
    for (const rope::FactorSet& set : file->sets)
        if (const Words one = rope::n_hat_warning(set, file->geometry); !one.empty())
            warnings.push_back(file->sets.size() == 1 ? one : words("{1}: {2}", rope::name_words(set), one));
    for (const Words& warning : warnings)
        console.note("warning: " + warning.text());
    return nlohmann::json{ { "sets", std::move(sets) }, { "warnings", texts(warnings) },
        { "geometry", formats::to_json(file->geometry) }, { "target", file->target_length } };
}

} // namespace

Command factors_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand("factors", "Read the factor sets of any file that holds some");
    auto options = std::make_shared<Options>();
    app->add_option("--in", options->in,
           "A Ropewalk factor file, a config.json or a patch of one, a model folder, a GGUF model, a CSV or search log of "
           "Microsoft's LongRoPE, or a column of numbers")
        ->required();
    app->add_option("--model", options->model, "A model folder (or demo) that the factors must fit");
    add_json_option(*app);
    app->footer("Examples:\n"
                "  ropewalk-engine factors --in phi3.gguf\n"
                "  ropewalk-engine factors --in result_final.csv --model ~/models/llama --json");
    return { app, [options](Console& console, const YieldPoint&) { return run(*options, console); }, false };
}

} // namespace ropewalk::engine
