// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"
#include "app/engine/workbench/resources.h"
#include "core/text/tokenizer.h"
#include "core/text/unicode/utf8.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>

namespace ropewalk::engine {

namespace {

constexpr std::size_t shown_ids = 24;

struct Options
{
    std::string tokenizer;
    std::string model;
    std::string text;
    bool no_special = false;
};

Result<std::string> read_text(const std::string& path)
{
    std::string text;
    if (path == "-") {
        text.assign(std::istreambuf_iterator<char>(std::cin), {});
        return text;
    }
    std::error_code error;
    std::ifstream stream(path, std::ios::binary);
    if (!stream || std::filesystem::is_directory(path, error))
        return failure(words("is no file that can be read"), path);
    text.assign(std::istreambuf_iterator<char>(stream), {});
    if (stream.bad())
        return failure(words("cannot be read to its end"), path);
    return text;
}

Result<std::filesystem::path> tokenizer_path(const Options& options)
{
    if (!options.tokenizer.empty())
        return std::filesystem::path(options.tokenizer);
    return model_folder(options.model.empty() ? "demo" : options.model);
}

void summarize(const Console& console, const std::vector<text::Token>& ids, const std::string& text, double seconds)
{
    std::string line = std::to_string(ids.size()) + " tokens of " + std::to_string(text.size()) + " bytes";
    if (!ids.empty())
        line += " · " + number_text(static_cast<double>(text.size()) / static_cast<double>(ids.size()), 3)
            + " bytes a token";
    console.line(line + " · " + number_text(seconds, 3) + " s");
    std::string first;
    for (std::size_t i = 0; i < std::min(ids.size(), shown_ids); ++i)
        first += (i > 0 ? " " : "") + std::to_string(ids[i]);
    if (!ids.empty())
        console.line(first + (ids.size() > shown_ids ? " …" : ""));
}

CommandResult run(const Options& options, Console& console, const YieldPoint&)
{
    const auto path = tokenizer_path(options);
    if (!path)
        return tl::unexpected(Failure(path.error()));
    const auto tokenizer = text::load_tokenizer(*path);
    if (!tokenizer)
        return tl::unexpected(Failure(tokenizer.error()));
    const auto text = read_text(options.text);
    if (!text)
        return tl::unexpected(Failure(text.error()));
    if (const text::IllFormed found = text::ill_formed_utf8(*text); found.count > 0)
        console.note("warning: " + options.text + ": " + text::in_words(found).text());

    const auto begun = std::chrono::steady_clock::now();
    std::vector<text::Token> ids = (*tokenizer)->encode(*text);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    if (const auto bos = (*tokenizer)->bos(); bos && !options.no_special)
        ids.insert(ids.begin(), *bos);
    summarize(console, ids, *text, seconds);
    return nlohmann::json{ { "ids", ids }, { "tokens", ids.size() }, { "seconds", seconds } };
}

} // namespace

Command tokenize_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand("tokenize", "Token ids of a text");
    auto options = std::make_shared<Options>();
    CLI::Option* model
        = app->add_option("--model", options->model, "A model folder, or demo: the bundled model (the default)");
    app->add_option("--tokenizer", options->tokenizer, "A tokenizer.json or a sentencepiece tokenizer.model")
        ->excludes(model);
    app->add_flag("--no-special", options->no_special, "Leave out the BOS that the tokenizer puts first");
    app->add_option("text", options->text, "A UTF-8 text file, or - for standard input")->required();
    add_json_option(*app);
    app->footer(
        "The ids are those of the whole file, byte order mark and line ends included, as PyPI's tokenizers or\n"
        "sentencepiece give them. Ill-formed UTF-8 is read as U+FFFD, with a warning. What --json prints is a\n"
        "document of token ids: saved as a .json file, every --documents reads it.\n\n"
        "Examples:\n"
        "  ropewalk-engine tokenize book.txt\n"
        "  ropewalk-engine tokenize --model ~/models/llama book.txt --json > book.json\n"
        "  echo 'Hello world' | ropewalk-engine tokenize --tokenizer tokenizer.model --no-special -");
    return { app,
        [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); }, false };
}

} // namespace ropewalk::engine
