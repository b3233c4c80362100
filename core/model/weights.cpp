// SPDX-License-Identifier: Apache-2.0
#include "core/model/weights.h"

#include "core/model/storage/mapped_pages.h"
#include "core/model/storage/stored_weights.h"

#include <ATen/ops/cat.h>

namespace ropewalk::model {
namespace {

/// Checks each tensor's numbers, hands it to take and lets go of its pages.
template <class Take>
Result<std::vector<std::string>> each_checked(const Checkpoint& checkpoint, const std::vector<CheckpointTensor>& tensors,
    bool allow_not_finite, Take take, const Progress& progress, const YieldPoint& yield)
{
    std::vector<std::string> not_finite;
    std::int64_t done = 0;
    for (const CheckpointTensor& tensor : tensors) {
        if (!keep_going(yield))
            return cancelled();
        if (Status finite = check_numbers(checkpoint, tensor, allow_not_finite, not_finite); !finite)
            return tl::unexpected(finite.error());
        take(tensor);
        wont_need(stored_bytes(checkpoint, tensor));
        if (progress)
            progress(++done, static_cast<std::int64_t>(tensors.size()));
    }
    return not_finite;
}

} // namespace

Result<Weights> load_weights(const formats::ModelConfig& config, const Checkpoint& checkpoint,
    const at::Device& device, at::ScalarType dtype, const Progress& progress, const YieldPoint& yield,
    bool allow_not_finite)
{
    Weights weights;
    const std::vector<CheckpointTensor> tensors = checkpoint_tensors(config, weights);
    if (Status there = check_tensors(config, checkpoint, tensors); !there)
        return tl::unexpected(there.error());
    const at::TensorOptions options = at::TensorOptions().device(device).dtype(dtype);
    for (std::size_t i = 0; i < weights.layers.size(); ++i)
        allocate_layer(config, weights.layers[i], layer_tensors(config, i, weights.layers[i]), options);
    allocate_parts(tensors, options);
    if (config.tied_embeddings)
        weights.head = weights.embedding;
    const auto read = [&](const CheckpointTensor& tensor) { read_tensor(checkpoint, tensor); };
    Result<std::vector<std::string>> odd = each_checked(checkpoint, tensors, allow_not_finite, read, progress, yield);
    if (!odd)
        return tl::unexpected(odd.error());
    weights.not_finite = std::move(*odd);
    return weights;
}

Result<std::vector<std::string>> check_weights(const formats::ModelConfig& config, const Checkpoint& checkpoint,
    const Progress& progress, const YieldPoint& yield, bool allow_not_finite)
{
    Weights names_alone;
    const std::vector<CheckpointTensor> tensors = checkpoint_tensors(config, names_alone);
    if (Status there = check_tensors(config, checkpoint, tensors); !there)
        return tl::unexpected(there.error());
    return each_checked(checkpoint, tensors, allow_not_finite, [](const CheckpointTensor&) {}, progress, yield);
}

at::Tensor fused(std::initializer_list<at::Tensor> matrices)
{
    const at::Tensor& first = *matrices.begin();
    std::int64_t rows = 0;
    bool adjacent = true;
    for (const at::Tensor& matrix : matrices) {
        adjacent = adjacent && matrix.is_contiguous() && matrix.storage().is_alias_of(first.storage())
            && matrix.storage_offset() == first.storage_offset() + rows * first.size(1);
        rows += matrix.size(0);
    }
    if (adjacent)
        return first.as_strided({rows, first.size(1)}, {first.size(1), 1});
    return at::cat(matrices, 0);
}

std::int64_t count_parameters(const formats::ModelConfig& config)
{
    Weights weights;
    std::int64_t total = 0;
    for (const CheckpointTensor& tensor : checkpoint_tensors(config, weights)) {
        std::int64_t numbers = 1;
        for (const std::int64_t size : tensor.shape())
            numbers *= size;
        total += numbers;
    }
    return total;
}

std::string fingerprint(std::string_view config_text, const Checkpoint& checkpoint)
{
    std::uint64_t hash = 0xcbf29ce484222325ull; // FNV-1a, 64 bits
    const auto take = [&hash](const void* data, std::size_t size) {
        const auto* bytes = static_cast<const unsigned char*>(data);
        for (std::size_t i = 0; i < size; ++i)
            hash = (hash ^ bytes[i]) * 0x100000001b3ull;
    };
    constexpr std::size_t piece = 64, pieces = 64; // bytes sampled in a row, and how often
    take(config_text.data(), config_text.size());
    for (const auto& [name, entry] : checkpoint.tensors) {
        const StoredTensor& tensor = entry.tensor;
        take(name.c_str(), name.size() + 1);
        take(tensor.dtype.c_str(), tensor.dtype.size() + 1);
        take(tensor.shape.data(), tensor.shape.size() * sizeof(std::int64_t));
        if (tensor.data.size() <= piece * pieces) {
            take(tensor.data.data(), tensor.data.size());
            continue;
        }
        for (std::size_t i = 0; i < pieces; ++i)
            take(tensor.data.data() + i * ((tensor.data.size() - piece) / (pieces - 1)), piece);
        wont_need(tensor.data);
    }
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4)
        out += digits[(hash >> shift) & 15];
    return out;
}

} // namespace ropewalk::model
