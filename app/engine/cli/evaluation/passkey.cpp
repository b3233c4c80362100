// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/csv.h"
#include "app/engine/cli/evaluation/hidden_keys.h"
#include "core/protocol/json.h"
#include "core/statistics/intervals.h"

namespace ropewalk::engine {

namespace {

/// The keys of a length, at all depths together.
struct AtLength
{
    std::int64_t length = 0;
    int trials = 0, correct = 0;
    double low = 0, high = 1; ///< Wilson interval
};

std::vector<AtLength> by_length(const std::vector<protocol::PasskeyCell>& cells)
{
    std::vector<AtLength> out;
    for (const protocol::PasskeyCell& cell : cells) {
        if (out.empty() || out.back().length != cell.length)
            out.push_back({ cell.length });
        AtLength& row = out.back();
        row.trials += cell.trials;
        row.correct += cell.correct;
    }
    for (AtLength& row : out) {
        const auto [low, high] = statistics::wilson(row.correct, row.trials);
        row.low = low;
        row.high = high;
    }
    return out;
}

std::string interval_text(double low, double high)
{
    return "(" + number_text(low, 3) + " to " + number_text(high, 3) + ")";
}

/// One row a length: correct of trials in all with its interval, then depth by depth.
void print_table(const Console& console, const std::vector<protocol::PasskeyCell>& cells)
{
    for (const AtLength& row : by_length(cells)) {
        std::string line = std::to_string(row.length) + " tokens: " + std::to_string(row.correct) + " of "
            + std::to_string(row.trials) + " " + interval_text(row.low, row.high) + ":";
        for (const protocol::PasskeyCell& cell : cells)
            if (cell.length == row.length)
                line += "  " + std::to_string(cell.correct) + "/" + std::to_string(cell.trials) + " at "
                    + number_text(cell.depth, 3);
        console.line(line);
    }
}

nlohmann::json result_of(const protocol::PasskeyResult& found)
{
    nlohmann::json out = to_json(found);
    for (const AtLength& row : by_length(found.cells))
        out["by_length"].push_back({ { "length", row.length }, { "trials", row.trials }, { "correct", row.correct },
            { "low", row.low }, { "high", row.high } });
    return out;
}

CommandResult run(const HiddenKeyOptions& options, Console& console, const YieldPoint& yield)
{
    const auto workbench = open_workbench(options.model, console, yield);
    if (!workbench)
        return tl::unexpected(workbench.error());
    const auto params = chosen_params(options, **workbench, console);
    if (!params)
        return tl::unexpected(params.error());
    if (const auto fits = check_memory(**workbench, { "passkey", params->lengths, 0 }, options.model, console); !fits)
        return tl::unexpected(fits.error());
    const auto found = [&] {
        ProgressBar bar("passkeys");
        std::int64_t done = 0;
        return (*workbench)
            ->passkey(
                *params,
                [&](const protocol::PasskeyCellReport& report) {
                    bar.update(++done, options.trials(), "at " + std::to_string(report.cell.length) + " tokens");
                },
                yield);
    }();
    if (!found)
        return tl::unexpected(Failure(found.error()));
    CsvTable table({ "length", "depth", "trials", "correct", "low", "high", "filler", "split" });
    for (const protocol::PasskeyCell& cell : found->cells)
        table.row({ cell.length, cell.depth, cell.trials, cell.correct, cell.low, cell.high, found->filler,
            found->split });
    if (const auto written = write_csv(options.csv, table); !written)
        return tl::unexpected(written.error());
    console.line(headline(**workbench, options.methods_for()) + " · " + params->set.name);
    print_table(console, found->cells);
    console.line("accuracy " + number_text(found->accuracy, 3) + " " + interval_text(found->low, found->high) + "   "
        + hidden_in(found->filler, found->split) + "   " + duration_text(found->seconds));
    return result_of(*found);
}

} // namespace

Command passkey_command(CLI::App& parent)
{
    CLI::App* app
        = parent.add_subcommand("passkey", "Can the model find a number hidden at any depth of a long text?");
    auto options = std::make_shared<HiddenKeyOptions>();
    add_hidden_key_options(*app, *options);
    app->footer(
        "Greedy decoding; the first complete number counts, an exact match is correct. Intervals are Wilson's at\n"
        "95 %.\n\n"
        "Examples:\n"
        "  ropewalk-engine passkey --factors yarn --lengths 256,2048\n"
        "  ropewalk-engine passkey --model ~/models/llama --factors found.json --lengths 4096,8192,16384 \\\n"
        "      --depths 11 --trials 10 --runtime transformers --csv passkey.csv --json");
    return { app, [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); }, true,
        [options] { return hidden_key_writing(*options); } };
}

} // namespace ropewalk::engine
