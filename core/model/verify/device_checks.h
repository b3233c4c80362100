// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/verify/check.h"
#include "core/yield.h"

namespace ropewalk::model::verify {

/// The fused operations between matrix products and attention as scoring calls them on this device in this dtype,
/// whichever kernel does them there, against the plain CPU references at several sizes.
std::vector<Check> check_operations(const at::Device& device, at::ScalarType dtype);

} // namespace ropewalk::model::verify
