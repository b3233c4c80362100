// SPDX-License-Identifier: Apache-2.0
#include "core/formats/rope/trained_with.h"

#include "core/rope/edit/length_ranges.h"

#include <algorithm>

namespace ropewalk::formats {

rope::Trained trained_with(const ModelConfig& config)
{
    const std::int64_t original = config.geometry.original_length;
    const auto within = rope::serving(config.shipped, original);
    if (!within || !rope::serving(config.shipped, 1))
        return {};
    const std::int64_t longest = std::max(config.max_positions, original);
    const std::size_t last = rope::taken_for(config.shipped, longest);
    const rope::FactorSet& set = config.shipped[last];
    rope::Trained out{ set.lambda, set.n_hat, set.attention_factor, std::max(set.to_length, longest), {} };
    if (*within != last)
        out.short_lambda = config.shipped[*within].lambda;
    return out;
}

} // namespace ropewalk::formats
