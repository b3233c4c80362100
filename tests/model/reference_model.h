// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/methods.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// The small random models under tests/reference/model (written by model_logits.py) and the factor sets they were run
/// with.
namespace reference_model {

inline std::filesystem::path folder(const std::string& name)
{
    return std::filesystem::path(ROPEWALK_TEST_DATA) / "model" / name;
}

inline std::vector<std::string> names()
{
    return {"plain_f32", "grouped_tied_bf16", "wide_heads_f16", "sharded_f32", "demo_heads_bf16", "mistral_bf16"};
}

inline std::vector<std::string> methods()
{
    return {"none", "pi", "dynamic_ntk", "yarn", "llama3", "longrope", "n_hat"};
}

inline nlohmann::json expected(const std::string& name)
{
    return nlohmann::json::parse(std::ifstream(folder(name) / "expected.json"));
}

/// The factor set by which transformers was set for a method, from this project's own formulas.
inline ropewalk::rope::FactorSet set_of(
    const std::string& method, const nlohmann::json& notes, const ropewalk::rope::Geometry& geometry, std::int64_t length)
{
    using namespace ropewalk::rope;
    const nlohmann::json& fields = notes["sets"][method];
    const std::int64_t target = notes["target_length"];
    const double scale = static_cast<double>(target) / static_cast<double>(geometry.original_length);
    FactorSet set;
    set.lambda = none_lambda(geometry);
    if (method == "pi")
        set.lambda = pi_lambda(geometry, scale);
    else if (method == "dynamic_ntk")
        set.lambda = dynamic_ntk_lambda(geometry, fields["factor"], length);
    else if (method == "yarn")
        set = make_set(Method::yarn, geometry, target);
    else if (method == "llama3")
        set.lambda = llama3_lambda(geometry, scale);
    else if (fields.contains("lambda")) {
        set.lambda = fields["lambda"].get<std::vector<double>>();
        set.attention_factor = fields["attention_factor"];
        set.n_hat = fields["n_hat"];
    }
    return set;
}

} // namespace reference_model
