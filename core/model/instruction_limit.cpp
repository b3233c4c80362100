// SPDX-License-Identifier: Apache-2.0
#include "core/model/instruction_limit.h"

#include "core/model/kernels/cpu_kernels.h"

#include <ATen/Context.h>

#include <algorithm>
#include <cstdlib>

namespace ropewalk::model {
namespace {

using kernels::InstructionSet;

/// What the libraries call a set. Each of them takes the most that its variable names.
struct LibraryNames
{
    const char *aten, *onednn, *mkl;
};
LibraryNames names_of(InstructionSet set)
{
    switch (set) {
    case InstructionSet::plain: return {"default", "SSE41", "SSE4_2"};
    case InstructionSet::avx2: return {"avx2", "AVX2", "AVX2"};
    case InstructionSet::avx512: return {"avx512", "AVX512_CORE", "AVX512"};
    case InstructionSet::avx512_bf16: return {"avx512", "AVX512_CORE_BF16", "AVX512"};
    case InstructionSet::avx512_fp16: return {"avx512", "AVX512_CORE_FP16", "AVX512"};
    case InstructionSet::amx: break;
    }
    return {};
}

} // namespace

Status limit_instructions()
{
    const char* const text = std::getenv(kernels::limit_variable);
    if (!text || !*text)
        return {};
    const std::optional<InstructionSet> most = kernels::instruction_set_of(text);
    if (!most)
        return failure(words("expected plain, avx2, avx512, avx512_bf16, avx512_fp16 or amx, found \"{1}\"", text), {},
            kernels::limit_variable);
    if (*most == InstructionSet::amx)
        return {};
    // ATen uses what it is told to, whether the processor has it or not.
    const LibraryNames names = names_of(std::min(*most, kernels::processor_kernels().fastest().set));
    for (const auto& [variable, name] : {std::pair("ATEN_CPU_CAPABILITY", names.aten),
             std::pair("ONEDNN_MAX_CPU_ISA", names.onednn), std::pair("MKL_ENABLE_INSTRUCTIONS", names.mkl)})
        ::setenv(variable, name, 1);
    // libtorch asks the processor itself, and not oneDNN's limit, before it hands bfloat16 to oneDNN, which then has
    // nothing to multiply it with.
    if (*most < InstructionSet::avx512)
        at::globalContext().setUserEnabledMkldnn(false);
    return {};
}

} // namespace ropewalk::model
