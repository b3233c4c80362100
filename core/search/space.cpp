// SPDX-License-Identifier: Apache-2.0
#include "core/search/space.h"

#include "core/rope/edit/isotonic.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::search {

namespace {

constexpr double attention_steps_per_unit = 100; // m has a grid of 0.01
constexpr std::int64_t attention_reach = 10; // steps that one mutation may move m

} // namespace

Space::Space(const rope::Geometry& geometry, const Settings& settings)
    : m_geometry(geometry)
    , m_trained(settings.trained)
    , m_target(settings.target)
    , m_step(settings.step)
    , m_upper(rope::lambda_bound(geometry, settings.trained, settings.bound_factor, settings.target))
    , m_monotone(settings.monotone)
    , m_mode(settings.attention_mode)
    , m_searches_attention(settings.attention_mode == AttentionFactorMode::search)
    , m_population(static_cast<std::size_t>(settings.population))
{
    const double per_unit = std::round(1.0 / m_step);
    if (std::abs(per_unit * m_step - 1.0) < 1e-9)
        m_per_unit = per_unit;
    for (const double lambda : rope::trained_lambda(geometry, settings.trained, settings.target))
        m_lower = std::min(m_lower, lambda);
    const double formula = rope::longrope_attention_factor(geometry, rope::scale_for(geometry, settings.target));
    m_attention = m_mode == AttentionFactorMode::fixed ? settings.attention_factor : formula;
    const double yarn = rope::yarn_attention_factor(rope::scale_for(geometry, settings.target));
    m_attention_upper = std::max(1.2 + 2.0 * (formula - 1.0), yarn);
    for (const std::int64_t choice : rope::n_hat_choices)
        if (choice == 0 || (settings.search_n_hat && choice < settings.target))
            m_n_hat.push_back(choice);
    for (const rope::FactorSet& set : settings.start)
        if (may_be(set))
            m_start.push_back(set);
    m_left_out = static_cast<int>(settings.start.size() - m_start.size());
}

bool Space::may_be(const rope::FactorSet& set) const
{
    const auto within = [this](double lambda) { return lambda >= lower() && lambda <= upper(); };
    return std::all_of(set.lambda.begin(), set.lambda.end(), within) && (!m_monotone || rope::is_monotone(set.lambda))
        && std::find(m_n_hat.begin(), m_n_hat.end(), set.n_hat) != m_n_hat.end();
}

double Space::grid(std::int64_t index) const
{
    const auto steps = static_cast<double>(index);
    return m_per_unit > 0 ? steps / m_per_unit : steps * m_step;
}

std::optional<double> Space::draw(double low, double high, CounterRandom& random) const
{
    auto first = static_cast<std::int64_t>(std::floor(low / m_step)) - 1;
    while (grid(first) < low)
        ++first;
    auto last = static_cast<std::int64_t>(std::ceil(high / m_step)) + 1;
    while (grid(last) > high)
        --last;
    if (last < first)
        return std::nullopt;
    return grid(first + random.below(last - first + 1));
}

double Space::perturb_attention(double factor, CounterRandom& random) const
{
    const auto first = static_cast<std::int64_t>(attention_steps_per_unit * attention_lower());
    const auto last = static_cast<std::int64_t>(std::floor(attention_steps_per_unit * m_attention_upper + 1e-9));
    const auto here = std::clamp<std::int64_t>(std::llround(factor * attention_steps_per_unit), first, last);
    const auto low = std::max<std::int64_t>(first, here - attention_reach);
    const auto high = std::min<std::int64_t>(last, here + attention_reach);
    auto drawn = low + random.below(high - low);
    if (drawn >= here)
        ++drawn; // here itself is left out
    return static_cast<double>(drawn) / attention_steps_per_unit;
}

std::vector<Individual> Space::seeds() const
{
    std::vector<Individual> out;
    const auto add = [&out](Individual seed) {
        const bool known = std::any_of(out.begin(), out.end(), [&](const Individual& other) {
            return other.lambda == seed.lambda && other.n_hat == seed.n_hat
                && other.attention_factor == seed.attention_factor;
        });
        if (!known)
            out.push_back(std::move(seed));
    };
    for (const auto method : {rope::Method::pi, rope::Method::ntk, rope::Method::yarn}) {
        const auto set = rope::stretch_on(method, m_geometry, m_trained, m_target);
        Individual seed;
        seed.lambda = m_monotone ? rope::isotonic(set.lambda) : set.lambda;
        seed.attention_factor = m_attention; // where m is searched, LongRoPE's formula: NTK keeps it
        if (m_searches_attention && method != rope::Method::ntk)
            seed.attention_factor = set.attention_factor;
        seed.origin = rope::name(method);
        add(std::move(seed));
    }
    for (const rope::FactorSet& set : m_start) {
        if (out.size() >= m_population)
            break;
        Individual seed;
        seed.lambda = set.lambda;
        seed.n_hat = set.n_hat;
        seed.attention_factor = m_searches_attention
            ? std::clamp(set.attention_factor, attention_lower(), attention_upper())
            : m_attention;
        seed.origin = "start";
        add(std::move(seed));
    }
    return out;
}

} // namespace ropewalk::search
