// SPDX-License-Identifier: Apache-2.0
#include "core/rope/set_words.h"
#include "core/search/evolution.h"

#include <cmath>
#include <limits>

namespace ropewalk::search {

namespace {

constexpr int most_individuals = 100'000;
constexpr int most_generations = 1'000'000;
constexpr double most_grid_points = 1e9;

template <class T>
Status in_range(const char* name, T value, T low, T high)
{
    if (value >= low && value <= high)
        return {};
    return failure(words("expected {1} to {2}, found {3}", low, high, value), {}, name);
}

Status grid_is_sane(const Settings& settings, const rope::Geometry& geometry)
{
    const double upper = rope::lambda_bound(geometry, settings.trained, settings.bound_factor, settings.target);
    if (std::isfinite(settings.step) && settings.step > 0 && upper / settings.step <= most_grid_points)
        return {};
    return failure(words("expected a step above 0 that makes at most {1} points up to {2}, found {3}", most_grid_points,
                       upper, settings.step),
        {}, "step");
}

} // namespace

Status validate(const Settings& settings, const rope::Geometry& geometry)
{
    constexpr auto longest = std::int64_t(1) << 40;
    return rope::validate(geometry)
        .and_then([&] { return in_range<std::int64_t>("target", settings.target, 2, longest); })
        .and_then([&] { return in_range("population", settings.population, 3, most_individuals); })
        .and_then([&] { return in_range("mutations", settings.mutations, 0, most_individuals); })
        .and_then([&] { return in_range("crossovers", settings.crossovers, 0, most_individuals); })
        .and_then([&] { return in_range("generations", settings.generations, 0, most_generations); })
        .and_then([&] { return in_range("parents", settings.parents, 1, settings.population); })
        .and_then([&] { return in_range("probability", settings.probability, 1e-6, 1.0); })
        .and_then([&] { return in_range("bound_factor", settings.bound_factor, 1.0, 1e6); })
        .and_then([&] { return rope::validate(settings.trained, geometry); })
        .and_then([&] { return grid_is_sane(settings, geometry); })
        .and_then([&]() -> Status {
            if (settings.attention_mode != AttentionFactorMode::fixed)
                return {};
            return in_range("attention_factor", settings.attention_factor, 1e-3, 1e3);
        })
        .and_then([&]() -> Status {
            for (const rope::FactorSet& set : settings.start)
                if (auto status = rope::validate(set, geometry); !status)
                    return failure(
                        status.error().message, {}, words("start, {1}: {2}", set.name, status.error().place));
            return {};
        });
}

rope::FactorSet make_set(const Individual& individual, const Settings& settings)
{
    rope::FactorSet set;
    rope::name_by_default(set, words("found"));
    set.origin = "evolution, seed " + std::to_string(settings.seed);
    set.lambda = individual.lambda;
    set.n_hat = individual.n_hat;
    set.attention_factor = individual.attention_factor;
    set.to_length = settings.target;
    return set;
}

double rounded_fitness(double perplexity)
{
    constexpr double decimals = 1e6;
    const double rounded = std::round(perplexity * decimals) / decimals;
    return std::isfinite(rounded) ? rounded : std::numeric_limits<double>::infinity();
}

} // namespace ropewalk::search
