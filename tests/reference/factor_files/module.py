# SPDX-License-Identifier: Apache-2.0
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

ROTARY_DIM = 16
THETA = 10000
ORIGINAL_LENGTH = 32
TARGET_LENGTH = 128
LONG = {
    "name": "long",
    "lambda": [
        1.6695094108581543, 1.8588087558746338, 2.3333189487457275, 2.859009027481079, 3.240436553955078, 3.5329768657684326, 4.076983690261841, 4.125982761383057,
    ],
    "n_hat": 5,
    "attention_factor": 1.17,
}
SHORT = {
    "name": "short",
    "lambda": [
        1.023465597629547, 1.0449179470539094, 1.0553875505924224, 1.0572197556495666, 1.060802960395813, 1.0674336373806, 1.0748007416725158, 1.0986829936504363,
    ],
    "n_hat": 3,
    "attention_factor": 1.03,
}


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
