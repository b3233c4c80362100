// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/begun_search.h"
#include "app/engine/cli/options.h"

#include "core/formats/factor_file.h"
#include "core/formats/sources/search_log.h"
#include "core/search/journal.h"

namespace ropewalk::engine {

namespace {

/// An option that is a key of the search, so that a search which goes on can have it from its journal.
struct Setting
{
    const CLI::Option* option;
    std::function<void(protocol::SearchParams& to, const protocol::SearchParams& from)> copy;
};

struct Options
{
    ModelOptions model;
    TextOptions text;
    protocol::SearchParams params;
    std::string strategy = "evolution";
    std::string attention = "fixed";
    std::string out;
    std::string journal;
    bool resume = false;
    std::string start_from;
    std::vector<Setting> settings;
};

/// The sets that the starting population is to hold: a search log's population, or any factor file's sets.
Status read_start(const std::string& path, const rope::Geometry& geometry, protocol::SearchParams& params, Console& console)
{
    const bool gguf = std::filesystem::path(path).extension() == ".gguf";
    const auto log = gguf ? Result<std::optional<formats::SearchLog>>(std::nullopt) : formats::read_search_log(path, geometry);
    if (!log)
        return tl::unexpected(log.error());
    if (*log) {
        params.start = formats::starting_sets(**log, params.target);
        console.note("starting from LongRoPE's search in " + path + ", iteration " + std::to_string((*log)->iteration)
            + ", candidates: " + std::to_string(params.start.size()));
        return {};
    }
    auto file = formats::read_factor_file(path, geometry);
    if (!file)
        return tl::unexpected(file.error());
    for (const Words& warning : file->warnings)
        console.note("warning: " + warning.text());
    params.start = std::move(file->sets);
    return {};
}

/// fixed, formula, search, or a number: fixed at that.
tl::expected<void, Failure> read_attention(const std::string& text, protocol::SearchParams& params)
{
    params.attention_mode = text;
    if (text == "fixed" || text == "formula" || text == "search")
        return {};
    params.attention_mode = "fixed";
    if (!CLI::detail::lexical_cast(text, params.attention_factor) || !(params.attention_factor > 0))
        return wrong_usage(words("--attention-factor: expected fixed, formula, search or a number above 0, found "
                                 "'{1}'",
            text));
    return {};
}

Status save(const std::string& path, const Workbench& workbench, const protocol::SearchParams& params,
    const rope::FactorSet& best)
{
    const formats::FactorFile file{ workbench.model()->geometry, params.target, { best }, {} };
    return formats::save_atomically(path, formats::write_factor_file(file));
}

/// Takes what was not given from the search that the journal began.
Status take_begun(const search::JournalFile& journal, Options& options, Console& console)
{
    auto begun = begun_search(journal.lines());
    if (!begun) {
        begun.error().file = options.journal;
        return tl::unexpected(begun.error());
    }
    if (!*begun)
        return {};
    for (const Setting& setting : options.settings)
        if (setting.option->count() == 0)
            setting.copy(options.params, **begun);
    if ((*begun)->samples == 0 && options.params.samples == 0)
        console.note("the journal does not say how many windows a candidate is scored on: the default is taken, "
                     "--samples says another number");
    return {};
}

CommandResult run(Options options, Console& console, const YieldPoint& yield)
{
    protocol::SearchParams& params = options.params;
    if (options.resume && options.journal.empty())
        return wrong_usage(words("--resume needs --journal: the one to go on with"));
    if (const auto read = read_attention(options.attention, params); !read)
        return tl::unexpected(read.error());
    params.samples = options.text.samples;
    std::optional<search::JournalFile> journal;
    const auto open_journal = [&]() -> Status {
        auto opened = search::JournalFile::open(options.journal, options.resume);
        if (!opened)
            return tl::unexpected(opened.error());
        journal = std::move(*opened);
        return {};
    };
    if (options.resume) // its settings are needed first
        if (const Status read = open_journal().and_then([&] { return take_begun(*journal, options, console); }); !read)
            return tl::unexpected(Failure(read.error()));
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
    if (const auto fits = check_memory(**workbench, { "search", { params.target }, params.samples }, options.model, console); !fits)
        return tl::unexpected(fits.error());

    if (!options.journal.empty() && !journal)
        if (const Status opened = open_journal(); !opened)
            return tl::unexpected(Failure(opened.error()));
    if (journal)
        params.journal = journal->lines();

    console.line(headline(**workbench, params.target));
    SearchWatch watch;
    watch.journal = [&](const std::string& line) { return journal ? journal->append(line) : Status(); };
    const auto found = [&] {
        ProgressBar bar("searching");
        watch.evaluation = [&](const protocol::EvaluationReport& report) {
            bar.update(report.evaluations, report.evaluations_planned,
                "generation " + std::to_string(report.generation) + "  best " + number_text(report.best, 5));
        };
        return (*workbench)->search(params, watch, yield);
    }();
    if (!found) {
        Failure failure(found.error());
        const std::string place = failure.error.place.text(); // only a journal's lines and generations are named so
        if (journal && failure.error.file.empty() && (place.starts_with("line ") || place.starts_with("generation ")))
            failure.error.file = options.journal;
        if (failure.error.cancelled && journal)
            failure.error.message
                = words("{1}; the same command with --resume goes on from {2}", failure.error.message, options.journal);
        return tl::unexpected(std::move(failure));
    }
    for (const Words& warning : found->warnings)
        console.note("warning: " + warning.text());
    if (!options.out.empty())
        if (const Status saved = save(options.out, **workbench, params, found->best); !saved)
            return tl::unexpected(Failure(saved.error()));

    console.line("perplexity " + number_text(found->perplexity, 5) + " on the search's windows, "
        + number_text(found->held_out, 5) + " held out   " + std::to_string(found->evaluations)
        + " evaluations in " + duration_text(found->seconds));
    console.line("n-hat " + std::to_string(found->best.n_hat) + "   attention factor "
        + number_text(found->best.attention_factor, 4)
        + (options.out.empty() ? "" : "   saved as " + options.out));
    return nlohmann::json{ { "perplexity", found->perplexity }, { "held_out", found->held_out },
        { "evaluations", found->evaluations }, { "seconds", found->seconds },
        { "best",
            { { "lambda", found->best.lambda }, { "n_hat", found->best.n_hat },
                { "attention_factor", found->best.attention_factor } } } };
}

/// Binds the options of a search's keys, and lists them as settings.
class SettingOptions
{
public:
    SettingOptions(CLI::App& app, Options& options)
        : m_app(app)
        , m_options(options)
    {
    }

