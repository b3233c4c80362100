// SPDX-License-Identifier: Apache-2.0
#include "core/model/weights.h"

#include "core/model/checkpoint_names.h"
#include "core/model/storage/safetensors_header.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>

namespace ropewalk::model {
namespace {

std::string shape_text(std::span<const std::int64_t> shape)
{
    std::string out = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        out += (i ? ", " : "") + std::to_string(shape[i]);
    return out + "]";
}

std::optional<at::ScalarType> storage_type(std::string_view dtype)
{
    if (dtype == "F32")
        return at::kFloat;
    if (dtype == "F16")
        return at::kHalf;
    if (dtype == "BF16")
        return at::kBFloat16;
    return std::nullopt;
}

/// Index of the first value whose exponent bits are all set (NaN or infinite), −1 if there is none.
template <class Bits>
std::int64_t first_not_finite(std::span<const std::byte> data, Bits exponent)
{
    const std::size_t count = data.size() / sizeof(Bits);
    constexpr std::size_t block = 4096;
    for (std::size_t begin = 0; begin < count; begin += block) {
        const std::size_t size = std::min(block, count - begin);
        Bits values[block];
        std::memcpy(values, data.data() + begin * sizeof(Bits), size * sizeof(Bits));
        bool odd = false;
        for (std::size_t i = 0; i < size; ++i)
            odd |= (values[i] & exponent) == exponent;
        if (!odd)
            continue;
        for (std::size_t i = 0; i < size; ++i)
            if ((values[i] & exponent) == exponent)
                return static_cast<std::int64_t>(begin + i);
    }
    return -1;
}

std::int64_t first_not_finite(std::span<const std::byte> data, at::ScalarType type)
{
    switch (type) {
    case at::kFloat: return first_not_finite<std::uint32_t>(data, 0x7F80'0000u);
    case at::kHalf: return first_not_finite<std::uint16_t>(data, 0x7C00u);
    default: return first_not_finite<std::uint16_t>(data, 0x7F80u);
    }
}

/// The tensor under its name, or under the one that some files use instead; null when it is missing.
const Checkpoint::Entry* find(const Checkpoint& checkpoint, const CheckpointTensor& tensor)
{
    auto found = checkpoint.tensors.find(tensor.name);
    if (found == checkpoint.tensors.end() && !tensor.other_name.empty())
        found = checkpoint.tensors.find(tensor.other_name);
    return found == checkpoint.tensors.end() ? nullptr : &found->second;
}

/// Checks one tensor's numbers and copies them into the parts, which have their shapes.
Status load(const Checkpoint::Entry& entry, const CheckpointTensor& into, bool allow_not_finite,
    std::vector<std::string>& not_finite)
{
    const std::string file = entry.file.string();
    const std::string place = "tensor " + into.name;
    const StoredTensor& stored = entry.tensor;
    const std::optional<at::ScalarType> type = storage_type(stored.dtype);
    if (!type)
        return failure("expected F32, F16 or BF16, found " + stored.dtype, file, place);
    const std::int64_t odd = first_not_finite(stored.data, *type);
    if (odd >= 0)
        not_finite.push_back(into.name);
    if (odd >= 0 && !allow_not_finite)
        return failure("expected finite numbers, found NaN or infinity at element " + std::to_string(odd), file, place);
    at::Tensor raw = at::empty(stored.shape, *type); // a copy: the file promises no alignment
    if (!stored.data.empty())
        std::memcpy(raw.mutable_data_ptr(), stored.data.data(), stored.data.size());
    take_apart(raw, into);
    return {};
}

/// Allocates every tensor in its shape; a layer's q, k and v lie behind each other, and so do gate and up.
void allocate(const formats::ModelConfig& config, Weights& weights, const std::vector<CheckpointTensor>& tensors,
    const at::TensorOptions& options)
{
    for (LayerWeights& w : weights.layers) {
        const std::int64_t hidden = config.hidden_size, inner = config.intermediate_size;
        const std::int64_t queries = config.heads * config.geometry.head_dim;
        const std::int64_t keys = config.kv_heads * config.geometry.head_dim;
        const at::Tensor qkv = at::empty({queries + 2 * keys, hidden}, options);
        w.q.weight = qkv.narrow(0, 0, queries);
        w.k.weight = qkv.narrow(0, queries, keys);
        w.v.weight = qkv.narrow(0, queries + keys, keys);
        if (!config.form.gated)
            continue;
        const at::Tensor gate_up = at::empty({2 * inner, hidden}, options);
        w.gate.weight = gate_up.narrow(0, 0, inner);
        w.up.weight = gate_up.narrow(0, inner, inner);
    }
    for (const CheckpointTensor& tensor : tensors)
        for (std::size_t i = 0; i < tensor.parts.size(); ++i)
            if (!tensor.parts[i]->defined())
                *tensor.parts[i] = at::empty(tensor.shapes[i], options);
    if (config.tied_embeddings)
        weights.head = weights.embedding;
}

/// All tensors are there in their shapes and none is left over; the first few of each kind are named.
Status check_names(const formats::ModelConfig& config, const Checkpoint& checkpoint,
    const std::vector<CheckpointTensor>& tensors)
{
    const std::string file = checkpoint.files.empty() ? std::string() : checkpoint.files.front()->path().string();
    const auto list = [](const std::vector<std::string>& names) {
        std::string out;
        for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 5); ++i)
            out += (i ? ", " : "") + shown_name(names[i]);
        return names.size() > 5 ? out + " and " + std::to_string(names.size() - 5) + " more" : out;
    };
    std::vector<std::string> missing, surplus;
    std::set<std::string_view> expected;
    for (const CheckpointTensor& tensor : tensors) {
        const Checkpoint::Entry* entry = find(checkpoint, tensor);
        expected.insert(entry && !checkpoint.tensors.contains(tensor.name) ? tensor.other_name : tensor.name);
        if (!entry)
            missing.push_back(tensor.name);
    }
    if (!missing.empty())
        return failure("tensors are missing: " + list(missing), file);
    for (const auto& [name, entry] : checkpoint.tensors)
        if (!expected.contains(name) && !may_be_left_over(config, name))
            surplus.push_back(name);
    if (!surplus.empty())
        return failure("tensors that a " + config.architecture + " does not have: " + list(surplus), file);
    for (const CheckpointTensor& tensor : tensors) {
        const Checkpoint::Entry& entry = *find(checkpoint, tensor);
        if (entry.tensor.shape != tensor.shape())
            return failure("expected shape " + shape_text(tensor.shape()) + " by config.json, found "
                    + shape_text(entry.tensor.shape),
                entry.file.string(), "tensor " + tensor.name);
    }
    return {};
}

} // namespace

