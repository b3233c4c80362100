// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/csv.h"
#include "app/engine/cli/evaluation/hidden_keys.h"
#include "core/protocol/json.h"

namespace ropewalk::engine {

namespace {

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

CommandResult run(const HiddenKeyOptions& options, Console& console, const YieldPoint& yield)
{
    const auto workbench = open_workbench(options.model, console, yield);
    if (!workbench)
        return tl::unexpected(workbench.error());
    const auto params = chosen_params(options, **workbench, console);
    if (!params)
        return tl::unexpected(params.error());
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
    CsvTable table({ "length", "depth", "trials", "correct", "low", "high" });
    for (const protocol::PasskeyCell& cell : found->cells)
        table.row({ cell.length, cell.depth, cell.trials, cell.correct, cell.low, cell.high });
    if (const auto written = write_csv(options.csv, table); !written)
        return tl::unexpected(written.error());
    console.line(headline(**workbench, options.methods_for()) + " · " + params->set.name);
    print_table(console, found->cells);
    console.line("accuracy " + number_text(found->accuracy, 3) + "   " + duration_text(found->seconds));
    return to_json(*found);
}

} // namespace

Command passkey_command(CLI::App& parent)
{
    CLI::App* app
        = parent.add_subcommand("passkey", "Can the model find a number hidden at any depth of a long text?");
    auto options = std::make_shared<HiddenKeyOptions>();
    add_hidden_key_options(*app, *options);
    app->footer(
        "Greedy decoding; the first complete number counts, an exact match is correct.\n\n"
        "Examples:\n"
        "  ropewalk-engine passkey --factors yarn --lengths 256,2048\n"
        "  ropewalk-engine passkey --model ~/models/llama --factors found.json --lengths 4096,8192,16384 \\\n"
        "      --depths 11 --trials 10 --runtime transformers --csv passkey.csv --json");
    return { app,
        [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); } };
}

} // namespace ropewalk::engine
