// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/layers/layer_source.h"

#include <ATen/ops/embedding.h>

namespace ropewalk::model {
namespace {

class ResidentWalk final : public LayerWalk
{
public:
    explicit ResidentWalk(const ScoringWeights& weights) : m_weights(weights) {}
    const ScoringLayer& layer(std::size_t index) override { return m_weights.layers[index]; }
    const Linear& head() override { return m_weights.head; }

private:
    const ScoringWeights& m_weights;
};

class ResidentLayers final : public LayerSource
{
public:
    explicit ResidentLayers(std::shared_ptr<const ScoringWeights> weights) : m_weights(std::move(weights)) {}
    std::size_t layers() const override { return m_weights->layers.size(); }
    std::unique_ptr<LayerWalk> walk() const override { return std::make_unique<ResidentWalk>(*m_weights); }
    at::Tensor embed(const at::Tensor& ids) const override { return at::embedding(m_weights->embedding, ids); }
    const Affine& norm() const override { return m_weights->norm; }
    bool streamed() const override { return false; }

private:
    std::shared_ptr<const ScoringWeights> m_weights;
};

} // namespace

std::shared_ptr<const LayerSource> resident_layers(std::shared_ptr<const ScoringWeights> weights)
{
    return std::make_shared<const ResidentLayers>(std::move(weights));
}

} // namespace ropewalk::model
