// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"

#include "app/engine/workbench/factors.h"
#include "app/engine/workbench/resources.h"
#include "core/formats/exports/exports.h"
#include "core/formats/gguf/factors.h"
#include "core/formats/model_config.h"
#include "core/formats/runtimes/runtime_table.h"
#include "core/rope/edit/n_hat.h"
#include "core/rope/methods.h"

namespace ropewalk::engine {

namespace {

using formats::ExportFormat;

struct Options
{
    std::string model = "demo";
    std::string gguf;
    FactorOptions factors;
    std::string short_factors;
    std::string format = "ropewalk";
    std::string out;
    std::int64_t target = 0;
    bool overwrite = false;
    bool force = false;
};

/// What the sets are for.
struct Model
{
    std::filesystem::path path; ///< the folder, or the GGUF model
    std::string type;
    rope::Geometry geometry;
};

Result<Model> open_model(const Options& options, ExportFormat format)
{
    if (format == ExportFormat::gguf) {
        const auto header = formats::gguf::read_header(options.gguf);
        if (!header)
            return tl::unexpected(header.error());
        const auto geometry = formats::gguf::geometry_of(*header, options.gguf);
        if (!geometry)
            return tl::unexpected(geometry.error());
        return Model{ options.gguf, formats::gguf::architecture(*header), *geometry };
    }
    const auto folder = model_folder(options.model);
    if (!folder)
        return tl::unexpected(folder.error());
    const auto config = formats::read_model_config(*folder);
    if (!config)
        return tl::unexpected(config.error());
    return Model{ *folder, config->model_type, config->geometry };
}

/// The sets that were named, with what the options say in place of their own.
tl::expected<formats::FactorFile, Failure> sets_for(
    const Options& options, const Model& model, Console& console)
{
    std::error_code code;
    const bool named = rope::method_from_name(options.factors.factors).has_value()
        || !std::filesystem::exists(options.factors.factors, code);
    auto file = named ? factors_for(options.factors.factors, model.geometry, options.target)
                       : formats::read_factor_file(options.factors.factors, model.geometry);
    if (!file)
        return tl::unexpected(Failure(file.error()));
    for (const Words& warning : file->warnings)
        console.note("warning: " + warning.text());
    file->geometry = model.geometry;
    if (options.target > 0)
        file->target_length = options.target;
    for (rope::FactorSet& set : file->sets) {
        set.n_hat = options.factors.n_hat.value_or(set.n_hat);
        set.attention_factor = options.factors.attention_of(set, model.geometry, file->target_length);
        if (const Words warning = rope::n_hat_warning(set, model.geometry); !warning.empty())
            console.note("warning: " + warning.text());
    }
    if (const auto method = rope::method_from_name(options.factors.factors))
        if (const Words note = rope::method_note(*method, model.geometry, options.target); !note.empty())
            console.note(note.text());
    return *file;
}

tl::expected<formats::HuggingFaceScaling, Failure> scaling_for(
    const Options& options, const Model& model, Console& console)
{
    const auto file = sets_for(options, model, console);
    if (!file)
        return tl::unexpected(file.error());
    formats::HuggingFaceScaling scaling = formats::pair_of(*file);
    if (!options.short_factors.empty()) {
        const auto low = factors_for(options.short_factors, model.geometry, model.geometry.original_length);
        if (!low)
            return tl::unexpected(Failure(low.error()));
        scaling.short_set = low->sets.front();
        scaling.short_set->to_length = scaling.long_set.from_length = model.geometry.original_length;
    }
    if (file->sets.size() > (scaling.short_set ? 2u : 1u))
        console.note("warning: " + options.factors.factors + ": holds " + std::to_string(file->sets.size())
            + " sets; '" + scaling.long_set.name + "' is taken");
    if (scaling.target_length < 1)
        return tl::unexpected(
            Failure({ words("the factor file names no target length; give --target"), {}, {}, false }));
    return scaling;
}

/// Where a runtime that reads the format would do something else with these sets.
nlohmann::json warnings_for(
    ExportFormat format, const Model& model, const formats::HuggingFaceScaling& scaling, Console& console)
{
    formats::Deployment deployment;
    deployment.model_type = model.type;
    deployment.geometry = scaling.geometry;
    deployment.max_positions = scaling.target_length;
    deployment.long_set = scaling.long_set;
    deployment.short_set = scaling.short_set;
    nlohmann::json out = nlohmann::json::array();
    for (const formats::RuntimeRow& row : formats::runtime_table(deployment)) {
        if (!formats::reads(row.runtime, format))
            continue;
        for (const Words& warning : row.warnings) {
            out.push_back({ { "runtime", formats::name(row.runtime) }, { "warning", warning.text() } });
            console.note(std::string(formats::name(row.runtime)) + ": " + warning.text());
        }
    }
    return out;
}

CommandResult run(const Options& options, Console& console, const YieldPoint& yield)
{
    const ExportFormat format = *formats::export_format_from_name(options.format);
    if (options.target < 1 && rope::method_from_name(options.factors.factors))
        return wrong_usage(words("--target is needed: a method is made for a length"));
    if (format == ExportFormat::gguf && options.gguf.empty())
        return wrong_usage(words("--gguf is needed: the GGUF model to copy"));
    const auto model = open_model(options, format);
    if (!model)
        return tl::unexpected(Failure(model.error()));
    const auto scaling = scaling_for(options, *model, console);
    if (!scaling)
        return tl::unexpected(scaling.error());
    const formats::ExportJob job{ *scaling, model->path };
    std::vector<std::string> left_out;
    {
        ProgressBar bar("copying the model");
        const auto progress = [&](std::uint64_t done, std::uint64_t of) {
            bar.update(static_cast<std::int64_t>(done), static_cast<std::int64_t>(of));
            return yield();
        };
        auto saved = formats::write_export(format, job, options.out, progress);
        if (!saved)
            return tl::unexpected(Failure(saved.error()));
        left_out = std::move(*saved);
    }
    const std::string& name = scaling->long_set.name;
    console.line(name + " saved as " + options.out);
    if (!left_out.empty())
        console.note(words("left out, since the model does not need it: {1}", as_is(left_out)).text());
    return nlohmann::json{ { "out", options.out }, { "format", options.format },
        { "target", scaling->target_length }, { "name", name }, { "left_out", left_out },
        { "warnings", warnings_for(format, *model, *scaling, console) } };
}

std::string format_help()
{
    std::string out;
    for (const ExportFormat format : formats::all_export_formats()) {
        const std::string name(formats::name(format));
        out += "  " + name + std::string(13 - name.size(), ' ') + formats::purpose(format).text() + "\n";
    }
    return out;
}

} // namespace

Command export_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand("export", "Write a factor set in a form that others read");
    auto options = std::make_shared<Options>();
    app->add_option("--model", options->model, "The model's folder (its config.json is enough), or demo")
        ->capture_default_str();
    add_factor_options(*app, options->factors);
    app->add_option("--short-factors", options->short_factors,
        "Another set for prompts up to the trained length: a method or a factor file (default: the same)");
    std::vector<std::string> names;
    for (const ExportFormat format : formats::all_export_formats())
        names.emplace_back(formats::name(format));
    app->add_option("--format", options->format, "One of the formats below")
        ->check(CLI::IsMember(names))
        ->capture_default_str();
    app->add_option("--gguf", options->gguf, "The GGUF model to copy, for format gguf");
    app->add_option("--target", options->target, "The length it serves (default: the factor file's own)")
        ->check(CLI::PositiveNumber);
    app->add_option("--out", options->out, "The file to write; for format folder a new folder")->required();
    add_overwrite_option(*app, options->overwrite);
    app->add_flag("--force", options->force, "Write over the factor file that is read, too");
    add_json_option(*app);
    app->footer("Formats:\n" + format_help()
        + "\nExamples:\n"
          "  ropewalk-engine export --factors found.json --format huggingface --model ~/models/llama \\\n"
          "      --out config.json\n"
          "  ropewalk-engine export --factors found.json --format gguf --gguf llama.gguf --out long.gguf\n"
          "  ropewalk-engine export --factors yarn --target 2048 --out yarn.json");
    return { app, [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); }, false,
        [options] {
            Writing writing{ { options->out }, {},
                open_files(options->model, {}, { options->factors.factors, options->short_factors }),
                options->overwrite, options->force };
            writing.open.models.emplace_back(options->gguf);
            return writing;
        } };
}

} // namespace ropewalk::engine
