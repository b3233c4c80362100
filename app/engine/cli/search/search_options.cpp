// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/search/search_options.h"

#include "app/engine/cli/search/begun_search.h"
#include "app/engine/cli/writing.h"
#include "core/formats/factor_file.h"
#include "core/formats/sources/search_log.h"

namespace ropewalk::engine {

namespace {

/// Binds the options of a search's keys, and lists them as settings.
class SettingOptions
{
public:
    SettingOptions(CLI::App& app, SearchOptions& options)
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
    SearchOptions& m_options;
};

void add_evolution_options(CLI::App& app, SearchOptions& options, SettingOptions& settings)
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
    CLI::Option* seed = settings.add("--seed", &Params::seed, "Of all random numbers");
    seed->capture_default_str()->group(group);
    app.add_option("--seeds", options.seeds,
           "Several searches: so many, from seed 1 on, or these seeds, comma-separated; each has a journal of its own, "
           "JOURNAL-seedN.jsonl, and the best on the windows that the winners are chosen on is saved")
        ->excludes(seed)
        ->group(group);
    settings.flag("!--any-order", &Params::monotone, "λ need not grow from pair to pair")->group(group);
    settings.flag("!--keep-n-hat", &Params::search_n_hat, "n̂ stays 0 instead of being searched")->group(group);
}

} // namespace

void add_search_options(CLI::App& app, SearchOptions& options)
{
    SettingOptions settings(app, options);
    add_model_options(app, options.model);
    settings.add("--target", &protocol::SearchParams::target, "Tokens a window: the length to stretch to")
        ->check(CLI::PositiveNumber);
    app.add_option("--strategy", options.strategy, "evolution: the paper's")
        ->check(CLI::IsMember({ "evolution" }))
        ->capture_default_str();
    CLI::Option* attention = app.add_option("--attention-factor", options.attention,
        "formula (every candidate at √(1 + ln s/ln L), as LongRoPE's released code scores them), fixed (at 1), search, or "
        "a number: fixed at that");
    attention->capture_default_str();
    settings.note(attention, &protocol::SearchParams::attention_mode);
    settings.note(attention, &protocol::SearchParams::attention_factor);
    add_text_options(app, options.text, "the search's own documents");
    settings.note(app.get_option("--samples"), &protocol::SearchParams::samples);
    app.add_option("--out", options.out, "Factor file for the winner");
    add_overwrite_option(app, options.overwrite);
    app.add_flag("--force", options.force, "Write over the file of --start-from, too");
    app.add_option("--journal", options.journal, "Journal, JSON lines written a generation at a time");
    app.add_flag("--resume", options.resume,
        "Go on with the journal, which says the settings; the result is as if never interrupted");
    settings.note(app.add_option("--start-from", options.start_from,
                      "Factor file, or log-*.json of Microsoft's LongRoPE, whose sets join the starting population"),
        &protocol::SearchParams::start);
    add_evolution_options(app, options, settings);
}

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

Status read_start(
    const std::string& path, const rope::Geometry& geometry, protocol::SearchParams& params, const Console& console)
{
    const bool gguf = std::filesystem::path(path).extension() == ".gguf";
    const auto log = gguf ? Result<std::optional<formats::SearchLog>>(std::nullopt)
                          : formats::read_search_log(path, geometry);
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

Result<bool> take_begun(
    const search::JournalFile& journal, const std::string& path, SearchOptions& options, const Console& console)
{
    auto begun = begun_search(journal.lines());
    if (!begun) {
        begun.error().file = path;
        return tl::unexpected(begun.error());
    }
    if (!*begun)
        return false;
    for (const Setting& setting : options.settings)
        if (setting.option->count() == 0)
            setting.copy(options.params, **begun);
    if ((*begun)->samples == 0 && options.params.samples == 0)
        console.note("the journal does not say how many windows a candidate is scored on: the default is taken, "
                     "--samples says another number");
    return true;
}

} // namespace ropewalk::engine
