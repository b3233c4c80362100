// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"

#include <algorithm>

namespace ropewalk::engine {

namespace {

struct Options
{
    ModelOptions model;
    FactorOptions factors;
    std::string documents;
    std::vector<std::int64_t> lengths;
    std::int64_t target = 0;
    int depths = 5;
    int trials = 4;
    std::uint64_t seed = 1;
};

/// One row a length, one column a depth: correct of trials.
void print_table(const Console& console, const std::vector<protocol::PasskeyCell>& cells)
{
    std::string row;
    std::int64_t length = -1;
    for (const protocol::PasskeyCell& cell : cells) {
        if (cell.length != length) {
            if (!row.empty())
                console.line(row);
            length = cell.length;
            row = std::to_string(length) + " tokens:";
        }
        row += "  " + std::to_string(cell.correct) + "/" + std::to_string(cell.trials) + " at "
            + number_text(cell.depth, 3);
    }
    console.line(row);
}

CommandResult run(const Options& options, Console& console, const YieldPoint& yield)
{
    const auto workbench = open_workbench(options.model, console, yield);
    if (!workbench)
        return tl::unexpected(workbench.error());
    const std::int64_t target
        = options.target > 0 ? options.target : *std::ranges::max_element(options.lengths);
    if (!options.documents.empty())
        if (const auto text = (*workbench)->open_documents({ options.documents, target }); !text)
            return tl::unexpected(Failure(text.error()));
    const auto set = chosen_set(options.factors, (*workbench)->model()->geometry, target, console);
    if (!set)
        return tl::unexpected(set.error());

    if (const auto fits = check_memory(**workbench, { "passkey", options.lengths, 0 }, options.model, console); !fits)
        return tl::unexpected(fits.error());
    const auto total = static_cast<std::int64_t>(options.lengths.size()) * options.depths * options.trials;
    const auto found = [&] {
        ProgressBar bar("passkeys");
        std::int64_t done = 0;
        return (*workbench)
            ->passkey(
                { *set, options.lengths, options.depths, options.trials, options.seed },
                [&](const protocol::PasskeyCell& cell) {
                    bar.update(++done, total, "at " + std::to_string(cell.length) + " tokens");
                },
                yield);
    }();
    if (!found)
        return tl::unexpected(Failure(found.error()));
    console.line(headline(**workbench, target) + " · " + set->name);
    print_table(console, found->cells);
    console.line("accuracy " + number_text(found->accuracy, 3) + "   " + duration_text(found->seconds));
    nlohmann::json cells = nlohmann::json::array();
    for (const protocol::PasskeyCell& cell : found->cells)
        cells.push_back({ { "length", cell.length }, { "depth", cell.depth }, { "trials", cell.trials },
            { "correct", cell.correct } });
    return nlohmann::json{ { "cells", cells }, { "accuracy", found->accuracy },
        { "seconds", found->seconds } };
}

} // namespace

Command passkey_command(CLI::App& parent)
{
    CLI::App* app
        = parent.add_subcommand("passkey", "Can the model find a number hidden at any depth of a long text?");
    auto options = std::make_shared<Options>();
    add_model_options(*app, options->model);
    add_factor_options(*app, options->factors);
    app->add_option("--lengths", options->lengths, "Tokens of prompt and answer, comma-separated")
        ->delimiter(',')
        ->required()
        ->check(CLI::PositiveNumber);
    app->add_option(
           "--target", options->target, "The length that methods are made for (default: the longest)")
        ->check(CLI::PositiveNumber);
    app->add_option("--documents", options->documents,
        "A text file or a folder of .txt files to hide the key in (default: the bundled model's weather and "
        "walks)");
    app->add_option("--depths", options->depths, "Places of the key from the beginning (0) to the end (1)")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app->add_option("--trials", options->trials, "Keys a cell")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    app->add_option("--seed", options->seed, "Of keys and filler")->capture_default_str();
    add_json_option(*app);
    app->footer(
        "Greedy decoding; the first complete number counts, an exact match is correct.\n\n"
        "Examples:\n"
        "  ropewalk-engine passkey --factors yarn --lengths 256,2048\n"
        "  ropewalk-engine passkey --model ~/models/llama --factors found.json --lengths 4096,8192,16384 \\\n"
        "      --depths 11 --trials 10 --json");
    return { app,
        [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); } };
}

} // namespace ropewalk::engine
