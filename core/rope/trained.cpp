// SPDX-License-Identifier: Apache-2.0
#include "core/rope/trained.h"

#include <algorithm>
#include <functional>

namespace ropewalk::rope {
namespace {

/// target over the trained length, at least 1.
double further(const Geometry& geometry, const Trained& trained, std::int64_t target)
{
    return std::max(1.0, static_cast<double>(target) / static_cast<double>(trained_length(geometry, trained)));
}

} // namespace

Status validate(const Trained& trained, const Geometry& geometry)
{
    FactorSet set;
    set.n_hat = trained.n_hat;
    set.attention_factor = trained.attention_factor;
    for (const std::vector<double>* lambda : { &trained.lambda, &trained.short_lambda }) {
        set.lambda = lambda->empty() ? none_lambda(geometry) : *lambda;
        if (const Status valid = validate(set, geometry); !valid)
            return failure(valid.error().message, {}, words("trained, {1}", valid.error().place));
    }
    if (trained.length < 0)
        return failure(words("expected 0 or more tokens, found {1}", trained.length), {}, "trained.length");
    return {};
}

std::int64_t trained_length(const Geometry& geometry, const Trained& trained)
{
    return trained.length > 0 ? trained.length : geometry.original_length;
}

std::vector<double> trained_lambda(const Geometry& geometry, const Trained& trained, std::int64_t length)
{
    if (!trained.short_lambda.empty() && length <= geometry.original_length)
        return trained.short_lambda;
    return trained.is_plain() ? none_lambda(geometry) : trained.lambda;
}

double trained_reach(const Geometry& geometry, const Trained& trained, int pair)
{
    const auto i = static_cast<std::size_t>(pair);
    const std::int64_t length = trained_length(geometry, trained);
    const double lambda = trained.is_plain() ? 1.0 : trained.lambda[i];
    double reach = static_cast<double>(std::min(trained.n_hat, length) - 1);
    if (length > trained.n_hat)
        reach = std::max(reach, static_cast<double>(length - 1) / lambda);
    if (!trained.short_lambda.empty())
        reach = std::max(reach, static_cast<double>(geometry.original_length - 1) / trained.short_lambda[i]);
    return reach;
}

bool trained_all_round(const Geometry& geometry, const Trained& trained, int pair)
{
    const auto i = static_cast<std::size_t>(pair);
    const double turn = wavelength(geometry, pair);
    const std::int64_t length = trained_length(geometry, trained);
    return turn <= static_cast<double>(std::min(trained.n_hat, length))
        || turn * (trained.is_plain() ? 1.0 : trained.lambda[i]) <= static_cast<double>(length)
        || (!trained.short_lambda.empty()
            && turn * trained.short_lambda[i] <= static_cast<double>(geometry.original_length));
}

int first_partly_trained(const Geometry& geometry, const Trained& trained)
{
    if (trained.is_plain())
        return critical_pair(geometry);
    int pair = 0;
    while (pair < geometry.pairs() && trained_all_round(geometry, trained, pair))
        ++pair;
    return pair;
}

FactorSet stretch_on(Method method, const Geometry& geometry, const Trained& trained, std::int64_t target)
{
    FactorSet set = make_set(method, geometry, target);
    if (trained.is_plain())
        return set;
    const std::vector<double> before = trained_lambda(geometry, trained, target);
    set.lambda = method_lambda(method, geometry, further(geometry, trained, target));
    std::transform(set.lambda.begin(), set.lambda.end(), before.begin(), set.lambda.begin(), std::multiplies<>{});
    return set;
}

double lambda_bound(const Geometry& geometry, const Trained& trained, double factor, std::int64_t target)
{
    const double bound = factor * scale_for(geometry, target);
    if (trained.is_plain())
        return bound;
    const std::vector<double> before = trained_lambda(geometry, trained, target);
    return std::max(bound, *std::max_element(before.begin(), before.end()) * further(geometry, trained, target));
}

} // namespace ropewalk::rope
