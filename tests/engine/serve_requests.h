// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

/// Parameters of the requests that tests of `serve` send, for the bundled model.
namespace serve_requests {

using nlohmann::json;

inline constexpr int pairs = 32; // of the bundled model

inline json set(double lambda, const char* name = "set")
{
    return { { "name", name }, { "lambda", std::vector<double>(pairs, lambda) }, { "n_hat", 0 },
        { "attention_factor", 1.0 } };
}

inline json scoreParams(double lambda, const char* slot = "")
{
    return { { "set", set(lambda) }, { "target", 64 }, { "samples", 2 }, { "slot", slot } };
}

/// A search that would take hours.
inline json endlessSearch()
{
    return { { "target", 64 }, { "population", 4 }, { "mutations", 4 }, { "crossovers", 4 }, { "parents", 4 },
        { "generations", 1000000 }, { "samples", 1 }, { "bound_factor", 8.0 } };
}

inline json shortSearch()
{
    json params = endlessSearch();
    params["generations"] = 3;
    return params;
}

} // namespace serve_requests
