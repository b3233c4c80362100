// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/methods.h"

namespace ropewalk::rope {

/// What the weights were last trained with: plain RoPE at L unless the model ships scaled (its long list and that of
/// prompts up to L where it has two) or was tuned. Angles count as seen by it; a search starts from it.
struct Trained
{
    std::vector<double> lambda; ///< one a pair, relative to the raw θ_i; empty = 1 for all, plain RoPE
    std::int64_t n_hat = 0; ///< tokens
    double attention_factor = 1.0; ///< m
    std::int64_t length = 0; ///< tokens; 0 = the geometry's L
    std::vector<double> short_lambda; ///< what prompts up to L were trained with; empty = lambda

    bool is_plain() const { return lambda.empty(); }
    bool operator==(const Trained&) const = default;
};

/// Refuses lists of another length than geometry.pairs(), values that are not finite and positive, n̂ and lengths
/// below 0.
Status validate(const Trained& trained, const Geometry& geometry);

/// The length last trained with, tokens.
std::int64_t trained_length(const Geometry& geometry, const Trained& trained);

/// λ that prompts of this length were trained with: geometry.pairs() values.
std::vector<double> trained_lambda(const Geometry& geometry, const Trained& trained, std::int64_t length);

/// The largest angle of a pair in training as a position of plain RoPE: (length − 1)/λ_i, L − 1 for plain RoPE. Times
/// θ_i it is in radians.
double trained_reach(const Geometry& geometry, const Trained& trained, int pair);

/// True when the pair turned once around within the trained length: it has seen every angle.
bool trained_all_round(const Geometry& geometry, const Trained& trained, int pair);

/// The first pair that did not; the critical pair for plain RoPE.
int first_partly_trained(const Geometry& geometry, const Trained& trained);

/// A method on top of what was trained: its λ for target/trained length, times the trained λ (LongRoPE's later
/// stages). For plain RoPE it is make_set().
FactorSet stretch_on(Method method, const Geometry& geometry, const Trained& trained, std::int64_t target);

/// The largest λ that a search or an edit may reach: factor·s, and no less than PI on top of what was trained.
double lambda_bound(const Geometry& geometry, const Trained& trained, double factor, std::int64_t target);

} // namespace ropewalk::rope
