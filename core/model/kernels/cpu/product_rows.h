// SPDX-License-Identifier: Apache-2.0
// What the matrix products share, for the instruction set of the file that includes this.
#pragma once

#include "core/model/kernels/cpu/attention/rows.h"

namespace ropewalk::model::kernels {
namespace {

/// Writes `count` results of one row, the first of them of this output, from their sums of products.
template <class Element>
ROPEWALK_INLINE void put_result(const ProductArguments<Element>& a, std::int64_t row, std::int64_t output, Lanes sum,
    std::int64_t count)
{
    if (a.bias)
        sum += take(a.bias + output, count);
    if (a.residual)
        sum += take(a.residual + row * a.residual_stride + output, count);
    put(a.out + row * a.outputs + output, sum, count);
}

} // namespace
} // namespace ropewalk::model::kernels
