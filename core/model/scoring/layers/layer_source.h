// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/scoring/weights.h"

#include <memory>

namespace ropewalk::model {

/// One pass through a decoder's weights, from the first layer to the last and to the head. What was given last stays
/// valid until the next is asked for or the walk ends; then its memory may be used anew.
class LayerWalk
{
public:
    LayerWalk() = default;
    virtual ~LayerWalk() = default;
    LayerWalk(const LayerWalk&) = delete;
    LayerWalk& operator=(const LayerWalk&) = delete;

    virtual const ScoringLayer& layer(std::size_t index) = 0;
    virtual const Linear& head() = 0;
};

/// Where scoring and generation take their weights from, so that both are the same loop whether the weights are
/// resident or streamed. Immutable; several walks may be under way, one inside another's yield point.
class LayerSource
{
public:
    LayerSource() = default;
    virtual ~LayerSource() = default;
    LayerSource(const LayerSource&) = delete;
    LayerSource& operator=(const LayerSource&) = delete;

    virtual std::size_t layers() const = 0;
    virtual std::unique_ptr<LayerWalk> walk() const = 0;
    /// The rows of the embedding. ids: rows, int64, on the model's device → rows × hidden.
    virtual at::Tensor embed(const at::Tensor& ids) const = 0;
    virtual const Affine& norm() const = 0;
    /// A walk reads every layer anew: who has several batches takes them through each layer together.
    virtual bool streamed() const = 0;
};

/// All weights stay in memory.
std::shared_ptr<const LayerSource> resident_layers(std::shared_ptr<const ScoringWeights> weights);

} // namespace ropewalk::model
