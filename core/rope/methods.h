// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <optional>
#include <string_view>

namespace ropewalk::rope {

/// The named ways to stretch a model; each is a λ curve.
enum class Method { none, pi, ntk, dynamic_ntk, yarn, llama3, longrope2 };

std::string_view name(Method method); ///< as shown: "none", "PI", "NTK", …
std::optional<Method> method_from_name(std::string_view name); ///< case-insensitive: "pi", "ntk", "yarn", …

struct YarnOptions
{
    double beta_fast = 32.0; ///< rotations in L above which a pair is left alone
    double beta_slow = 1.0; ///< rotations in L below which a pair is interpolated fully
    bool truncate = true; ///< floor and ceil of the ramp's ends
};

struct Llama3Options
{
    double low_freq_factor = 1.0;
    double high_freq_factor = 4.0;
};

/// λ curves, one value a pair, for s = scale ≥ 1 (longrope.md's table; transformers' own frequencies are θ_i/λ_i).
std::vector<double> none_lambda(const Geometry& geometry);
std::vector<double> pi_lambda(const Geometry& geometry, double scale);
std::vector<double> ntk_lambda(const Geometry& geometry, double scale);
/// At the present length n: s(n) = f·n/L − (f − 1), and 1 up to L.
std::vector<double> dynamic_ntk_lambda(const Geometry& geometry, double factor, std::int64_t length);
std::vector<double> yarn_lambda(const Geometry& geometry, double scale, const YarnOptions& options = {});
std::vector<double> llama3_lambda(const Geometry& geometry, double scale, const Llama3Options& options = {});
/// LongRoPE's dynamic form: 1 + (λ_i − 1)·(n/L − 1)/(s − 1).
std::vector<double> longrope_dynamic_lambda(const Geometry& geometry, const std::vector<double>& lambda, double scale,
    std::int64_t length);
/// LongRoPE2's shape: λ_r^(i/r) below pair r (NTK through λ_r), the given λ from r on.
std::vector<double> longrope2_lambda(const std::vector<double>& lambda, int real_critical_pair);

/// m of YaRN, 0.1·ln s + 1, and of LongRoPE, √(1 + ln s/ln L); 1 for s ≤ 1.
double yarn_attention_factor(double scale);
double longrope_attention_factor(const Geometry& geometry, double scale);

/// λ of a method at s = scale ≥ 1. Dynamic NTK is transformers' with its factor f = s at the prompt of n = s·L tokens:
/// NTK at s² − s + 1.
std::vector<double> method_lambda(Method method, const Geometry& geometry, double scale);

/// What the name leaves open, in a sentence: of dynamic NTK what its factor is. Empty for the others.
Words method_note(Method method, const Geometry& geometry, std::int64_t target);

/// A method as a named set for a target length in tokens (s = target/L, at least 1), with its own attention factor.
FactorSet make_set(Method method, const Geometry& geometry, std::int64_t target);

/// s = target/L, at least 1.
double scale_for(const Geometry& geometry, std::int64_t target);

} // namespace ropewalk::rope
