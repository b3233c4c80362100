// SPDX-License-Identifier: Apache-2.0
#include "core/model/weights.h"

#include "core/model/storage/safetensors_header.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>

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

/// The shape that a decoder's tensor must have, out × in for matrices.
std::vector<std::int64_t> expected_shape(const formats::ModelConfig& config, std::string_view name)
{
    const std::int64_t hidden = config.hidden_size;
    const std::int64_t head_dim = config.geometry.head_dim;
    const std::int64_t queries = config.heads * head_dim;
    const std::int64_t keys = config.kv_heads * head_dim;
    if (name == "model.embed_tokens.weight" || name == "lm_head.weight")
        return {config.vocab_size, hidden};
    if (name.ends_with("q_proj.weight"))
        return {queries, hidden};
    if (name.ends_with("k_proj.weight") || name.ends_with("v_proj.weight"))
        return {keys, hidden};
    if (name.ends_with("o_proj.weight"))
        return {hidden, queries};
    if (name.ends_with("gate_proj.weight") || name.ends_with("up_proj.weight"))
        return {config.intermediate_size, hidden};
    if (name.ends_with("down_proj.weight"))
        return {hidden, config.intermediate_size};
    return {hidden}; // the norms
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

/// Checks one tensor against the configuration and copies it into target, which has the expected shape.
Status load(const Checkpoint::Entry& entry, const std::string& name, at::Tensor target)
{
    const std::string file = entry.file.string();
    const std::string place = "tensor " + name;
    const StoredTensor& stored = entry.tensor;
    const std::optional<at::ScalarType> type = storage_type(stored.dtype);
    if (!type)
        return failure("expected F32, F16 or BF16, found " + stored.dtype, file, place);
    const std::int64_t odd = first_not_finite(stored.data, *type);
    if (odd >= 0)
        return failure("expected finite numbers, found NaN or infinity at element " + std::to_string(odd), file, place);
    at::Tensor raw = at::empty(stored.shape, *type); // a copy: the file promises no alignment
    if (!stored.data.empty())
        std::memcpy(raw.mutable_data_ptr(), stored.data.data(), stored.data.size());
    target.copy_(raw);
    return {};
}

/// Allocates a layer's tensors in their shapes, those that are multiplied together behind each other.
void allocate(const formats::ModelConfig& config, LayerWeights& w, const at::TensorOptions& options)
{
    const std::int64_t hidden = config.hidden_size;
    const std::int64_t queries = config.heads * config.geometry.head_dim;
    const std::int64_t keys = config.kv_heads * config.geometry.head_dim;
    const at::Tensor qkv = at::empty({queries + 2 * keys, hidden}, options);
    w.q = qkv.narrow(0, 0, queries);
    w.k = qkv.narrow(0, queries, keys);
    w.v = qkv.narrow(0, queries + keys, keys);
    w.o = at::empty({hidden, queries}, options);
    const at::Tensor gate_up = at::empty({2 * config.intermediate_size, hidden}, options);
    w.gate = gate_up.narrow(0, 0, config.intermediate_size);
    w.up = gate_up.narrow(0, config.intermediate_size, config.intermediate_size);
    w.down = at::empty({hidden, config.intermediate_size}, options);
    w.input_norm = at::empty({hidden}, options);
    w.post_norm = at::empty({hidden}, options);
}

/// True for tensors that a checkpoint may hold without the decoder needing them.
bool may_be_left_over(const formats::ModelConfig& config, std::string_view name)
{
    return name.ends_with("rotary_emb.inv_freq") || (config.tied_embeddings && name == "lm_head.weight");
}

/// All tensors are there in their shapes and none is left over; the first few of each kind are named.
Status check_names(const formats::ModelConfig& config, const Checkpoint& checkpoint,
    const std::vector<std::pair<std::string, at::Tensor*>>& named)
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
    for (const auto& [name, tensor] : named) {
        expected.insert(name);
        if (!checkpoint.tensors.contains(name))
            missing.push_back(name);
    }
    if (!missing.empty())
        return failure("tensors are missing: " + list(missing), file);
    for (const auto& [name, entry] : checkpoint.tensors)
        if (!expected.contains(name) && !may_be_left_over(config, name))
            surplus.push_back(name);
    if (!surplus.empty())
        return failure("tensors that a " + config.architecture + " does not have: " + list(surplus), file);
    for (const auto& [name, tensor] : named) {
        const Checkpoint::Entry& entry = checkpoint.tensors.at(name);
        const std::vector<std::int64_t> shape = expected_shape(config, name);
        if (entry.tensor.shape != shape)
            return failure("expected shape " + shape_text(shape) + " by config.json, found "
                    + shape_text(entry.tensor.shape),
                entry.file.string(), "tensor " + name);
    }
    return {};
}

} // namespace

Result<Weights> load_weights(const formats::ModelConfig& config, const Checkpoint& checkpoint,
    const at::Device& device, at::ScalarType dtype, const Progress& progress, const YieldPoint& yield)
{
    Weights weights;
    const auto named = weights.named(config);
    if (Status names = check_names(config, checkpoint, named); !names)
        return tl::unexpected(names.error());

    const at::TensorOptions options = at::TensorOptions().device(device).dtype(dtype);
    weights.embedding = at::empty({config.vocab_size, config.hidden_size}, options);
    for (LayerWeights& layer : weights.layers)
        allocate(config, layer, options);
    weights.norm = at::empty({config.hidden_size}, options);
    weights.head = config.tied_embeddings ? weights.embedding : at::empty_like(weights.embedding);

    std::int64_t done = 0;
    for (const auto& [name, tensor] : named) {
        if (!keep_going(yield))
            return cancelled();
        if (Status loaded = load(checkpoint.tensors.at(name), name, *tensor); !loaded)
            return tl::unexpected(loaded.error());
        if (progress)
            progress(++done, static_cast<std::int64_t>(named.size()));
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
