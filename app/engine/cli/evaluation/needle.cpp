// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/csv.h"
#include "app/engine/cli/evaluation/hidden_keys.h"
#include "core/protocol/json.h"

namespace ropewalk::engine {

namespace {

CommandResult run(const HiddenKeyOptions& options, Console& console, const YieldPoint& yield)
{
    const auto workbench = open_workbench(options.model, console, yield);
    if (!workbench)
        return tl::unexpected(workbench.error());
    const auto chosen = chosen_params(options, **workbench, console);
    if (!chosen)
        return tl::unexpected(chosen.error());
    const protocol::NeedleParams params{ chosen->set, chosen->lengths, chosen->depths, chosen->trials, chosen->seed,
        chosen->keys, chosen->filler, chosen->runtime, chosen->short_set,
        chosen->split };
    if (const auto fits = check_memory(**workbench, { "passkey", params.lengths, 0 }, options.model, console); !fits)
        return tl::unexpected(fits.error());
    const auto found = [&] {
        ProgressBar bar("needles");
        std::int64_t done = 0;
        return (*workbench)
            ->needle(
                params,
                [&](const protocol::NeedlePointReport& report) {
                    bar.update(++done, options.trials(), "at " + std::to_string(report.point.length) + " tokens");
                },
                yield);
    }();
    if (!found)
        return tl::unexpected(Failure(found.error()));
    CsvTable table({ "length", "depth", "trials", "tokens", "nll", "perplexity", "filler", "split" });
    console.line(headline(**workbench, options.methods_for()) + " · " + params.set.name);
    for (const protocol::NeedlePoint& point : found->points) {
        table.row({ point.length, point.depth, point.trials, point.tokens, point.nll, point.perplexity,
            found->filler, found->split });
        console.line(std::to_string(point.length) + " tokens at " + number_text(point.depth, 3)
            + "   needle perplexity " + number_text(point.perplexity, 5));
    }
    if (const auto written = write_csv(options.csv, table); !written)
        return tl::unexpected(written.error());
    console.line("all   needle perplexity " + number_text(found->perplexity, 5) + "   "
        + hidden_in(found->filler, found->split) + "   " + duration_text(found->seconds));
    return to_json(*found);
}

} // namespace

Command needle_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand(
        "needle", "How likely the model finds a number hidden at any depth of a long text, without decoding");
    auto options = std::make_shared<HiddenKeyOptions>();
    add_hidden_key_options(*app, *options);
    app->footer("The perplexity of the number's own tokens behind the prompts of passkey (LongRoPE2's needle "
                "perplexity).\n\n"
                "Examples:\n"
                "  ropewalk-engine needle --factors yarn --lengths 256,2048\n"
                "  ropewalk-engine needle --factors found.json --lengths 2048 --depths 11 --csv needle.csv --json");
    return { app, [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); }, true,
        [options] { return hidden_key_writing(*options); } };
}

} // namespace ropewalk::engine
