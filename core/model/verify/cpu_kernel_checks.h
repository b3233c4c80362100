// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cpu_kernels.h"
#include "core/model/verify/check.h"
#include "core/yield.h"

namespace ropewalk::model::verify {

/// Every kernel of one instruction set, in float32 and in bfloat16, against the plain reference at several sizes: less
/// than a register, a block and one, odd heads, groups, windows. One check a kernel and type, with its worst case.
std::vector<Check> check_cpu_kernels(const kernels::CpuKernels& kernels);

} // namespace ropewalk::model::verify
