// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/instruction_set.h"

#include <cstdlib>

namespace ropewalk::model::kernels {
namespace {

constexpr std::string_view keys[] = {"plain", "avx2", "avx512", "avx512_bf16", "avx512_fp16", "amx"};

} // namespace

std::string_view key_of(InstructionSet set)
{
    return keys[static_cast<int>(set)];
}

std::optional<InstructionSet> instruction_set_of(std::string_view key)
{
    for (int i = 0; i < int(std::size(keys)); ++i)
        if (keys[i] == key)
            return static_cast<InstructionSet>(i);
    return std::nullopt;
}

InstructionSet instruction_limit()
{
    const char* const text = std::getenv(limit_variable);
    return instruction_set_of(text ? text : "").value_or(InstructionSet::amx);
}

} // namespace ropewalk::model::kernels
