// SPDX-License-Identifier: Apache-2.0
#include "core/rope/factor_set.h"

#include "core/rope/shown.h"

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
        return failure("expected " + std::to_string(pairs) + " factors (one a pair of a rotary dimension of "
                + std::to_string(geometry.rotary_dim) + "), found " + std::to_string(set.lambda.size()),
            {}, "lambda");
    for (std::size_t i = 0; i < set.lambda.size(); ++i)
        if (!positive(set.lambda[i]))
            return failure("expected a finite factor above 0, found " + shown(set.lambda[i]), {},
                "lambda[" + std::to_string(i) + "]");
    if (set.n_hat < 0)
        return failure("expected 0 or more tokens, found " + std::to_string(set.n_hat), {}, "n_hat");
    if (!positive(set.attention_factor))
        return failure(
            "expected a finite number above 0, found " + shown(set.attention_factor), {}, "attention_factor");
    if (set.from_length < 0)
        return failure(
            "expected 0 or more tokens, found " + std::to_string(set.from_length), {}, "from_length");
    if (set.to_length != 0 && set.to_length <= set.from_length)
        return failure("expected 0 (no upper bound) or more than from_length ("
                + std::to_string(set.from_length) + "), found " + std::to_string(set.to_length),
            {}, "to_length");
    for (std::size_t k = 0; k < set.locked_pairs.size(); ++k)
        if (set.locked_pairs[k] < 0 || set.locked_pairs[k] >= pairs
            || (k > 0 && set.locked_pairs[k] <= set.locked_pairs[k - 1]))
            return failure("expected pairs 0 to " + std::to_string(pairs - 1) + " in rising order, found "
                    + std::to_string(set.locked_pairs[k]),
                {}, "locked_pairs[" + std::to_string(k) + "]");
    return {};
}

std::vector<std::string> warnings(const FactorSet& set)
{
    std::vector<std::string> out;
    const auto below
        = std::count_if(set.lambda.begin(), set.lambda.end(), [](double value) { return value < 1.0; });
    if (below > 0) {
        const auto least = std::min_element(set.lambda.begin(), set.lambda.end());
        out.push_back(std::to_string(below) + (below == 1 ? " factor is" : " factors are")
            + " below 1 (the smallest is " + shown(*least) + " at pair "
            + std::to_string(least - set.lambda.begin()) + "): those pairs turn faster than in training.");
    }
    const auto drop = std::adjacent_find(set.lambda.begin(), set.lambda.end(), std::greater<>{});
    if (drop != set.lambda.end())
        out.push_back("The factors do not grow from pair to pair: pair "
            + std::to_string(drop - set.lambda.begin()) + " has " + shown(drop[0]) + ", the next "
            + shown(drop[1]) + ".");
    return out;
}

bool is_monotone(const std::vector<double>& lambda)
{
    return std::is_sorted(lambda.begin(), lambda.end());
}

} // namespace ropewalk::rope
