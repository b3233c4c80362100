// SPDX-License-Identifier: Apache-2.0
#include "core/evaluate/unigram.h"

#include <cmath>
#include <unordered_map>

namespace ropewalk::evaluate {

double unigram_nll(std::span<const text::Window> windows, std::int64_t vocabulary)
{
    std::unordered_map<text::Token, std::int64_t> counts;
    const double uniform = 1.0 / static_cast<double>(vocabulary);
    double nll = 0;
    std::int64_t seen = 0;
    for (const text::Window& window : windows)
        for (std::size_t i = 1; i < window.ids.size(); ++i) {
            std::int64_t& count = counts[window.ids[i]];
            const auto kinds = static_cast<double>(counts.size()) - (count == 0 ? 1 : 0);
            const double p = seen == 0
                ? uniform
                : (static_cast<double>(count) + kinds * uniform) / (static_cast<double>(seen) + kinds);
            nll -= std::log(p);
            ++count;
            ++seen;
        }
    return seen == 0 ? 0.0 : nll / static_cast<double>(seen);
}

} // namespace ropewalk::evaluate
