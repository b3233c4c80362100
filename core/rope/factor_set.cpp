// SPDX-License-Identifier: Apache-2.0
#include "core/rope/factor_set.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ropewalk::rope {
namespace {

bool positive(double value)
{
    return std::isfinite(value) && value > 0.0;
}

} // namespace

Status validate(const FactorSet& set, const Geometry& geometry)
{
    const int pairs = geometry.pairs();
    if (set.lambda.size() != static_cast<std::size_t>(pairs))
        return failure(words("expected {1} factors (one a pair of a rotary dimension of {2}), found {3}", pairs,
                           geometry.rotary_dim, set.lambda.size()),
            {}, "lambda");
    for (std::size_t i = 0; i < set.lambda.size(); ++i)
        if (!positive(set.lambda[i]))
            return failure(words("expected a finite factor above 0, found {1}", set.lambda[i]), {},
                "lambda[" + std::to_string(i) + "]");
    if (set.n_hat < 0)
        return failure(words("expected 0 or more tokens, found {1}", set.n_hat), {}, "n_hat");
    if (!positive(set.attention_factor))
        return failure(
            words("expected a finite number above 0, found {1}", set.attention_factor), {}, "attention_factor");
    if (set.from_length < 0)
        return failure(words("expected 0 or more tokens, found {1}", set.from_length), {}, "from_length");
    if (set.to_length != 0 && set.to_length <= set.from_length)
        return failure(words("expected 0 (no upper bound) or more than from_length ({1}), found {2}", set.from_length,
                           set.to_length),
            {}, "to_length");
    for (std::size_t k = 0; k < set.locked_pairs.size(); ++k)
        if (set.locked_pairs[k] < 0 || set.locked_pairs[k] >= pairs
            || (k > 0 && set.locked_pairs[k] <= set.locked_pairs[k - 1]))
            return failure(words("expected pairs 0 to {1} in rising order, found {2}", pairs - 1, set.locked_pairs[k]),
                {}, "locked_pairs[" + std::to_string(k) + "]");
    return {};
}

std::vector<Words> warnings(const FactorSet& set)
{
    std::vector<Words> out;
    const auto below
        = std::count_if(set.lambda.begin(), set.lambda.end(), [](double value) { return value < 1.0; });
    if (below > 0) {
        const auto least = std::min_element(set.lambda.begin(), set.lambda.end());
        const auto pair = least - set.lambda.begin();
        out.push_back(below == 1
                ? words(
                    "1 factor is below 1 (the smallest is {1} at pair {2}): those pairs turn faster than in training.",
                    *least, pair)
                : words("{1} factors are below 1 (the smallest is {2} at pair {3}): those pairs turn faster than in "
                        "training.",
                    below, *least, pair));
    }
    const auto drop = std::adjacent_find(set.lambda.begin(), set.lambda.end(), std::greater<>{});
    if (drop != set.lambda.end())
        out.push_back(words("The factors do not grow from pair to pair: pair {1} has {2}, the next {3}.",
            drop - set.lambda.begin(), drop[0], drop[1]));
    return out;
}

bool is_monotone(const std::vector<double>& lambda)
{
    return std::is_sorted(lambda.begin(), lambda.end());
}

} // namespace ropewalk::rope
