// SPDX-License-Identifier: Apache-2.0
#include "app/engine/device/memory.h"

#include "app/engine/device/control_group.h"
#include "app/engine/device/graphics_cards.h"
#include "app/engine/device/processor.h"

#include <c10/core/CachingDeviceAllocator.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace ropewalk::engine {

namespace {

constexpr std::string_view cuda = "cuda:";

std::int64_t free_on_card(const std::string& device)
{
    int index = 0;
    const std::string_view digits = std::string_view(device).substr(std::min(cuda.size(), device.size()));
    std::from_chars(digits.data(), digits.data() + digits.size(), index);
    try {
        c10::DeviceAllocator* const allocator = c10::getDeviceAllocator(at::kCUDA);
        if (allocator->initialized()) {
            const auto one = static_cast<c10::DeviceIndex>(index);
            const auto stats = allocator->getDeviceStats(one);
            return static_cast<std::int64_t>(allocator->getMemoryInfo(one).first)
                + stats.reserved_bytes.front().current - stats.allocated_bytes.front().current;
        }
    } catch (const c10::Error&) { // no CUDA in this process yet: the driver knows as well
    }
    const GraphicsCards found = list_graphics_cards();
    const auto card = static_cast<std::size_t>(index);
    return card < found.cards.size() ? found.cards[card].memory_free : 0;
}

} // namespace

std::int64_t free_memory(const std::string& device)
{
    if (device.starts_with("cuda"))
        return free_on_card(device);
    const std::int64_t machine = read_processor().memory_free;
    return std::min(machine, control_group_memory().value_or(machine));
}

Words bytes_in_words(std::int64_t bytes)
{
    if (bytes < 999'500'000) {
        const auto mega = std::max<std::int64_t>(1, (bytes + 999'999) / 1'000'000);
        return words("{1} MB", mega);
    }
    const double giga = static_cast<double>(bytes) / 1e9;
    return words("{1} GB", Number{ giga, Number::Form::decimals, giga < 9.95 ? 1 : 0 });
}

} // namespace ropewalk::engine