    template <class T>
    CLI::Option* add(const char* name, T protocol::SearchParams::*key, const char* what)
    {
        return note(m_app.add_option(name, m_options.params.*key, what), key);
    }
    CLI::Option* flag(const char* name, bool protocol::SearchParams::*key, const char* what)
    {
        return note(m_app.add_flag(name, m_options.params.*key, what), key);
    }
    /// An option that is bound elsewhere and sets this key.
    template <class T>
    CLI::Option* note(CLI::Option* option, T protocol::SearchParams::*key)
    {
        m_options.settings.push_back({ option,
            [key](protocol::SearchParams& to, const protocol::SearchParams& from) { to.*key = from.*key; } });
        return option;
    }

private:
    CLI::App& m_app;
    Options& m_options;
};

void add_evolution_options(SettingOptions& settings)
{
    using Params = protocol::SearchParams;
    const std::string group = "Evolution (the paper's values by default)";
    const auto count = [&](const char* name, int Params::*key, const char* what, int least) {
        settings.add(name, key, what)->check(CLI::Range(least, 1 << 20))->capture_default_str()->group(group);
    };
    count("--generations", &Params::generations, "T: after the starting population", 0);
    count("--population", &Params::population, "P: candidates of the starting population", 3);
    count("--mutations", &Params::mutations, "N1: mutants a generation", 0);
    count("--crossovers", &Params::crossovers, "N2: crossovers a generation", 0);
    count("--parents", &Params::parents, "k: the best, which breed", 1);
    settings.add("--probability", &Params::probability, "p: of a gene to be redrawn")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str()
        ->group(group);
    settings.add("--bound", &Params::bound_factor, "λ is at most this times target / trained length")
        ->check(CLI::PositiveNumber)
        ->capture_default_str()
        ->group(group);
    settings.add("--step", &Params::step, "Grid of λ")->check(CLI::PositiveNumber)->capture_default_str()->group(group);
    settings.add("--seed", &Params::seed, "Of all random numbers")->capture_default_str()->group(group);
    settings.flag("!--any-order", &Params::monotone, "λ need not grow from pair to pair")->group(group);
    settings.flag("!--keep-n-hat", &Params::search_n_hat, "n̂ stays 0 instead of being searched")->group(group);
}

} // namespace

Command search_command(CLI::App& parent)
{
    CLI::App* app
        = parent.add_subcommand("search", "Search rescale factors of low perplexity at a target length");
    auto options = std::make_shared<Options>();
    SettingOptions settings(*app, *options);
    add_model_options(*app, options->model);
    settings.add("--target", &protocol::SearchParams::target, "Tokens a window: the length to stretch to")
        ->check(CLI::PositiveNumber);
    app->add_option("--strategy", options->strategy, "evolution: the paper's")
        ->check(CLI::IsMember({ "evolution" }))
        ->capture_default_str();
    CLI::Option* attention = app->add_option("--attention-factor", options->attention,
        "fixed (at 1), formula (√(1 + ln s/ln L)), search, or a number: fixed at that");
    attention->capture_default_str();
    settings.note(attention, &protocol::SearchParams::attention_mode);
    settings.note(attention, &protocol::SearchParams::attention_factor);
    add_text_options(*app, options->text, "the search's own documents");
    settings.note(app->get_option("--samples"), &protocol::SearchParams::samples);
    app->add_option("--out", options->out, "Factor file for the best set");
    app->add_option("--journal", options->journal, "Journal, JSON lines written a generation at a time");
    app->add_flag("--resume", options->resume,
        "Go on with the journal, which says the settings; the result is as if never interrupted");
    settings.note(app->add_option("--start-from", options->start_from,
                      "Factor file, or log-*.json of Microsoft's LongRoPE, whose sets join the starting population"),
        &protocol::SearchParams::start);
    add_evolution_options(settings);
    add_json_option(*app);
    app->footer("The search sees every second window of a text (or file of a folder); the best set is then "
                "scored on\n"
                "the others, which it never saw. Ctrl-C stops it; the journal can be gone on with.\n\n"
                "Examples:\n"
                "  ropewalk-engine search --target 2048 --out found.json --journal found.jsonl\n"
                "  ropewalk-engine search --resume --out found.json --journal found.jsonl\n"
                "  ropewalk-engine search --model ~/models/llama --target 16384 --documents books/ \\\n"
                "      --attention-factor search --generations 10 --out found.json\n"
                "  ropewalk-engine search --model ~/models/llama --target 16384 --start-from log-16384.json");
    return { app,
        [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); } };
}

} // namespace ropewalk::engine
