// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/search/evolution.h"
#include "core/search/random.h"

#include <optional>

namespace ropewalk::search {

/// What a candidate's genes may be: λ on the grid of settings.step within [1, bound_factor·s], n̂ out of its set, m.
class Space
{
public:
    /// Settings and geometry must be valid.
    Space(const rope::Geometry& geometry, const Settings& settings);

    double lower() const { return m_lower; } ///< 1, or the least trained λ below it
    double upper() const { return m_upper; } ///< rope::lambda_bound()
    /// Uniform over the grid's points in [low, high]; nothing where there is none.
    std::optional<double> draw(double low, double high, CounterRandom& random) const;

    bool monotone() const { return m_monotone; }
    bool searches_n_hat() const { return m_n_hat.size() > 1; }
    const std::vector<std::int64_t>& n_hat_choices() const { return m_n_hat; } ///< below the target; {0} if not searched

    bool searches_attention() const { return m_searches_attention; }
    double attention_lower() const { return 1.0; }
    double attention_upper() const { return m_attention_upper; } ///< 1.2 + 2·(LongRoPE's m − 1), or YaRN's
    /// m moved by up to 0.1 to another point of the 0.01 grid within the bounds.
    double perturb_attention(double factor, CounterRandom& random) const;

    /// PI, NTK and YaRN on top of what was trained (put in order where λ must be monotone), then the settings' own sets
    /// as far as the population has room; λ stay off the grid. Two that are equal appear once.
    std::vector<Individual> seeds() const;
    int left_out() const { return m_left_out; } ///< of the settings' own sets: what no candidate may be

private:
    double grid(std::int64_t index) const;

    rope::Geometry m_geometry;
    rope::Trained m_trained;
    std::int64_t m_target;
    double m_step;
    double m_per_unit = 0; ///< 1/step where that is whole, so that points are the nearest doubles to their decimals
    double m_lower = 1.0;
    double m_upper;
    bool m_monotone;
    std::vector<std::int64_t> m_n_hat;
    AttentionFactorMode m_mode;
    bool m_searches_attention;
    double m_attention; ///< of every candidate, where m is not searched
    double m_attention_upper;
    std::size_t m_population;
    std::vector<rope::FactorSet> m_start;
    int m_left_out = 0;

    bool may_be(const rope::FactorSet& set) const;
};

} // namespace ropewalk::search
