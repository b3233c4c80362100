// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/memory/footprint.h"

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

namespace ropewalk::model {

/// How this build would hold a model on a device in a dtype.
Holding holding_of(const formats::ModelConfig& config, const at::Device& device, at::ScalarType dtype, bool streamed);

} // namespace ropewalk::model
