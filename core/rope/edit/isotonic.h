// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace ropewalk::rope {

/// The non-decreasing values nearest to these in the sum of squares, by pooling adjacent violators: every
/// block is the mean of what it pooled (Ayer et al. 1955). Values that are in order already come back bit by
/// bit.
std::vector<double> isotonic(const std::vector<double>& values);

/// The same with some pairs fixed (ascending indices): between two fixed ones the solution stays within their
/// values. Where fixed values fall themselves, what lies between them is only put in order.
std::vector<double> isotonic(const std::vector<double>& values, const std::vector<int>& fixed);

/// The pairs that are smaller than the one before them.
std::vector<int> violations(const std::vector<double>& lambda);

} // namespace ropewalk::rope
