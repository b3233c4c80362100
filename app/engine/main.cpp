// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/command.h"
#include "app/engine/cli/console.h"
#include "app/engine/cli/options.h"
#include "app/engine/device/waiting.h"
#include "app/engine/ending/interrupt.h"
#include "app/engine/ending/last_words.h"
#include "core/model/instruction_limit.h"
#include "core/model/memory/allocation.h"
#include "core/model/memory/failure.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <optional>
#include <vector>

namespace {

using namespace ropewalk;

constexpr int usage_status = 2;
constexpr int interrupted_status = 130;

int report(const engine::Console& console, const engine::Failure& failure)
{
    console.note("ropewalk-engine: " + failure.error.text());
    return failure.error.cancelled ? interrupted_status : failure.usage ? usage_status : EXIT_FAILURE;
}

int run(const engine::Command& command, bool serves)
{
    engine::Console console(engine::wants_json(*command.app));
    try {
        std::optional<engine::Interrupt> interrupt;
        if (!serves) // a server ends with its input; signals keep their usual effect there
            interrupt.emplace();
        if (command.writing)
            if (const auto may = engine::check_writing(command.writing()); !may)
                return report(console, may.error());
        const auto result = command.run(console, [&] { return !interrupt || !interrupt->raised(); });
        if (!result)
            return report(console, result.error());
        console.result(*result);
        if (const Status said = console.finish(); !said)
            return report(console, said.error());
        return EXIT_SUCCESS;
    } catch (...) {
        return report(console, model::explain(std::current_exception()));
    }
}

int answer(int argc, char** argv)
{
    if (const Status limited = model::limit_instructions(); !limited)
        return report(engine::Console(false), engine::Failure(limited.error(), true));
    CLI::App app("Stretches the context window of language models with rotary position embeddings.",
        "ropewalk-engine");
    app.set_version_flag("--version", "ropewalk-engine " ROPEWALK_VERSION);
    app.require_subcommand(1);
    app.footer("'ropewalk-engine COMMAND --help' tells a command's options, with examples.");
    const std::vector<engine::Command> commands{ engine::score_command(app), engine::search_command(app),
        engine::passkey_command(app), engine::needle_command(app), engine::curve_command(app),
        engine::entropy_command(app), engine::choices_command(app), engine::tokenize_command(app),
        engine::train_command(app), engine::export_command(app), engine::factors_command(app),
        engine::devices_command(app), engine::verify_command(app),
        engine::serve_command(app) };
    const auto named = [&](const engine::Command& command) { return command.app->get_name() == argv[1]; };
    if (argc > 1 && argv[1][0] != '-' && std::ranges::none_of(commands, named))
        return report(engine::Console(false),
            engine::Failure(
                { words("no such command: {1}; --help lists them", argv[1]), {}, {}, false }, true));
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) { // --help, --version
        return app.exit(asked);
    } catch (const CLI::ParseError& error) {
        return report(engine::Console(false), engine::Failure({ as_is(error.what()), {}, {}, false }, true));
    }
    for (const engine::Command& command : commands)
        if (command.app->parsed()) {
            if (command.computes)
                engine::sleep_while_waiting(argv);
            return run(command, command.app->get_name() == "serve");
        }
    return usage_status;
}

} // namespace

int main(int argc, char** argv)
{
    engine::have_last_words();
    model::keep_freed_memory();
    try {
        return answer(argc, argv);
    } catch (...) {
        return report(engine::Console(false), model::explain(std::current_exception()));
    }
}
