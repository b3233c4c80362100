// SPDX-License-Identifier: Apache-2.0
#include "core/search/settings_of.h"

namespace ropewalk::search {

Settings settings_of(const protocol::SearchParams& params)
{
    Settings settings;
    settings.target = params.target;
    settings.population = params.population;
    settings.mutations = params.mutations;
    settings.crossovers = params.crossovers;
    settings.generations = params.generations;
    settings.parents = params.parents;
    settings.probability = params.probability;
    settings.bound_factor = params.bound_factor;
    settings.step = params.step;
    settings.seed = params.seed;
    settings.monotone = params.monotone;
    settings.search_n_hat = params.search_n_hat;
    settings.attention_mode = params.attention_mode == "search" ? AttentionFactorMode::search
        : params.attention_mode == "formula"                    ? AttentionFactorMode::formula
                                                                : AttentionFactorMode::fixed;
    settings.attention_factor = params.attention_factor;
    settings.start = params.start;
    return settings;
}

} // namespace ropewalk::search
