// SPDX-License-Identifier: Apache-2.0
#include "app/engine/device/device_list.h"

#include "app/engine/device/device.h"
#include "app/engine/device/graphics_cards.h"
#include "app/engine/device/processor.h"

#include <algorithm>
#include <charconv>
#include <thread>

namespace ropewalk::engine {

namespace {

constexpr int least_driver = 580; // of CUDA 13
constexpr int least_major = 8; // compute capability that the kernels are compiled for

int leading_number(const std::string& text)
{
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// Why a card cannot be used, and what to do; empty when it can.
Words obstacle(const GraphicsCard& card, const std::string& driver)
{
    if (leading_number(driver) < least_driver)
        return driver.empty()
            ? words(
                "the NVIDIA driver is of an unknown version, CUDA 13 needs {1} or newer: update the driver, or use the "
                "processor",
                least_driver)
            : words("the NVIDIA driver is {1}, CUDA 13 needs {2} or newer: update the driver, or use the processor",
                driver, least_driver);
    if (card.major < least_major)
        return words("its compute capability is {1}.{2}, the kernels need {3}.0 or newer: use the processor",
            card.major, card.minor, least_major);
    if (!std::filesystem::exists(cuda_library()))
        return words(
            "libtorch was installed without its CUDA half: run packaging/run again, which installs the full one");
    return {};
}

} // namespace

protocol::DevicesResult list_devices()
{
    protocol::DevicesResult out;
    const Processor processor = read_processor();
    out.cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    out.devices.push_back({ "cpu", processor.name, processor.memory_total, processor.memory_free,
        processor.dtypes(), true, {}, processor.instruction_set, processor.instruction_sets });
    const GraphicsCards found = list_graphics_cards();
    out.driver = found.driver;
    out.note = found.problem;
    for (std::size_t i = 0; i < found.cards.size(); ++i) {
        const GraphicsCard& card = found.cards[i];
        const Words reason = obstacle(card, found.driver);
        out.devices.push_back({ "cuda:" + std::to_string(i), as_is(card.name), card.memory_total, card.memory_free,
            { "bf16", "f32" }, reason.empty(), reason });
    }
    return out;
}

} // namespace ropewalk::engine
