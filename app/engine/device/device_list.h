// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/messages.h"

namespace ropewalk::engine {

/// The processor and every NVIDIA card, each with what it can do here and why not: no or too old a driver, a card that
/// the kernels are not made for, a libtorch without its CUDA half. Loads no CUDA.
protocol::DevicesResult list_devices();

} // namespace ropewalk::engine
