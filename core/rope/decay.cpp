// SPDX-License-Identifier: Apache-2.0
#include "core/rope/decay.h"

#include "core/rope/angles.h"

namespace ropewalk::rope {

double expected_product(const Geometry& geometry, const FactorSet& set, std::int64_t distance)
{
    return mean_expected_product(geometry, set, distance, 1);
}

double mean_expected_product(const Geometry& geometry, const FactorSet& set, std::int64_t first, std::int64_t count)
{
    FactorSet turned = set;
    turned.n_hat = 0;
    double sum = 0.0;
    for (int pair = 0; pair < geometry.pairs(); ++pair)
        sum += mean_cosine(geometry, turned, pair, first, count);
    return set.attention_factor * set.attention_factor * sum / geometry.pairs();
}

} // namespace ropewalk::rope
