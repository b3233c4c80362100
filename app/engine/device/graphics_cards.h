// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/words.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ropewalk::engine {

/// An NVIDIA card as its driver describes it.
struct GraphicsCard
{
    std::string name;
    std::int64_t memory_total = 0, memory_free = 0; ///< bytes
    int major = 0, minor = 0; ///< compute capability
};

struct GraphicsCards
{
    std::vector<GraphicsCard> cards; ///< by PCI bus, the order that use_device() has CUDA count in
    std::string driver; ///< "580.65.06"; empty without a driver
    Words problem; ///< why no card could be listed; empty when they were
};

/// Asks the driver's management library (NVML), which costs no CUDA context and no libtorch.
GraphicsCards list_graphics_cards();

} // namespace ropewalk::engine
