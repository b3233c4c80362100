// SPDX-License-Identifier: Apache-2.0
#include "core/model/checkpoint_names.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>

namespace ropewalk::model {
namespace {

/// What a family of checkpoints calls things; one name for several matrices means that they are stored as one.
struct Names
{
    const char* embedding;
    const char* layers; ///< before a layer's number
    const char* input_norm;
    std::vector<const char*> qkv;
    const char* o;
    const char* post_norm;
    std::vector<const char*> gate_up;
    const char* down;
    const char* norm;
    const char* head;
    const char* other_head = "";
};

Names names_of(formats::Naming naming)
{
    if (naming == formats::Naming::gpt_neox)
        return {"gpt_neox.embed_in", "gpt_neox.layers.", "input_layernorm", {"attention.query_key_value"},
            "attention.dense", "post_attention_layernorm", {"mlp.dense_h_to_4h"}, "mlp.dense_4h_to_h",
            "gpt_neox.final_layer_norm", "embed_out", "lm_head"};
    const bool fused = naming == formats::Naming::phi3;
    using List = std::vector<const char*>;
    return {"model.embed_tokens", "model.layers.", "input_layernorm",
        fused ? List{"self_attn.qkv_proj"} : List{"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"},
        "self_attn.o_proj", "post_attention_layernorm",
        fused ? List{"mlp.gate_up_proj"} : List{"mlp.gate_proj", "mlp.up_proj"}, "mlp.down_proj", "model.norm",
        "lm_head"};
}

struct Matrix
{
    Affine* affine;
    std::int64_t rows;
};

class Collector
{
public:
    Collector(const formats::ModelConfig& config, std::vector<CheckpointTensor>& out) : m_config(config), m_out(out) {}

