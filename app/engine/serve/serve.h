// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/device/device.h"

namespace ropewalk::engine {

/// Speaks the protocol on the standard streams until the client says exit or the input ends; a running job is
/// then given a moment to stop, and the process ends within 2 s in any case. Returns the exit status.
Result<int> serve(Device device);

} // namespace ropewalk::engine
