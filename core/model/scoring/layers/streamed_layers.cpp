// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/layers/streamed_layers.h"

#include "core/model/memory/chunks.h"
#include "core/model/scoring/layers/copy_lane.h"
#include "core/model/storage/mapped_pages.h"
#include "core/model/storage/stored_weights.h"

#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <optional>

namespace ropewalk::model {
namespace {

/// What every walk reads from.
struct Stored
{
    formats::ModelConfig config;
    Checkpoint checkpoint;
    at::TensorOptions options; ///< device and dtype of what is computed with
    bool prepack;
    CheckpointTensor embedding = {}, head = {}; ///< without parts to read into

    bool on_cpu() const { return options.device().is_cpu(); }
};

/// Memory for one layer; on the CPU host and device are the same tensors.
struct Slot
{
    LayerWeights host, device;
    std::vector<std::pair<at::Tensor, at::Tensor>> to_from;
    std::optional<CopyLane::Slot> order;
};

/// Every tensor of two layers that were allocated alike, device first.
std::vector<std::pair<at::Tensor, at::Tensor>> pairs_of(
    const std::vector<CheckpointTensor>& device, const std::vector<CheckpointTensor>& host)
{
    std::vector<std::pair<at::Tensor, at::Tensor>> out;
    for (std::size_t i = 0; i < device.size(); ++i)
        for (std::size_t part = 0; part < device[i].parts.size(); ++part)
            out.emplace_back(*device[i].parts[part], *host[i].parts[part]);
    return out;
}

class StreamedWalk final : public LayerWalk
{
public:
    explicit StreamedWalk(const Stored& stored) : m_stored(stored)
    {
        if (!m_stored.on_cpu())
            m_lane.emplace(m_stored.options.device());
        read_ahead(0);
    }

    const ScoringLayer& layer(std::size_t index) override
    {
        retire();
        Slot& slot = next_slot();
        if (m_lane)
            m_lane->open(*slot.order);
        read_ahead(index + 1);
        for (const CheckpointTensor& tensor : layer_tensors(m_stored.config, index, slot.host)) {
            read_tensor(m_stored.checkpoint, tensor);
            wont_need(stored_bytes(m_stored.checkpoint, tensor));
        }
        if (m_lane)
            m_lane->send(*slot.order, slot.to_from);
        m_current = &slot;
        m_layer = prepare_layer(m_stored.config.form, slot.device, m_stored.prepack, m_stored.config.form.window(index));
        return m_layer;
    }

    const Linear& head() override
    {
        retire();
        m_slots.clear();
        const at::Tensor from = stored_view(m_stored.checkpoint, m_stored.head);
        const at::Tensor to = at::empty(from.sizes(), m_stored.options);
        for (std::int64_t row = 0; row < from.size(0); row += chunks::head_rows) {
            const std::int64_t count = std::min(chunks::head_rows, from.size(0) - row);
            to.narrow(0, row, count).copy_(from.narrow(0, row, count));
        }
        wont_need(stored_bytes(m_stored.checkpoint, m_stored.head));
        m_head = Linear(to, m_stored.prepack);
        return m_head;
    }

private:
    /// What was given last is not used any more.
    void retire()
    {
        m_layer = {};
        if (m_lane && m_current)
            m_lane->retire(*m_current->order);
        m_current = nullptr;
    }

    /// The slot used longest ago: one on the CPU, where reading waits for the computation, else two in turn.
    Slot& next_slot()
    {
        const std::size_t most = m_lane ? 2 : 1;
        if (m_slots.size() == most) {
            std::rotate(m_slots.begin(), m_slots.begin() + 1, m_slots.end());
            return *m_slots.back();
        }
        Slot& slot = *m_slots.emplace_back(std::make_unique<Slot>());
        const auto allocated = [&](LayerWeights& layer, const at::TensorOptions& options) {
            std::vector<CheckpointTensor> tensors = layer_tensors(m_stored.config, 0, layer);
            allocate_layer(m_stored.config, layer, tensors, options);
            return tensors;
        };
        const auto device = allocated(slot.device, m_stored.options);
        if (!m_lane) {
            slot.host = slot.device;
            return slot;
        }
        const auto host = allocated(slot.host, m_stored.options.device(at::kCPU).pinned_memory(true));
        slot.to_from = pairs_of(device, host);
        slot.order.emplace(m_stored.options.device());
        return slot;
    }

    void read_ahead(std::size_t index)
    {
        if (index >= static_cast<std::size_t>(m_stored.config.layers))
            return will_need(stored_bytes(m_stored.checkpoint, m_stored.head));
        LayerWeights names_alone;
        for (const CheckpointTensor& tensor : layer_tensors(m_stored.config, index, names_alone))
            will_need(stored_bytes(m_stored.checkpoint, tensor));
    }

    const Stored& m_stored;
    std::optional<CopyLane> m_lane;
    std::vector<std::unique_ptr<Slot>> m_slots;
    Slot* m_current = nullptr;
    ScoringLayer m_layer;
    Linear m_head;
};

class StreamedLayers final : public LayerSource
{
public:
    explicit StreamedLayers(Stored stored) : m_stored(std::move(stored))
    {
        Weights weights; // for the names; of them the last norm alone stays
        const std::vector<CheckpointTensor> tensors = checkpoint_tensors(m_stored.config, weights);
        const auto belongs = [](const CheckpointTensor& tensor, const at::Tensor& part) {
            return std::ranges::find(tensor.parts, &part) != tensor.parts.end();
        };
        for (const CheckpointTensor& tensor : tensors) {
            if (belongs(tensor, weights.embedding))
                m_stored.embedding = m_stored.head = tensor;
            if (belongs(tensor, weights.head))
                m_stored.head = tensor;
            if (belongs(tensor, weights.norm.weight) || belongs(tensor, weights.norm.bias)) {
                allocate_parts({tensor}, m_stored.options);
                read_tensor(m_stored.checkpoint, tensor);
            }
        }
        m_stored.embedding.parts.clear();
        m_stored.head.parts.clear();
        m_norm = weights.norm;
    }

    std::size_t layers() const override { return static_cast<std::size_t>(m_stored.config.layers); }
    std::unique_ptr<LayerWalk> walk() const override { return std::make_unique<StreamedWalk>(m_stored); }
    at::Tensor embed(const at::Tensor& ids) const override
    {
        const at::Tensor rows = stored_view(m_stored.checkpoint, m_stored.embedding);
        return at::embedding(rows, ids.to(at::kCPU)).to(m_stored.options);
    }
    const Affine& norm() const override { return m_norm; }
    bool streamed() const override { return true; }

private:
    Stored m_stored;
    Affine m_norm;
};

} // namespace

std::shared_ptr<const LayerSource> streamed_layers(formats::ModelConfig config, Checkpoint checkpoint,
    const at::Device& device, at::ScalarType dtype, bool prepack)
{
    return std::make_shared<const StreamedLayers>(Stored{std::move(config), std::move(checkpoint),
        at::TensorOptions().device(device).dtype(dtype), prepack, {}, {}});
}

} // namespace ropewalk::model
