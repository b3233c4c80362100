// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"

#include "core/train/demo_recipe.h"

namespace ropewalk::engine {

namespace {

struct Options
{
    DeviceOptions device;
    std::string recipe;
    std::string out;
    int steps = 0;
    bool overwrite = false;
};

/// A run that was interrupted is gone on with: what it has made so far is its own.
Writing writing_of(const Options& options)
{
    Writing out{ {}, {}, open_files("demo", {}, {}), options.overwrite };
    for (const std::filesystem::path& file : train::replaced_by_training(options.out))
        out.targets.push_back(file.string());
    return out;
}

CommandResult run(const Options& options, Console& console, const YieldPoint& yield)
{
    const auto device = use_device("cpu", options.device.threads);
    if (!device)
        return tl::unexpected(Failure(device.error()));
    if (const Status begun = begin_threads(*device); !begun)
        return tl::unexpected(Failure(begun.error()));
    train::StepReport last;
    const auto trained = [&] {
        ProgressBar bar("training");
        return train::train_demo(
            options.out, { options.steps },
            [&](const train::StepReport& report, int steps) {
                last = report;
                bar.update(report.step, steps, "loss " + number_text(report.loss, 4));
            },
            yield);
    }();
    if (!trained) {
        Failure failure(trained.error());
        if (failure.error.cancelled)
            failure.error.message = words("{1}; the same command goes on where it stopped", failure.error.message);
        return tl::unexpected(std::move(failure));
    }
    console.line("trained " + std::to_string(last.step) + " steps, loss " + number_text(last.loss, 4)
        + " nats a token, in " + duration_text(last.seconds) + "; the model is in " + options.out);
    return nlohmann::json{ { "steps", last.step }, { "loss", last.loss }, { "seconds", last.seconds },
        { "out", options.out } };
}

} // namespace

Command train_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand("train", "Train a model from a recipe");
    auto options = std::make_shared<Options>();
    app->add_option("--recipe", options->recipe, "demo: the bundled model, from nothing")
        ->required()
        ->check(CLI::IsMember({ "demo" }));
    app->add_option("--out", options->out, "Folder for the model; an interrupted run there is gone on with")
        ->required();
    app->add_option("--steps", options->steps, "Optimiser steps (default: the recipe's)")
        ->check(CLI::Range(1, 1 << 24));
    app->add_option("--threads", options->device.threads, "Processor threads (default: one a core)")
        ->check(CLI::Range(1, 1024));
    add_overwrite_option(*app, options->overwrite);
    add_json_option(*app);
    app->footer("The text is made as it is needed; nothing is downloaded. Ctrl-C keeps a checkpoint.\n\n"
                "Examples:\n"
                "  ropewalk-engine train --recipe demo --out my-demo\n"
                "  ropewalk-engine score --model my-demo --documents demo --factors yarn --target 2048");
    return { app, [options](Console& console, const YieldPoint& yield) { return run(*options, console, yield); }, true,
        [options] { return writing_of(*options); } };
}

} // namespace ropewalk::engine
