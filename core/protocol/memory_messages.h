// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/fields.h"

/// What a job will need of the device's memory, asked before it starts.
namespace ropewalk::protocol {

struct MemoryParams
{
    std::string job = "score"; ///< "score" | "search" | "curve" | "entropy" | "passkey" | "needle" | "choices"
    std::vector<std::int64_t> lengths; ///< tokens a window; of a prompt and its answer; choices finds its own
    int samples = 0; ///< windows; 0 = default
    bool sliding = false; ///< of a curve: windows come one by one and are not kept, as with a stride or position bins
    std::string questions = {}; ///< of choices, as in ChoicesParams, and the next three
    std::string layout = "auto";
    int few_shot = 0, limit = 0;
};

struct MemoryResult
{
    std::int64_t needed = 0; ///< bytes, weights included
    std::int64_t available = 0; ///< bytes that the job may take, what the open model holds included
    std::int64_t largest_length = 0; ///< tokens that would fit; 0 = none
    bool fits = true;
    bool streamed = false; ///< the weights stay in their file
    Words message; ///< "needs about 1.2 GB of 21 GB", or that there is not so much
    Words advice; ///< where it does not fit: what would
};

template <class V>
void describe(V& v, Field<V, MemoryParams>& s)
{
    v.choice("job", s.job, {"score", "search", "curve", "entropy", "passkey", "needle", "choices"});
    v.need("lengths", s.lengths);
    v.may("samples", s.samples);
    v.may("sliding", s.sliding);
    v.may("questions", s.questions);
    v.choice("layout", s.layout, {"auto", "arc", "hellaswag", "mmlu", "truthfulqa", "plain"});
    v.may("few_shot", s.few_shot);
    v.may("limit", s.limit);
}

template <class V>
void describe(V& v, Field<V, MemoryResult>& s)
{
    v.need("needed", s.needed);
    v.need("available", s.available);
    v.need("largest_length", s.largest_length);
    v.need("fits", s.fits);
    v.need("streamed", s.streamed);
    v.need("message", s.message);
    v.need("advice", s.advice);
}

} // namespace ropewalk::protocol
