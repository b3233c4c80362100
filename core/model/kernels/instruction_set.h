// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace ropewalk::model::kernels {

/// What our kernels are compiled for; a processor that has one has all before it, but for avx512_fp16 before amx.
enum class InstructionSet { plain, avx2, avx512, avx512_bf16, avx512_fp16, amx };

/// "plain" … "amx", as the variable below has them.
std::string_view key_of(InstructionSet set);
std::optional<InstructionSet> instruction_set_of(std::string_view key);

/// The environment's variable that says the most that may be used.
inline constexpr auto limit_variable = "ROPEWALK_INSTRUCTION_SET";
/// What it says; amx, that is no limit, where it is not set or says something else (core/model/instruction_limit.h refuses
/// that).
InstructionSet instruction_limit();

} // namespace ropewalk::model::kernels
