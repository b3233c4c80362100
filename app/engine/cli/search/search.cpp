// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/search/search_options.h"
#include "app/engine/cli/search/seeds.h"
#include "app/engine/cli/writing.h"
#include "core/formats/factor_file.h"

#include <optional>

namespace ropewalk::engine {

namespace {

/// One of the searches of a command.
struct Planned
{
    std::uint64_t seed = 1;
    std::string path; ///< of its journal; empty = none
    std::optional<search::JournalFile> journal;
};

/// Several seeds have a journal each.
tl::expected<std::vector<Planned>, Failure> planned(const SearchOptions& options)
{
    std::vector<Planned> out;
    if (options.seeds.empty()) {
        out.push_back({ 0, options.journal, {} });
        return out;
    }
    const auto seeds = read_seeds(options.seeds);
    if (!seeds)
        return tl::unexpected(seeds.error());
    for (const std::uint64_t seed : *seeds)
        out.push_back({ seed, options.journal.empty() ? std::string() : journal_of_seed(options.journal, seed), {} });
    return out;
}

/// Where the searches append; empty where the seeds cannot be read, which the run says.
std::vector<std::string> journals_of(const SearchOptions& options)
{
    std::vector<std::string> out;
    if (const auto searches = planned(options))
        for (const Planned& search : *searches)
            out.push_back(search.path);
    return out;
}

Status open_journal(Planned& search, bool resume)
{
    if (search.path.empty() || search.journal)
        return {};
    auto opened = search::JournalFile::open(search.path, resume);
    if (!opened)
        return tl::unexpected(opened.error());
    search.journal = std::move(*opened);
    return {};
}

/// Opens the journals that go on, and takes the settings of the first that began a search.
Status take_settings(std::vector<Planned>& searches, SearchOptions& options, const Console& console)
{
    bool taken = false;
    for (Planned& search : searches) {
        if (const Status opened = open_journal(search, true); !opened)
            return opened;
        if (taken)
            continue;
        const auto begun = take_begun(*search.journal, search.path, options, console);
        if (!begun)
            return tl::unexpected(begun.error());
        taken = *begun;
    }
    return {};
}

tl::expected<Seeded, Failure> run_one(Workbench& workbench, Planned& search, protocol::SearchParams params,
    const std::string& label, const YieldPoint& yield)
{
    if (search.journal)
        params.journal = search.journal->lines();
    SearchWatch watch;
    watch.journal = [&](const std::string& line) { return search.journal ? search.journal->append(line) : Status(); };
    const auto found = [&] {
        ProgressBar bar(label);
        watch.evaluation = [&](const protocol::EvaluationReport& report) {
            bar.update(report.evaluations, report.evaluations_planned,
                "generation " + std::to_string(report.generation) + "  best " + number_text(report.best, 5));
        };
        return workbench.search(params, watch, yield);
    }();
    if (found)
        return Seeded{ params.seed, *found };
    Failure failure(found.error());
    const std::string place = failure.error.place.text(); // only a journal's lines and generations are named so
    if (search.journal && failure.error.file.empty() && (place.starts_with("line ") || place.starts_with("generation ")))
        failure.error.file = search.path;
    if (failure.error.cancelled && search.journal)
        failure.error.message
            = words("{1}; the same command with --resume goes on from {2}", failure.error.message, search.path);
    return tl::unexpected(std::move(failure));
}

std::string windows_text(int windows)
{
    return std::to_string(windows) + (windows == 1 ? " window" : " windows");
}

void print(const Console& console, const Seeded& search)
{
    const protocol::SearchResult& found = search.result;
    std::string line = "perplexity " + number_text(found.held_out, 5) + " on " + windows_text(found.held_out_samples)
        + " held out   ";
    if (found.validation_samples > 0)
        line += number_text(found.validation, 5) + " on the " + windows_text(found.validation_samples)
            + " it was chosen on   ";
    console.line(line + number_text(found.perplexity, 5) + " on the " + windows_text(found.samples)
        + " it was bred on   " + std::to_string(found.evaluations) + " evaluations in "
        + duration_text(found.seconds));
    console.line("n-hat " + std::to_string(found.best.n_hat) + "   attention factor "
        + number_text(found.best.attention_factor, 4));
}

void print_spread(const Console& console, const std::vector<Seeded>& searches)
{
    using Found = protocol::SearchResult;
    const auto line = [&](const char* what, double Found::*number) {
        const Spread spread = spread_of(searches, number);
        console.line(std::string(what) + " mean " + number_text(spread.mean, 5) + ", from "
            + number_text(spread.low, 5) + " to " + number_text(spread.high, 5));
    };
    console.line(std::to_string(searches.size()) + " seeds:");
    line("  held out       ", &Found::held_out);
    line("  chosen on      ", &Found::validation);
    line("  bred on        ", &Found::perplexity);
}

/// Saves the winner; of several seeds its origin says so.
Status save(
    const std::string& path, const Workbench& workbench, std::int64_t target, const std::vector<Seeded>& searches)
{
    rope::FactorSet best = searches[best_of(searches)].result.best;
    if (searches.size() > 1)
        best.origin += ", the best of " + std::to_string(searches.size()) + " seeds";
    const formats::FactorFile file{ workbench.model()->geometry, target, { best }, {} };
    return formats::save_atomically(path, formats::write_factor_file(file));
}

CommandResult run(SearchOptions options, Console& console, const YieldPoint& yield)
{
    protocol::SearchParams& params = options.params;
    if (options.resume && options.journal.empty())
        return wrong_usage(words("--resume needs --journal: the one to go on with"));
    if (const auto read = read_attention(options.attention, params); !read)
        return tl::unexpected(read.error());
    params.samples = options.text.samples;
    auto searches = planned(options);
    if (!searches)
        return tl::unexpected(searches.error());
    if (options.resume) // its settings are needed first
        if (const Status taken = take_settings(*searches, options, console); !taken)
            return tl::unexpected(Failure(taken.error()));
    if (params.target == 0)
        return wrong_usage(words("--target is required"));
    const auto workbench = open_workbench(options.model, console, yield);
    if (!workbench)
        return tl::unexpected(workbench.error());
    if (const auto text = open_text(**workbench, options.text, params.target, console, yield); !text)
        return tl::unexpected(text.error());
    if (!options.start_from.empty())
        if (const Status read = read_start(options.start_from, (*workbench)->model()->geometry, params, console); !read)
            return tl::unexpected(Failure(read.error()));
    const protocol::MemoryParams memory{ "search", { params.target }, params.samples };
    if (const auto fits = check_memory(**workbench, memory, options.model, console); !fits)
        return tl::unexpected(fits.error());
    for (Planned& search : *searches)
        if (const Status opened = open_journal(search, options.resume); !opened)
            return tl::unexpected(Failure(opened.error()));

    console.line(headline(**workbench, params.target));
    std::vector<Seeded> found;
    const bool several = !options.seeds.empty();
    for (Planned& search : *searches) {
        if (several)
            params.seed = search.seed;
        const auto one = run_one(**workbench, search, params,
            several ? "searching, seed " + std::to_string(search.seed) : "searching", yield);
        if (!one)
            return tl::unexpected(one.error());
        for (const Words& warning : one->result.warnings)
            console.note("warning: " + warning.text());
        if (several)
            console.line("seed " + std::to_string(search.seed));
        print(console, *one);
        found.push_back(*one);
    }
    if (!options.out.empty())
        if (const Status saved = save(options.out, **workbench, params.target, found); !saved)
            return tl::unexpected(Failure(saved.error()));
    if (several)
        print_spread(console, found);
    if (!options.out.empty())
        console.line((several ? "that of seed " + std::to_string(found[best_of(found)].seed) + " is " : std::string())
            + "saved as " + options.out);
    return several ? result_of(found) : result_of(found.front());
}

} // namespace

Command search_command(CLI::App& parent)
{
    CLI::App* app
        = parent.add_subcommand("search", "Search rescale factors of low perplexity at a target length");
    auto options = std::make_shared<SearchOptions>();
    add_search_options(*app, *options);
    add_json_option(*app);
    app->footer(
        "Of a text a search sees the part that is not held out: it breeds on the first windows, and its 8 best are\n"
        "compared on the next ones, where luck on the first does not count. The winner is then scored on the held-out\n"
        "part. Ctrl-C stops it; the journal can be gone on with.\n\n"
        "Examples:\n"
        "  ropewalk-engine search --target 2048 --out found.json --journal found.jsonl\n"
        "  ropewalk-engine search --resume --out found.json --journal found.jsonl\n"
        "  ropewalk-engine search --target 2048 --seeds 5 --out best.json --journal found.jsonl --json\n"
        "  ropewalk-engine search --model ~/models/llama --target 16384 --documents books/ \\\n"
        "      --attention-factor search --generations 10 --out found.json\n"
        "  ropewalk-engine search --model ~/models/llama --target 16384 --start-from log-16384.json");
    return { app, [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); }, true,
        [options] {
            return Writing{ { options->out }, journals_of(*options),
                open_files(options->model.model, { options->text.documents }, { options->start_from }),
                options->overwrite, options->force };
        } };
}

} // namespace ropewalk::engine
