// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/search/space.h"

#include <set>
#include <tuple>

namespace ropewalk::search {

/// Makes new individuals, never one that it has made or been told of before.
class Breeder
{
public:
    Breeder(const Space& space, double probability);

    /// False if an individual with the same genes is known already.
    bool remember(const Individual& individual);

    /// Walks the pairs: each is, with the probability p, redrawn uniformly on the grid within [λ_{i−1}, λ_{i+1}] (the
    /// bounds at the ends; the whole range where λ need not be monotone); n̂ and m likewise with p. Repeated from the
    /// parent until it is new; nothing if none is found.
    std::optional<Individual> mutate(const Individual& parent, CounterRandom& random);

    /// Copies the first parent, takes n̂ and m of either, then single λ of the second (walking the pairs, each with
    /// p/2 as in the released code) until it is new and monotone; after 20 passes a mutant of the first.
    std::optional<Individual> crossover(const Individual& first, const Individual& second, CounterRandom& random);

private:
    using Genes = std::tuple<std::vector<double>, std::int64_t, double>;

    Individual mutant(const Individual& parent, double probability, CounterRandom& random) const;
    bool acceptable(const Individual& child) const;

    const Space& m_space;
    double m_probability;
    std::set<Genes> m_known;
};

} // namespace ropewalk::search
