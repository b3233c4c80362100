// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"

#include "app/engine/workbench/factors.h"
#include "app/engine/workbench/memory.h"
#include "core/rope/edit/n_hat.h"
#include "core/rope/methods.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::engine {

void add_device_options(CLI::App& app, DeviceOptions& options)
{
    app.add_option("--device", options.device, "Where to compute: cpu, cuda or cuda:i")
        ->capture_default_str();
    app.add_option("--threads", options.threads, "Processor threads (default: one a core)")
        ->check(CLI::Range(1, 1024));
}

void add_model_options(CLI::App& app, ModelOptions& options)
{
    app.add_option(
           "--model", options.model, "A Hugging Face folder (Llama, Mistral, Qwen2, Qwen3, Phi-3, GPT-NeoX), or demo: the bundled model")
        ->capture_default_str();
    add_device_options(app, options.device);
    app.add_option("--dtype", options.dtype,
           "What weights and products are in: f32 or bf16 (default: bf16 on GPUs and on processors that "
           "multiply it "
           "in hardware, else f32)")
        ->check(CLI::IsMember({ "f32", "bf16" }));
    app.add_option("--sliding-window", options.sliding_window,
           "Tokens that attention sees: config (as config.json says), off, or a number for the layers that have "
           "a window (all layers where none has)")
        ->check([](const std::string& text) {
            const auto window = parse_sliding_window(text);
            return window ? std::string() : window.error().message.text();
        })
        ->capture_default_str();
    app.add_option("--original-length", options.original_length,
           "Tokens that the model was pretrained with, where config.json does not say them rightly")
        ->check(CLI::Range(std::int64_t{ 1 }, std::int64_t{ 1 } << 40));
    app.add_flag("--allow-not-finite", options.allow_not_finite,
        "Open a model even though its weights hold NaN or infinity");
    app.add_option("--stream-weights", options.stream_weights,
           "Leave the weights in their file and read each layer when it is needed: on, off, or auto (where they do not "
           "fit in memory)")
        ->check(CLI::IsMember({ "auto", "on", "off" }))
        ->capture_default_str();
    app.add_flag("--ignore-memory", options.ignore_memory,
        "Begin even though the job needs more memory than there is");
}

void add_text_options(CLI::App& app, TextOptions& options, const std::string& of_demo)
{
    app.add_option("--documents", options.documents,
        "A UTF-8 text file, JSON lines (.jsonl), a .json or .npy of token ids, or a folder of these (default: " + of_demo
            + ", on the bundled model only)");
    app.add_option("--field", options.field, "Of JSON lines: where the text stands (default: text)");
    app.add_option("--samples", options.samples,
           "Windows to score (default: " + std::to_string(default_samples)
               + ", or as many as the text holds)")
        ->check(CLI::Range(1, 10000));
}

void add_split_option(CLI::App& app, std::string& split)
{
    app.add_option("--split", split,
           "Which part of the text: held-out (which no search sees), search (what a search is bred and chosen on), or "
           "whole (both)")
        ->check(CLI::IsMember({ "held-out", "search", "whole" }))
        ->capture_default_str();
}

void add_factor_options(CLI::App& app, FactorOptions& options)
{
    app.add_option("--factors", options.factors,
           known_methods()
               + ", or a factor file (of a short and a long list the one that serves the target). dynamic-ntk is "
                 "transformers' with the factor s = target / L at a prompt of target tokens: NTK at s*s - s + 1")
        ->capture_default_str();
    app.add_option("--n-hat", options.n_hat, "First positions that are not rescaled, instead of the set's own")
        ->check(CLI::NonNegativeNumber);
    add_attention_option(app, options);
}

void add_attention_option(CLI::App& app, FactorOptions& options)
{
    app.add_option("--attention-factor", options.attention_factor,
           "Of cos and sin: own (as the set or method has it), formula (√(1 + ln s/ln L), which LongRoPE scores every "
           "candidate at), or a number")
        ->check([](const std::string& text) {
            double number = 0;
            const bool known = text == "own" || text == "formula"
                || (CLI::detail::lexical_cast(text, number) && std::isfinite(number) && number > 0);
            return known ? std::string() : "expected own, formula or a number above 0, found '" + text + "'";
        })
        ->capture_default_str();
}

double FactorOptions::attention_of(
    const rope::FactorSet& set, const rope::Geometry& geometry, std::int64_t target) const
{
    double number = set.attention_factor;
    if (attention_factor == "formula")
        return rope::longrope_attention_factor(geometry, rope::scale_for(geometry, target));
    if (attention_factor != "own")
        CLI::detail::lexical_cast(attention_factor, number);
    return number;
}

void add_json_option(CLI::App& app)
{
    app.add_flag("--json")->description("Print the result as one line of JSON, the last of stdout");
}

bool wants_json(const CLI::App& app)
{
    const CLI::Option* option = app.get_option_no_throw("--json");
    return option && option->count() > 0;
}

