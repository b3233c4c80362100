// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/csv.h"
#include "app/engine/cli/options.h"
#include "core/protocol/json.h"

namespace ropewalk::engine {

namespace {

struct Options
{
    ModelOptions model;
    FactorOptions factors;
    TextOptions text;
    std::int64_t target = 0;
    protocol::EntropyParams entropy;
    bool linear = false;
    std::vector<std::string> rows;
    CsvOptions csv;
};

/// "LAYER:HEAD:QUERY"
tl::expected<protocol::RowRequest, Failure> row_of(const std::string& text)
{
    protocol::RowRequest row;
    long long query = 0;
    int end = 0;
    if (std::sscanf(text.c_str(), "%d:%d:%lld%n", &row.layer, &row.head, &query, &end) != 3
        || end != static_cast<int>(text.size()))
        return wrong_usage(words("--row: expected LAYER:HEAD:QUERY, found '{1}'", text));
    row.query = query;
    return row;
}

void print(const Console& console, const protocol::EntropyResult& map)
{
    for (int layer = 0; layer < map.layers; ++layer) {
        std::string line = "layer " + std::to_string(layer) + ":";
        for (const double entropy : map.mean_entropy[static_cast<std::size_t>(layer)])
            line += "  " + number_text(entropy, 4);
        console.line(line + "   nats a head");
    }
    for (const protocol::AttentionRow& row : map.rows) {
        console.line("layer " + std::to_string(row.layer) + ", head " + std::to_string(row.head) + ", query "
            + std::to_string(row.query) + " '" + row.text + "': " + number_text(row.entropy, 4) + " nats over "
            + std::to_string(row.visible) + " keys");
        for (const protocol::AttendedKeys& keys : row.keys)
            if (keys.probability >= 0.01)
                console.line("  " + number_text(keys.probability, 3) + "  " + std::to_string(keys.from)
                    + (keys.to > keys.from + 1 ? " to " + std::to_string(keys.to - 1) : "") + "  '" + keys.text + "'");
    }
}

CsvTable table_of(const protocol::EntropyResult& map)
{
    CsvTable table({ "layer", "head", "from", "to", "entropy_nats", "share", "mean_entropy_nats", "sink_mass",
        "distance_tokens", "windows", "split" });
    for (std::size_t layer = 0; layer < map.entropy.size(); ++layer)
        for (std::size_t head = 0; head < map.entropy[layer].size(); ++head)
            for (std::size_t bin = 0; bin < map.bins.size(); ++bin)
                table.row({ layer, head, map.bins[bin].from, map.bins[bin].to, map.entropy[layer][head][bin],
                    map.share[layer][head][bin], map.mean_entropy[layer][head], map.sink_mass[layer][head],
                    map.distance[layer][head], map.samples, map.split });
    return table;
}

CommandResult run(Options options, Console& console, const YieldPoint& yield)
{
    if (options.model.dtype.empty() && options.model.device.device == "cpu")
        options.model.dtype = "f32";
    protocol::EntropyParams& params = options.entropy;
    for (const std::string& text : options.rows) {
        const auto row = row_of(text);
        if (!row)
            return tl::unexpected(row.error());
        params.rows.push_back(*row);
    }
    const auto workbench = open_workbench(options.model, console, yield);
    if (!workbench)
        return tl::unexpected(workbench.error());
    if (const auto text = open_text(**workbench, options.text, options.target, console, yield); !text)
        return tl::unexpected(text.error());
    if (const auto enough = check_text(**workbench, options.text, { options.target }); !enough)
        return tl::unexpected(enough.error());
    const auto set = chosen_set(options.factors, (*workbench)->model()->geometry, options.target, console);
    if (!set)
        return tl::unexpected(set.error());
    params.set = *set;
    params.target = options.target;
    params.samples = options.text.samples;
    params.log_bins = !options.linear;
    params.split = options.text.split;
    const auto map = [&] {
        ProgressBar bar("entropy");
        std::int64_t done = 0;
        return (*workbench)
            ->entropy(
                params,
                [&](const protocol::EntropyLayerReport& report) {
                    bar.update(++done, std::int64_t{ report.layers } * report.of);
                },
                yield);
    }();
    if (!map)
        return tl::unexpected(Failure(map.error()));
    if (const auto written = write_csv(options.csv, table_of(*map)); !written)
        return tl::unexpected(written.error());
    console.line(headline(**workbench, options.target) + " · " + set->name);
    print(console, *map);
    console.line(measured_on(map->samples, map->split) + "   " + duration_text(map->seconds));
    return to_json(*map);
}

} // namespace

Command entropy_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand("entropy", "How spread the attention of every layer and head is");
    auto options = std::make_shared<Options>();
    add_model_options(*app, options->model);
    add_factor_options(*app, options->factors);
    app->add_option("--target", options->target, "Tokens a window; methods are made for this length")
        ->required()
        ->check(CLI::PositiveNumber);
    add_text_options(*app, options->text, "documents of its own");
    add_split_option(*app, options->text.split);
    app->get_option("--samples")->description("Windows to look at (default: 1)");
    app->get_option("--dtype")->description("What weights and products are in: f32 or bf16 (default: f32 on the "
                                            "processor, bf16 on GPUs)");
    app->add_option("--bins", options->entropy.position_bins, "Bins of query positions, at most")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    app->add_flag("--linear", options->linear, "Bins of one width instead of bins that grow with the position");
    app->add_option("--sinks", options->entropy.sink_tokens, "First tokens of a text whose share is told")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    app->add_option("--row", options->rows, "One query's attention too, as LAYER:HEAD:QUERY (from 0); repeatable");
    add_csv_option(*app, options->csv);
    add_json_option(*app);
    app->footer("The entropy of a query's attention p over its visible keys is -sum p ln p, in nats; a mean weighs\n"
                "queries equally, then windows. A window is BOS and target - 1 tokens.\n\n"
                "Examples:\n"
                "  ropewalk-engine entropy --factors pi --target 2048\n"
                "  ropewalk-engine entropy --model ~/models/llama --factors found.json --target 16384 \\\n"
                "      --documents book.txt --row 5:3:16000 --csv entropy.csv --json");
    return { app, [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); }, true,
        [options] {
            return csv_writing(options->csv,
                open_files(options->model.model, { options->text.documents }, { options->factors.factors }));
        } };
}

} // namespace ropewalk::engine
