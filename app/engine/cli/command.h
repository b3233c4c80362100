// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/cli/writing.h"
#include "core/result.h"
#include "core/yield.h"

#include <CLI/App.hpp>
#include <functional>
#include <nlohmann/json.hpp>

namespace ropewalk::engine {

class Console;

/// Why a command ended without a result. usage: what was asked for makes no sense (exit status 2, else 1).
struct Failure
{
    Failure(Error why, bool is_usage = false)
        : error(std::move(why))
        , usage(is_usage)
    {
    }
    Error error;
    bool usage;
};

/// The result object that --json prints; null for a command without one.
using CommandResult = tl::expected<nlohmann::json, Failure>;

inline tl::unexpected<Failure> wrong_usage(Words message)
{
    return tl::unexpected(Failure({ std::move(message), {}, {}, false }, true));
}

/// A subcommand: its options are bound in app, run does the work once they are parsed. yield is false after
/// Ctrl-C.
struct Command
{
    CLI::App* app = nullptr;
    std::function<CommandResult(Console& console, const YieldPoint& yield)> run;
    bool computes = true; ///< with a model, on several threads
    std::function<Writing()> writing = {}; ///< empty = it writes no file
};

Command score_command(CLI::App& parent);
Command search_command(CLI::App& parent);
Command passkey_command(CLI::App& parent);
Command curve_command(CLI::App& parent);
Command choices_command(CLI::App& parent);
Command entropy_command(CLI::App& parent);
Command needle_command(CLI::App& parent);
Command tokenize_command(CLI::App& parent);
Command train_command(CLI::App& parent);
Command export_command(CLI::App& parent);
Command factors_command(CLI::App& parent);
Command devices_command(CLI::App& parent);
Command verify_command(CLI::App& parent);
Command serve_command(CLI::App& parent);

} // namespace ropewalk::engine