tl::expected<std::unique_ptr<Workbench>, Failure> open_workbench(
    const ModelOptions& options, Console& console, const YieldPoint& yield)
{
    auto device = use_device(options.device.device, options.device.threads);
    if (!device)
        return tl::unexpected(Failure(device.error()));
    if (const Status begun = begin_threads(*device); !begun)
        return tl::unexpected(Failure(begun.error()));
    auto workbench = std::make_unique<Workbench>(std::move(*device));
    ProgressBar bar("opening the model");
    const auto progress = [&](std::int64_t done, std::int64_t total) {
        if (done < total) // what opens at once needs no bar
            bar.update(done, total);
    };
    const protocol::OpenModelParams params{ options.model, options.dtype, options.sliding_window,
        options.original_length, options.allow_not_finite, options.stream_weights };
    if (options.ignore_memory)
        workbench->ignore_memory();
    const auto opened = workbench->open_model(params, progress, yield);
    if (!opened)
        return tl::unexpected(Failure(opened.error()));
    for (const Words& warning : opened->warnings)
        console.note("warning: " + warning.text());
    return workbench;
}

tl::expected<void, Failure> open_text(
    Workbench& workbench, const TextOptions& options, std::int64_t target, Console& console, const YieldPoint& yield)
{
    if (options.documents.empty()) {
        if (workbench.has_documents())
            return {};
        return wrong_usage(words("--documents is needed: the bundled text belongs to the bundled model"));
    }
    const auto opened = workbench.open_documents({ options.documents, target, options.field }, yield);
    if (!opened)
        return tl::unexpected(Failure(opened.error()));
    for (const Words& warning : opened->warnings)
        console.note("warning: " + warning.text());
    return {};
}

tl::expected<void, Failure> check_text(
    const Workbench& workbench, const TextOptions& options, const std::vector<std::int64_t>& lengths)
{
    const auto counted = workbench.count_documents({ lengths });
    if (!counted)
        return tl::unexpected(Failure(counted.error()));
    if (counted->endless && options.split == "whole")
        return wrong_usage(words("--split whole needs --documents: the bundled text is endless and has no whole"));
    if (counted->endless || options.split == "whole")
        return {};
    const std::int64_t wanted = std::max(options.samples, 1);
    for (const protocol::LengthCount& one : counted->counts) {
        const std::int64_t found = options.split == "search" ? one.search : one.held_out;
        if (found >= wanted)
            continue;
        const Words said = options.split == "search"
            ? words("the search's part of the text has {1} windows of {2} tokens, expected {3} ({4} tokens in all)",
                  found, one.length, wanted, counted->tokens)
            : words("the held-out part of the text has {1} windows of {2} tokens, expected {3} ({4} tokens in all)",
                  found, one.length, wanted, counted->tokens);
        if (one.windows < wanted)
            return tl::unexpected(Failure({ said, counted->path, {}, false }));
        return tl::unexpected(Failure({ words("{1}; --split whole takes all of it, with what a search sees", said),
            counted->path, {}, false }));
    }
    return {};
}

std::string measured_on(int windows, const std::string& split)
{
    return std::to_string(windows) + (windows == 1 ? " window " : " windows ")
        + (split == "whole" ? "of the whole text" : split == "search" ? "of the search's part" : "held out");
}

tl::expected<void, Failure> check_memory(
    const Workbench& workbench, const protocol::MemoryParams& params, const ModelOptions& options, Console& console)
{
    const auto found = workbench.memory(params);
    if (!found)
        return tl::unexpected(Failure(found.error()));
    const Words said = words("{1} {2}", in_words(params.job), found->message);
    if (!found->fits && !options.ignore_memory)
        return tl::unexpected(
            Failure({ words("{1}; {2}; --ignore-memory begins all the same", said, found->advice), {}, {}, false }));
    console.note(said.text());
    return {};
}

tl::expected<formats::FactorFile, Failure> chosen_factors(
    const FactorOptions& options, const rope::Geometry& geometry, std::int64_t target, Console& console)
{
    auto file = factors_for(options.factors, geometry, target, options.served);
    if (!file)
        return tl::unexpected(Failure(file.error()));
    for (const Words& warning : file->warnings)
        console.note("warning: " + warning.text());
    if (const auto method = rope::method_from_name(options.factors))
        if (const Words note = rope::method_note(*method, geometry, target); !note.empty())
            console.note(note.text());
    rope::FactorSet& set = file->sets.front();
    set.n_hat = options.n_hat.value_or(set.n_hat);
    set.attention_factor = options.attention_of(set, geometry, target > 0 ? target : file->target_length);
    if (const Words warning = rope::n_hat_warning(set, geometry); !warning.empty())
        console.note("warning: " + warning.text());
    file->sets.resize(1);
    return *file;
}

tl::expected<rope::FactorSet, Failure> chosen_set(
    const FactorOptions& options, const rope::Geometry& geometry, std::int64_t target, Console& console)
{
    return chosen_factors(options, geometry, target, console).map([](const formats::FactorFile& file) {
        return file.sets.front();
    });
}

std::string headline(const Workbench& workbench, std::int64_t target)
{
    const protocol::ModelInfo& model = *workbench.model();
    return model.name + " · " + std::to_string(model.geometry.original_length) + " → "
        + std::to_string(target) + " tokens · " + model.dtype + " on " + workbench.device().id;
}

} // namespace ropewalk::engine
