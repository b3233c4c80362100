// SPDX-License-Identifier: Apache-2.0
#include "core/model/storage/stored_weights.h"

#include "core/excerpt.h"
#include "core/formats/model_files/safetensors_header.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

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

} // namespace

Status check_tensors(
    const formats::ModelConfig& config, const Checkpoint& checkpoint, const std::vector<CheckpointTensor>& tensors)
{
    const std::string file = checkpoint.files.empty() ? std::string() : checkpoint.files.front()->path().string();
    const auto list = [](const std::vector<std::string>& names) {
        std::string out;
        for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 5); ++i)
            out += (i ? ", " : "") + excerpt(names[i]);
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
        return failure(words("tensors are missing: {1}", list(missing)), file);
    for (const auto& [name, entry] : checkpoint.tensors)
        if (!expected.contains(name) && !may_be_left_over(config, name))
            surplus.push_back(name);
    if (!surplus.empty())
        return failure(words("tensors that a {1} does not have: {2}", config.architecture, list(surplus)), file);
    for (const CheckpointTensor& tensor : tensors) {
        const Checkpoint::Entry& entry = *find(checkpoint, tensor);
        if (entry.tensor.shape != tensor.shape())
            return failure(words("expected shape {1} by config.json, found {2}", shape_text(tensor.shape()),
                               shape_text(entry.tensor.shape)),
                entry.file.string(), at_tensor(tensor.name));
        if (!storage_type(entry.tensor.dtype))
            return failure(words("expected F32, F16 or BF16, found {1}", entry.tensor.dtype), entry.file.string(),
                at_tensor(tensor.name));
    }
    return {};
}

Status check_numbers(const Checkpoint& checkpoint, const CheckpointTensor& tensor, bool allow_not_finite,
    std::vector<std::string>& not_finite)
{
    const Checkpoint::Entry& entry = *find(checkpoint, tensor);
    const std::int64_t odd = first_not_finite(entry.tensor.data, *storage_type(entry.tensor.dtype));
    if (odd < 0)
        return {};
    if (!allow_not_finite)
        return failure(words("expected finite numbers, found NaN or infinity at element {1}", odd), entry.file.string(),
            at_tensor(tensor.name));
    not_finite.push_back(tensor.name);
    return {};
}

std::span<const std::byte> stored_bytes(const Checkpoint& checkpoint, const CheckpointTensor& tensor)
{
    return find(checkpoint, tensor)->tensor.data;
}

at::Tensor stored_view(const Checkpoint& checkpoint, const CheckpointTensor& tensor)
{
    const StoredTensor& stored = find(checkpoint, tensor)->tensor;
    const at::ScalarType type = *storage_type(stored.dtype);
    void* data = const_cast<std::byte*>(stored.data.data());
    if (reinterpret_cast<std::uintptr_t>(data) % c10::elementSize(type) == 0)
        return at::from_blob(data, stored.shape, at::TensorOptions().dtype(type));
    at::Tensor copy = at::empty(stored.shape, type);
    if (!stored.data.empty())
        std::memcpy(copy.mutable_data_ptr(), stored.data.data(), stored.data.size());
    return copy;
}

void read_tensor(const Checkpoint& checkpoint, const CheckpointTensor& into)
{
    take_apart(stored_view(checkpoint, into), into);
}

void allocate_layer(const formats::ModelConfig& config, LayerWeights& layer, const std::vector<CheckpointTensor>& tensors,
    const at::TensorOptions& options)
{
    const std::int64_t hidden = config.hidden_size, inner = config.intermediate_size;
    const std::int64_t queries = config.heads * config.geometry.head_dim;
    const std::int64_t keys = config.kv_heads * config.geometry.head_dim;
    const at::Tensor qkv = at::empty({queries + 2 * keys, hidden}, options);
    layer.q.weight = qkv.narrow(0, 0, queries);
    layer.k.weight = qkv.narrow(0, queries, keys);
    layer.v.weight = qkv.narrow(0, queries + keys, keys);
    if (config.form.gated) {
        const at::Tensor gate_up = at::empty({2 * inner, hidden}, options);
        layer.gate.weight = gate_up.narrow(0, 0, inner);
        layer.up.weight = gate_up.narrow(0, inner, inner);
    }
    allocate_parts(tensors, options);
}

void allocate_parts(const std::vector<CheckpointTensor>& tensors, const at::TensorOptions& options)
{
    for (const CheckpointTensor& tensor : tensors)
        for (std::size_t i = 0; i < tensor.parts.size(); ++i)
            if (!tensor.parts[i]->defined())
                *tensor.parts[i] = at::empty(tensor.shapes[i], options);
}

} // namespace ropewalk::model
