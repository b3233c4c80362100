// SPDX-License-Identifier: Apache-2.0
#include "core/formats/exports/python_module.h"

#include "core/rope/shown.h"

#include <nlohmann/json.hpp>

namespace ropewalk::formats {
namespace {

constexpr std::string_view before = R"py(# SPDX-License-Identifier: Apache-2.0
"""Applies rotary rescale factors to a model of Hugging Face transformers (written by Ropewalk).

    from transformers import AutoModelForCausalLM
    import this_file

    model = AutoModelForCausalLM.from_pretrained("the/model")  # as it was before any scaling
    this_file.apply(model)

Pair i of a query or key at position n turns by n·θ_i for n < n_hat and by n·θ_i/λ_i from there on; cos and sin are
multiplied by the attention factor from n_hat on (LongRoPE, arXiv 2402.13753, eq. 3). A call that reaches past
ORIGINAL_LENGTH uses LONG, any other SHORT. Keys in a cache stay as they were turned, so a conversation that may grow past
ORIGINAL_LENGTH should have one set throughout: apply(model, length=the longest it may get).
"""

import torch

)py";

constexpr std::string_view after = R"py(

class RotaryEmbedding(torch.nn.Module):
    """In place of a transformers rotary embedding: cos and sin by position."""

    def __init__(self, length=None):
        super().__init__()
        self.length = length  # None: the length of each call

    def forward(self, x, position_ids, *args, **kwargs):
        length = self.length if self.length is not None else int(position_ids.max()) + 1
        chosen = LONG if length > ORIGINAL_LENGTH else SHORT
        # float32 is off by up to 0.09 rad at 2 M positions, so the angles are made in float64.
        device = "cpu" if x.device.type == "mps" else x.device
        positions = position_ids.to(device=device, dtype=torch.float64)[..., None]
        pair = torch.arange(ROTARY_DIM // 2, dtype=torch.float64, device=device)
        theta = THETA ** (-2 * pair / ROTARY_DIM)
        factors = torch.tensor(chosen["lambda"], dtype=torch.float64, device=device)
        late = positions >= chosen["n_hat"]
        angles = positions * torch.where(late, theta / factors, theta)
        scale = torch.where(late, chosen["attention_factor"], 1.0)
        cos, sin = (torch.cat((part, part), dim=-1) for part in (angles.cos() * scale, angles.sin() * scale))
        return cos.to(device=x.device, dtype=x.dtype), sin.to(device=x.device, dtype=x.dtype)


def apply(model, length=None):
    """Replaces every rotary embedding of the model; returns the model. length: choose the set once, for this length."""
    replaced = 0
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            frequencies = getattr(child, "inv_freq", None)
            if frequencies is None:
                continue
            if frequencies.numel() != ROTARY_DIM // 2:
                raise ValueError(
                    f"these factors are for {ROTARY_DIM // 2} pairs, {name} of this model has {frequencies.numel()}")
            setattr(module, name, RotaryEmbedding(length))
            replaced += 1
    if replaced == 0:
        raise ValueError("this model has no rotary embedding that is known")
    config = model.config.get_text_config()
    config.max_position_embeddings = max(config.max_position_embeddings, TARGET_LENGTH)
    return model
)py";

/// A text as Python's literal; JSON's is one.
std::string literal(const std::string& text)
{
    return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string set_text(const char* name, const rope::FactorSet& set)
{
    std::string out = std::string(name) + " = {\n    \"name\": " + literal(set.name) + ",\n    \"lambda\": [\n";
    constexpr std::size_t per_line = 8;
    for (std::size_t i = 0; i < set.lambda.size(); ++i) {
        out += i % per_line == 0 ? "        " : " ";
        out += rope::shown(set.lambda[i]) + ",";
        if (i % per_line == per_line - 1 || i + 1 == set.lambda.size())
            out += "\n";
    }
    return out + "    ],\n    \"n_hat\": " + std::to_string(set.n_hat)
        + ",\n    \"attention_factor\": " + rope::shown(set.attention_factor) + ",\n}\n";
}

} // namespace

Result<std::string> write_python_module(const HuggingFaceScaling& scaling)
{
    for (const rope::FactorSet* set : { &scaling.long_set, scaling.short_set ? &*scaling.short_set : nullptr })
        if (set)
            if (const Status valid = rope::validate(*set, scaling.geometry); !valid)
                return tl::unexpected(valid.error());
    if (scaling.geometry.layout != rope::PairLayout::half_split)
        return failure(words("expected pairs (i, i + d/2), which transformers has, found interleaved ones"));
    std::string out(before);
    out += "ROTARY_DIM = " + std::to_string(scaling.geometry.rotary_dim) + "\n";
    out += "THETA = " + rope::shown(scaling.geometry.theta) + "\n";
    out += "ORIGINAL_LENGTH = " + std::to_string(scaling.geometry.original_length) + "\n";
    out += "TARGET_LENGTH = " + std::to_string(scaling.target_length) + "\n";
    out += set_text("LONG", scaling.long_set);
    out += scaling.short_set ? set_text("SHORT", *scaling.short_set) : "SHORT = LONG\n";
    out += after;
    return out;
}

} // namespace ropewalk::formats
