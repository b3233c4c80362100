// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"

#include "app/engine/workbench/resources.h"
#include "core/formats/huggingface.h"
#include "core/formats/model_config.h"
#include "core/rope/methods.h"

#include <fstream>
#include <iterator>

namespace ropewalk::engine {

namespace {

struct Options
{
    std::string model = "demo";
    FactorOptions factors;
    std::string format = "ropewalk";
    std::string out;
    std::int64_t target = 0;
};

Result<std::string> read_text(const std::filesystem::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(stream), {});
    if (!stream)
        return failure("cannot read the file", path.string());
    return text;
}

Result<std::string> huggingface_text(const std::filesystem::path& model, const formats::FactorFile& factors)
{
    const auto path = std::filesystem::is_directory(model) ? model / "config.json" : model;
    const auto config = read_text(path);
    if (!config)
        return tl::unexpected(config.error());
    if (factors.target_length < 1)
        return failure("the factor file names no target length; give --target");
    return formats::export_huggingface_config(*config, path.string(),
        { factors.geometry, factors.target_length, factors.sets.front(), std::nullopt });
}

CommandResult run(const Options& options, Console& console, const YieldPoint&)
{
    const auto model = model_folder(options.model);
    if (!model)
        return tl::unexpected(Failure(model.error()));
    const auto config = formats::read_model_config(*model);
    if (!config)
        return tl::unexpected(Failure(config.error()));
    if (options.target < 1 && rope::method_from_name(options.factors.factors))
        return wrong_usage("--target is needed: a method is made for a length");
    auto file = chosen_factors(options.factors, config->geometry, options.target, console);
    if (!file)
        return tl::unexpected(file.error());
    file->geometry = config->geometry;
    if (options.target > 0)
        file->target_length = options.target;
    const auto text = options.format == "huggingface"
        ? huggingface_text(*model, *file)
        : Result<std::string>(formats::write_factor_file(*file));
    if (!text)
        return tl::unexpected(Failure(text.error()));
    if (const Status saved = formats::save_atomically(options.out, *text); !saved)
        return tl::unexpected(Failure(saved.error()));
    const std::string& name = file->sets.front().name;
    console.line(name + " saved as " + options.out);
    return nlohmann::json{ { "out", options.out }, { "format", options.format },
        { "target", file->target_length }, { "name", name } };
}

} // namespace

Command export_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand("export", "Write a factor set in a form that others read");
    auto options = std::make_shared<Options>();
    app->add_option("--model", options->model, "The model's folder (its config.json is enough), or demo")
        ->capture_default_str();
    add_factor_options(*app, options->factors);
    app->add_option("--format", options->format,
           "ropewalk: a factor file; huggingface: the model's config.json with the factors in it")
        ->check(CLI::IsMember({ "ropewalk", "huggingface" }))
        ->capture_default_str();
    app->add_option("--target", options->target, "The length it serves (default: the factor file's own)")
        ->check(CLI::PositiveNumber);
    app->add_option("--out", options->out, "The file to write")->required();
    add_json_option(*app);
    app->footer(
        "Examples:\n"
        "  ropewalk-engine export --factors found.json --format huggingface --model ~/models/llama \\\n"
        "      --out config.json\n"
        "  ropewalk-engine export --factors yarn --target 2048 --out yarn.json");
    return { app,
        [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); } };
}

} // namespace ropewalk::engine
