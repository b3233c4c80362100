// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"
#include "core/model/verify/verify.h"

#include <algorithm>
#include <cstdio>

namespace ropewalk::engine {

namespace {

struct Options
{
    ModelOptions model;
    std::int64_t length = 512;
};

constexpr double worth_saying = 0.05; // of one query's attention

/// Columns of a fixed width; the name is padded by its characters, not its bytes.
std::string row(const std::string& name, const std::string& rest)
{
    constexpr std::size_t width = 48;
    std::size_t characters = 0;
    for (const char byte : name)
        characters += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
    return name + std::string(characters < width ? width - characters : 1, ' ') + rest;
}

void print_checks(const Console& console, const std::vector<model::verify::Check>& checks)
{
    console.line(row("", "  absolute   relative      bound"));
    for (const model::verify::Check& check : checks) {
        char text[96];
        std::snprintf(text, sizeof text, "%10.2e %10.2e %10.2e  %s", check.worst_absolute, check.worst_relative,
            check.bound, check.passed ? "ok" : "FAIL");
        console.line(row(check.name, text));
    }
}

std::string percent(double share)
{
    return number_text(100 * share, 2) + " %";
}

/// What the dtype does to attention where keys have large biases: within the bounds, and yet worth knowing.
void print_key_biases(const Console& console, const model::verify::KeyBiases& found, const std::string& dtype)
{
    console.line("Key biases reach " + number_text(found.largest, 3) + " (layer " + std::to_string(found.layer) + "): in "
        + dtype + " " + percent(found.moved) + " of a query's attention there lies on other keys than in float64, "
        + percent(found.most_moved) + " at most.");
    if (dtype != "f32" && found.most_moved > worth_saying)
        console.line("Keys that large keep little of the text in " + dtype + "; with --dtype f32 it is "
            + percent(found.moved_in_float32) + ".");
}

void print_timings(const Console& console, const std::vector<model::verify::Timing>& timings)
{
    console.line("Speed, for information: shares of this machine's own matrix product or copy of memory");
    for (const model::verify::Timing& timing : timings) {
        char text[96];
        std::snprintf(text, sizeof text, "%10.3f ms %10.1f %s %6.0f %%", timing.seconds * 1e3, timing.rate / 1e9,
            timing.arithmetic ? "GFLOP/s" : "GB/s   ", timing.share * 100);
        console.line(row(timing.name, text));
    }
}

nlohmann::json as_json(const Workbench& workbench, const model::verify::Report& report)
{
    nlohmann::json checks = nlohmann::json::array(), timings = nlohmann::json::array();
    for (const model::verify::Check& check : report.checks)
        checks.push_back({ { "name", check.name }, { "worst_absolute", check.worst_absolute },
            { "worst_relative", check.worst_relative }, { "bound", check.bound }, { "passed", check.passed },
            { "seconds", check.seconds } });
    for (const model::verify::Timing& timing : report.timings)
        timings.push_back({ { "name", timing.name }, { "seconds", timing.seconds }, { "rate", timing.rate },
            { "unit", timing.arithmetic ? "FLOP/s" : "B/s" }, { "share", timing.share } });
    nlohmann::json biases;
    if (const auto& found = report.key_biases)
        biases = { { "layer", found->layer }, { "largest", found->largest }, { "moved", found->moved },
            { "most_moved", found->most_moved }, { "moved_in_float32", found->moved_in_float32 } };
    return { { "key_biases", biases }, { "device", workbench.device().id }, { "instruction_set", workbench.device().instruction_set },
        { "dtype", workbench.model()->dtype }, { "layers", report.layers },
        { "checks", checks }, { "timings", timings }, { "passed", report.passed() } };
}

CommandResult run(const Options& options, Console& console, const YieldPoint& yield)
{
    const auto workbench = open_workbench(options.model, console, yield);
    if (!workbench)
        return tl::unexpected(workbench.error());
    const auto report = [&] {
        ProgressBar bar("verifying");
        return (*workbench)
            ->verify(
                options.length, [&](std::int64_t done, std::int64_t total) { bar.update(done, total); }, yield);
    }();
    if (!report)
        return tl::unexpected(Failure(report.error()));
    const protocol::ModelInfo& model = *(*workbench)->model();
    const Device& device = (*workbench)->device();
    console.line(model.name + " · " + model.dtype + " on " + device.name.text()
        + (device.instruction_set.empty() ? std::string() : ", " + device.instruction_set) + ", against float64 on the CPU");
    if (report->layers < model.layers)
        console.line("The first " + std::to_string(report->layers) + " of " + std::to_string(model.layers)
            + " layers were compared: a float64 copy of more would take over 8 GB.");
    print_checks(console, report->checks);
    if (report->key_biases)
        print_key_biases(console, *report->key_biases, model.dtype);
    print_timings(console, report->timings);
    const auto failed = std::ranges::count_if(report->checks, [](const auto& check) { return !check.passed; });
    if (failed > 0) {
        console.result(as_json(**workbench, *report));
        return tl::unexpected(
            Failure({ words("{1} of {2} checks are beyond their bounds: results on this device cannot be trusted",
                          failed, report->checks.size()),
                {}, {}, false }));
    }
    console.line(std::to_string(report->checks.size()) + " checks, all within their bounds");
    return as_json(**workbench, *report);
}

} // namespace

Command verify_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand("verify", "Compare a device and dtype with float64 arithmetic");
    auto options = std::make_shared<Options>();
    add_model_options(*app, options->model);
    app->add_option("--length", options->length, "Tokens of the text that is computed")
        ->check(CLI::Range(2, 8192))
        ->capture_default_str();
    add_json_option(*app);
    app->footer("Rotation, attention, losses and gradients of the factors on this model, then every kernel by itself.\n"
                "A deviation counts relative to the size that the quantity has by its nature; its bound follows from\n"
                "the dtype's rounding, the depth and the length. Exit status 1 says that something is beyond it.\n\n"
                "Examples:\n"
                "  ropewalk-engine verify\n"
                "  ropewalk-engine verify --model ~/models/llama --device cuda --dtype bf16 --length 2048 --json");
    return { app, [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); } };
}

} // namespace ropewalk::engine