Result<Weights> load_weights(const formats::ModelConfig& config, const Checkpoint& checkpoint,
    const at::Device& device, at::ScalarType dtype, const Progress& progress, const YieldPoint& yield,
    bool allow_not_finite)
{
    Weights weights;
    const std::vector<CheckpointTensor> tensors = checkpoint_tensors(config, weights);
    if (Status names = check_names(config, checkpoint, tensors); !names)
        return tl::unexpected(names.error());
    allocate(config, weights, tensors, at::TensorOptions().device(device).dtype(dtype));
    std::int64_t done = 0;
    for (const CheckpointTensor& tensor : tensors) {
        if (!keep_going(yield))
            return cancelled();
        if (Status loaded = load(*find(checkpoint, tensor), tensor, allow_not_finite, weights.not_finite);
            !loaded)
            return tl::unexpected(loaded.error());
        if (progress)
            progress(++done, static_cast<std::int64_t>(tensors.size()));
    }
    return weights;
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

std::int64_t count_parameters(const formats::ModelConfig& config, Weights& weights)
{
    std::int64_t total = 0;
    for (const auto& [name, tensor] : weights.named(config))
        total += tensor->numel();
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
    }
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (int shift = 60; shift >= 0; shift -= 4)
        out += digits[(hash >> shift) & 15];
    return out;
}

} // namespace ropewalk::model
