// SPDX-License-Identifier: Apache-2.0
#include "core/search/breeder.h"

namespace ropewalk::search {

namespace {

constexpr int crossover_passes = 20; // of the released code
constexpr int mutation_tries = 200; // with p, and as many again with every gene redrawn

} // namespace

Breeder::Breeder(const Space& space, double probability)
    : m_space(space)
    , m_probability(probability)
{
}

bool Breeder::remember(const Individual& individual)
{
    return m_known.emplace(individual.lambda, individual.n_hat, individual.attention_factor).second;
}

bool Breeder::acceptable(const Individual& child) const
{
    return (!m_space.monotone() || rope::is_monotone(child.lambda))
        && !m_known.contains(Genes(child.lambda, child.n_hat, child.attention_factor));
}

Individual Breeder::mutant(const Individual& parent, double probability, CounterRandom& random) const
{
    Individual child = parent;
    auto& lambda = child.lambda;
    for (std::size_t i = 0; i < lambda.size(); ++i) {
        if (random.unit() >= probability)
            continue;
        const bool between = m_space.monotone();
        const double low = between && i > 0 ? lambda[i - 1] : m_space.lower();
        const double high = between && i + 1 < lambda.size() ? lambda[i + 1] : m_space.upper();
        lambda[i] = m_space.draw(low, high, random).value_or(lambda[i]);
    }
    if (m_space.searches_n_hat() && random.unit() < probability) {
        const auto& choices = m_space.n_hat_choices();
        child.n_hat = choices[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(choices.size())))];
    }
    if (m_space.searches_attention() && random.unit() < probability)
        child.attention_factor = m_space.perturb_attention(child.attention_factor, random);
    child.origin = "mutation";
    child.parents = {parent.id};
    child.fitness = 0;
    return child;
}

std::optional<Individual> Breeder::mutate(const Individual& parent, CounterRandom& random)
{
    for (int i = 0; i < 2 * mutation_tries; ++i) {
        auto child = mutant(parent, i < mutation_tries ? m_probability : 1.0, random);
        if (!acceptable(child))
            continue;
        remember(child);
        return child;
    }
    return std::nullopt;
}

std::optional<Individual> Breeder::crossover(
    const Individual& first, const Individual& second, CounterRandom& random)
{
    Individual child = first;
    if (random.unit() < 0.5)
        child.n_hat = second.n_hat;
    if (random.unit() < 0.5)
        child.attention_factor = second.attention_factor;
    child.origin = "crossover";
    child.parents = {first.id, second.id};
    child.fitness = 0;
    for (int pass = 0; pass < crossover_passes; ++pass) {
        for (std::size_t i = 0; i < child.lambda.size(); ++i) {
            if (random.unit() >= 0.5 * m_probability)
                continue;
            child.lambda[i] = second.lambda[i];
            if (!acceptable(child))
                continue;
            remember(child);
            return child;
        }
    }
    return mutate(first, random);
}

} // namespace ropewalk::search
