// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/model_config.h"
#include "core/model/storage/safetensors_writer.h"
#include "core/rope/methods.h"

#include <ATen/ops/empty.h>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

/// The models of model_architectures.json: their weights are made from names and numbers, as the script makes them.
namespace made_model {

inline const nlohmann::json& cases()
{
    static const nlohmann::json all
        = nlohmann::json::parse(std::ifstream(ROPEWALK_TEST_DATA "/model_architectures.json"))["cases"];
    return all;
}

/// splitmix64
inline std::uint64_t hash_of(std::uint64_t seed, std::uint64_t number)
{
    std::uint64_t x = (number + 1) * 0x9E3779B97F4A7C15ull + seed;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

/// What float32 rounds off a score that a case's largest key bias makes: none where it has no large ones.
inline double score_rounding(const nlohmann::json& of)
{
    return of.value("spreads", nlohmann::json::object()).value("k_proj.bias", 0.0) * 0x1p-24;
}

/// Even on ±spread around 1 for norms' scales, else around 0. spreads: by the end of a name, where a case has its own.
inline at::Tensor tensor_of(
    const std::string& name, const std::vector<std::int64_t>& shape, const nlohmann::json& spreads = nlohmann::json::object())
{
    std::uint64_t seed = 0xCBF29CE484222325ull; // FNV-1a
    for (const char byte : name)
        seed = (seed ^ static_cast<unsigned char>(byte)) * 0x100000001B3ull;
    const auto has = [&](const char* part) { return name.find(part) != std::string::npos; };
    const bool norm = has("norm") && name.ends_with(".weight");
    double spread = norm || name.ends_with(".bias") ? 0.4
        : has("embed") || has("lm_head") ? 1.0
                                         : 2.0 / std::sqrt(shape.empty() ? 1.0 : static_cast<double>(shape.back()));
    for (const auto& [end, own] : spreads.items())
        if (name.ends_with(end))
            spread = own.get<double>();
    at::Tensor out = at::empty(shape, at::kFloat);
    float* to = out.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < out.numel(); ++i)
        to[i] = static_cast<float>(
            (static_cast<double>(hash_of(seed, static_cast<std::uint64_t>(i)) >> 40) / 8388608.0 - 1.0) * spread
            + (norm ? 1.0 : 0.0));
    return out.to(at::kBFloat16);
}

/// Writes a case as a Hugging Face folder.
inline void write(const nlohmann::json& of, const std::filesystem::path& folder)
{
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "config.json") << of["config"];
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const auto& [name, shape] : of["tensors"].items())
        tensors.emplace_back(name, tensor_of(name, shape.get<std::vector<std::int64_t>>(), of.value("spreads", nlohmann::json::object())));
    (void)ropewalk::model::write_safetensors(folder / "model.safetensors", tensors);
}

/// What transformers turns by at this length: the shipped set that serves it.
inline ropewalk::rope::FactorSet served(
    const ropewalk::formats::ModelConfig& config, const nlohmann::json& text, std::int64_t length)
{
    ropewalk::rope::FactorSet set;
    set.lambda = ropewalk::rope::none_lambda(config.geometry);
    for (const ropewalk::rope::FactorSet& one : config.shipped)
        if (length > one.from_length)
            set = one;
    if (text["rope_parameters"]["rope_type"] == "dynamic" && length != set.to_length)
        set.lambda = ropewalk::rope::dynamic_ntk_lambda(
            config.geometry, text["rope_parameters"]["factor"].get<double>(), length);
    return set;
}

} // namespace made_model
