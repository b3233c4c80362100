// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/options.h"
#include "app/engine/device/device_list.h"
#include "core/protocol/json.h"
#include "core/protocol/words_json.h"

#include <CLI/App.hpp>
#include <cstdio>

namespace ropewalk::engine {

namespace {

std::string gigabytes(std::int64_t bytes)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
    return text;
}

CommandResult run(const Console& console)
{
    const protocol::DevicesResult found = list_devices();
    for (const protocol::DeviceInfo& device : found.devices) {
        console.line(device.id + "   " + device.name.text() + "   " + gigabytes(device.memory_total) + ", "
            + gigabytes(device.memory_free) + " free   " + device.dtypes.front()
            + (device.instruction_set.empty() ? std::string() : "   " + device.instruction_set));
        if (!device.usable)
            console.line("    cannot be used: " + device.reason.text());
    }
    if (!found.driver.empty())
        console.line("NVIDIA driver " + found.driver);
    if (!found.note.empty())
        console.line("GPUs: " + found.note.text());
    return protocol::without_words(protocol::to_json(found));
}

} // namespace

Command devices_command(CLI::App& parent)
{
    CLI::App* app = parent.add_subcommand("devices", "List what this machine can compute on");
    add_json_option(*app);
    app->footer("The id at the start of a line is what --device takes.\n\n"
                "Examples:\n"
                "  ropewalk-engine devices\n"
                "  ropewalk-engine devices --json");
    return { app, [](Console& console, const YieldPoint&) { return run(console); }, false };
}

} // namespace ropewalk::engine
