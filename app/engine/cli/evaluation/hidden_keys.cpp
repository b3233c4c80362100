// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/evaluation/hidden_keys.h"

#include <algorithm>

namespace ropewalk::engine {

std::int64_t HiddenKeyOptions::methods_for() const
{
    return target > 0 ? target : *std::ranges::max_element(lengths);
}

std::int64_t HiddenKeyOptions::trials() const
{
    return static_cast<std::int64_t>(lengths.size()) * params.depths * params.trials;
}

void add_hidden_key_options(CLI::App& app, HiddenKeyOptions& options)
{
    add_model_options(app, options.model);
    add_factor_options(app, options.factors);
    app.add_option("--lengths", options.lengths, "Tokens of prompt and answer, comma-separated")
        ->delimiter(',')
        ->required()
        ->check(CLI::PositiveNumber);
    app.add_option("--target", options.target, "The length that methods are made for (default: the longest)")
        ->check(CLI::PositiveNumber);
    app.add_option("--documents", options.params.filler,
        "A text file, JSON lines with a field \"text\", or a folder of these to hide the key in (default: the bundled model's weather and "
        "walks)");
    add_split_option(app, options.params.split);
    app.add_option("--depths", options.params.depths, "Places of the key from the beginning (0) to the end (1)")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--trials", options.params.trials, "Keys a cell")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    app.add_option("--keys", options.params.keys, "Keys hidden in one text, of which one is asked for")
        ->check(CLI::Range(1, 20))
        ->capture_default_str();
    app.add_option("--seed", options.params.seed, "Of keys and filler")->capture_default_str();
    app.add_option("--runtime", options.params.runtime,
           "Whose rule says which factors are active: engine (these at every length), transformers (by each call), "
           "vllm or llama.cpp (by their context: the longest length)")
        ->check(CLI::IsMember({ "engine", "transformers", "vllm", "llama.cpp" }))
        ->capture_default_str();
    app.add_option("--short-factors", options.short_factors,
        "What is active where a runtime's rule says short (default: none)");
    add_csv_option(app, options.csv);
    add_json_option(app);
}

Writing hidden_key_writing(const HiddenKeyOptions& options)
{
    return csv_writing(options.csv,
        open_files(options.model.model, { options.params.filler }, { options.factors.factors, options.short_factors }));
}

tl::expected<protocol::PasskeyParams, Failure> chosen_params(
    const HiddenKeyOptions& options, const Workbench& workbench, Console& console)
{
    if (options.params.filler.empty() && options.params.split != "held-out")
        return wrong_usage(words("--split {1} needs --documents: the bundled sentences are of no search's text",
            options.params.split));
    const rope::Geometry& geometry = workbench.model()->geometry;
    const auto set = chosen_set(options.factors, geometry, options.methods_for(), console);
    if (!set)
        return tl::unexpected(set.error());
    protocol::PasskeyParams params = options.params;
    params.set = *set;
    params.lengths = options.lengths;
    if (!options.short_factors.empty()) {
        FactorOptions within;
        within.factors = options.short_factors;
        within.served = geometry.original_length;
        const auto short_set = chosen_set(within, geometry, options.methods_for(), console);
        if (!short_set)
            return tl::unexpected(short_set.error());
        params.short_set = *short_set;
    }
    return params;
}

std::string hidden_in(const std::string& filler, const std::string& split)
{
    if (filler == "demo")
        return "hidden in the bundled sentences";
    return "hidden in " + filler + ", "
        + (split == "whole" ? "the whole text" : split == "search" ? "the search's part" : "held-out part");
}

} // namespace ropewalk::engine
