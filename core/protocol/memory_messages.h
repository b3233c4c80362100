// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/fields.h"

/// What a job will need of the device's memory, asked before it starts.
namespace ropewalk::protocol {

struct MemoryParams
{
    std::string job = "score"; ///< "score" | "search" | "curve" | "passkey"
    std::vector<std::int64_t> lengths; ///< tokens a window; of a passkey's prompt and answer
    int samples = 0; ///< windows; 0 = default
};

struct MemoryResult
{
    std::int64_t needed = 0; ///< bytes, weights included
    std::int64_t available = 0; ///< bytes that the job may take, what the open model holds included
    std::int64_t largest_length = 0; ///< tokens that would fit; 0 = none
    bool fits = true;
    bool streamed = false; ///< the weights stay in their file
    std::string message; ///< "needs about 1.2 GB of 21 GB", or that there is not so much
    std::string advice; ///< where it does not fit: what would
};

template <class V>
void describe(V& v, Field<V, MemoryParams>& s)
{
    v.choice("job", s.job, {"score", "search", "curve", "passkey"});
    v.need("lengths", s.lengths);
    v.may("samples", s.samples);
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
