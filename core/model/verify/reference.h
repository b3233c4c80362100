// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"

#include <span>

namespace ropewalk::model::verify {

// The model in double precision on the CPU, from the very weights that are open: what device and dtype are measured by.

/// A model's first layers, so that a float64 copy of them holds at most `parameters` numbers; at least one layer.
std::shared_ptr<const Model> first_layers(const Model& model, std::int64_t parameters);

Weights in_double(const Model& model);

/// cos and sin in double, each position's angle by itself; differentiable when lambda (pairs, double) is.
Rotation exact_rotation(const rope::Geometry& geometry, const rope::FactorSet& set, const at::Tensor& lambda,
    std::int64_t first, std::int64_t count);
at::Tensor lambda_tensor(const rope::FactorSet& set);

/// What the plain decoder makes of one window: ids 1 × length, int64.
struct Losses
{
    at::Tensor token; ///< length − 1, nats
    at::Tensor scale; ///< length − 1: how far a relative error of 1 in the last states moves a logit, and the largest logit
};
Losses exact_losses(const Model& model, const Weights& weights, const at::Tensor& ids, const Rotation& rotation);

/// The gradient of the mean loss with respect to λ by the plain decoder, in the weights' dtype on their device.
struct Gradient
{
    at::Tensor value; ///< pairs, double
    /// pairs: Σ over positions of what each alone contributes, without signs, and the loss over λ: where contributions
    /// cancel inside attention (a window of one key) nothing else is left to compare with.
    at::Tensor scale;
};
Gradient lambda_gradient(const Model& model, const Weights& weights, const at::Tensor& ids, const rope::FactorSet& set);

} // namespace ropewalk::model::verify
