// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve/serve.h"

#include "app/engine/cli/options.h"

namespace ropewalk::engine {

Command serve_command(CLI::App& parent)
{
    CLI::App* app
        = parent.add_subcommand("serve", "Answer a window over the standard streams (JSON-RPC 2.0)");
    auto options = std::make_shared<DeviceOptions>();
    add_device_options(*app, *options);
    app->footer(
        "Messages are framed as in the Language Server Protocol. The end of the input cancels what runs and\n"
        "ends the engine within 2 s.\n\n"
        "Examples:\n"
        "  ropewalk-engine serve\n"
        "  ssh -T -o BatchMode=yes host ropewalk-engine serve --device cuda:0");
    return { app, [options](Console&, const YieldPoint&) -> CommandResult {
                auto device = use_device(options->device, options->threads);
                if (!device)
                    return tl::unexpected(Failure(device.error()));
                const auto status = serve(std::move(*device));
                if (!status)
                    return tl::unexpected(Failure(status.error()));
                if (*status != 0)
                    return tl::unexpected(Failure({ words("the client left without shutdown"), {}, {}, false }));
                return nlohmann::json();
            } };
}

} // namespace ropewalk::engine