    void one(const std::string& name, at::Tensor& tensor, std::vector<std::int64_t> shape)
    {
        m_out.push_back({name + ".weight", {&tensor}, {std::move(shape)}});
    }
    void norm(const std::string& name, Affine& affine)
    {
        one(name, affine.weight, {m_config.hidden_size});
        if (m_config.form.layer_norm)
            m_out.push_back({name + ".bias", {&affine.bias}, {{m_config.hidden_size}}});
    }
    /// Matrices of `columns` under a name each, or all under one.
    void matrices(const std::string& layer, const std::vector<const char*>& names, const std::vector<Matrix>& all,
        std::int64_t columns, bool bias, std::int64_t by_head = 0)
    {
        for (std::size_t i = 0; i < names.size(); ++i) {
            const bool whole = names.size() == 1;
            const std::vector<Matrix> here = whole ? all : std::vector<Matrix>{all[i]};
            for (const bool of_bias : {false, true}) {
                if (of_bias && !bias)
                    continue;
                CheckpointTensor& tensor = m_out.emplace_back();
                tensor.name = layer + names[i] + (of_bias ? ".bias" : ".weight");
                tensor.by_head = by_head;
                for (const Matrix& matrix : here) {
                    tensor.parts.push_back(of_bias ? &matrix.affine->bias : &matrix.affine->weight);
                    tensor.shapes.push_back(of_bias ? std::vector{matrix.rows} : std::vector{matrix.rows, columns});
                }
            }
        }
    }

private:
    const formats::ModelConfig& m_config;
    std::vector<CheckpointTensor>& m_out;
};

} // namespace

std::vector<std::int64_t> CheckpointTensor::shape() const
{
    std::vector<std::int64_t> out = shapes.front();
    for (std::size_t i = 1; i < shapes.size(); ++i)
        out.front() += shapes[i].front();
    return out;
}

std::vector<CheckpointTensor> layer_tensors(const formats::ModelConfig& config, std::size_t index, LayerWeights& w)
{
    const Names names = names_of(config.form.naming);
    const formats::DecoderForm& form = config.form;
    const std::int64_t hidden = config.hidden_size, inner = config.intermediate_size;
    const std::int64_t head_dim = config.geometry.head_dim;
    const std::int64_t queries = config.heads * head_dim, keys = config.kv_heads * head_dim;
    const std::int64_t by_head = form.naming == formats::Naming::gpt_neox ? config.heads : 0;
    std::vector<CheckpointTensor> out;
    Collector collect(config, out);
    const std::string layer = names.layers + std::to_string(index) + ".";
    collect.norm(layer + names.input_norm, w.input_norm);
    collect.matrices(layer, names.qkv, {{&w.q, queries}, {&w.k, keys}, {&w.v, keys}}, hidden, form.qkv_bias, by_head);
    if (form.head_norms) {
        collect.one(layer + "self_attn.q_norm", w.q_norm, {head_dim});
        collect.one(layer + "self_attn.k_norm", w.k_norm, {head_dim});
    }
    collect.matrices(layer, {names.o}, {{&w.o, hidden}}, queries, form.o_bias);
    collect.norm(layer + names.post_norm, w.post_norm);
    std::vector<Matrix> gate_up{{&w.up, inner}};
    if (form.gated)
        gate_up.insert(gate_up.begin(), {&w.gate, inner});
    collect.matrices(layer, names.gate_up, gate_up, hidden, form.mlp_bias);
    collect.matrices(layer, {names.down}, {{&w.down, hidden}}, inner, form.mlp_bias);
    return out;
}

std::vector<CheckpointTensor> checkpoint_tensors(const formats::ModelConfig& config, Weights& weights)
{
    const Names names = names_of(config.form.naming);
    std::vector<CheckpointTensor> out;
    Collector collect(config, out);
    collect.one(names.embedding, weights.embedding, {config.vocab_size, config.hidden_size});
    weights.layers.resize(static_cast<std::size_t>(config.layers));
    for (std::size_t i = 0; i < weights.layers.size(); ++i)
        for (CheckpointTensor& tensor : layer_tensors(config, i, weights.layers[i]))
            out.push_back(std::move(tensor));
    collect.norm(names.norm, weights.norm);
    if (!config.tied_embeddings) {
        collect.one(names.head, weights.head, {config.vocab_size, config.hidden_size});
        if (*names.other_head)
            out.back().other_name = std::string(names.other_head) + ".weight";
    }
    return out;
}

std::vector<std::pair<std::string, at::Tensor*>> Weights::named(const formats::ModelConfig& config)
{
    std::vector<std::pair<std::string, at::Tensor*>> out;
    for (const CheckpointTensor& tensor : checkpoint_tensors(config, *this))
        for (std::size_t i = 0; i < tensor.parts.size(); ++i)
            out.emplace_back(tensor.name + (tensor.parts.size() > 1 ? std::string(1, '.').append(std::to_string(i)) : std::string()), tensor.parts[i]);
    return out;
}

void take_apart(const at::Tensor& stored, const CheckpointTensor& into)
{
    std::int64_t row = 0;
    for (std::size_t i = 0; i < into.parts.size(); ++i) {
        const std::int64_t rows = into.shapes[i].front();
        if (into.by_head > 0) {
            // heads × parts × rows of a head × …: q, k and v have as many heads here.
            const auto parts = static_cast<std::int64_t>(into.parts.size());
            const at::Tensor heads = stored.unflatten(0, {into.by_head, parts, rows / into.by_head});
            into.parts[i]->copy_(heads.select(1, static_cast<std::int64_t>(i)).flatten(0, 1));
        } else {
            into.parts[i]->copy_(stored.narrow(0, row, rows));
        }
        row += rows;
    }
}

at::Tensor put_together(const CheckpointTensor& tensor)
{
    std::vector<at::Tensor> parts;
    for (const at::Tensor* part : tensor.parts)
        parts.push_back(tensor.by_head > 0 ? part->unflatten(0, {tensor.by_head, part->size(0) / tensor.by_head}) : *part);
    if (tensor.by_head > 0)
        return at::stack(parts, 1).flatten(0, 2);
    return parts.size() == 1 ? parts.front() : at::cat(parts, 0);
}

bool may_be_left_over(const formats::ModelConfig& config, std::string_view name)
{
    if (name.ends_with("rotary_emb.inv_freq"))
        return true;
    if (config.tied_embeddings && (name == "lm_head.weight" || name == "embed_out.weight"))
        return true;
    // The causal masks that old GPT-NeoX checkpoints store.
    return config.form.naming == formats::Naming::gpt_neox
        && (name.ends_with(".attention.bias") || name.ends_with(".attention.masked_bias"));
}

} // namespace ropewalk::model
