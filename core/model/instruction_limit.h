// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

namespace ropewalk::model {

/// Applies the environment's ROPEWALK_INSTRUCTION_SET (plain, avx2, avx512, avx512_bf16, avx512_fp16 or amx) to libtorch
/// and the libraries below it, as cpu_kernels() applies it to ours: none of them then uses more than that set has. They ask
/// once and for good, so every program that computes calls this before anything else of libtorch. An error where
/// the variable says something else.
Status limit_instructions();

} // namespace ropewalk::model
