# SPDX-License-Identifier: Apache-2.0
"""The factor methods that the small random models are run with."""

import torch

L, TARGET = 32, 128


def methods(pairs):
    """name → (rope_parameters of transformers, further fields of the set)."""
    generator = torch.Generator().manual_seed(pairs)
    lam = [round(x, 2) for x in (1 + 4 * torch.rand(pairs, generator=generator)).sort().values.tolist()]
    scale = TARGET / L
    return {
        "none": ({"rope_type": "default"}, {}),
        "pi": ({"rope_type": "linear", "factor": scale}, {}),
        "dynamic_ntk": ({"rope_type": "dynamic", "factor": scale}, {"factor": scale}),
        "yarn": ({"rope_type": "yarn", "factor": scale, "original_max_position_embeddings": L}, {}),
        "llama3": (
            {"rope_type": "llama3", "factor": scale, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
             "original_max_position_embeddings": L}, {}),
        "longrope": (
            {"rope_type": "longrope", "short_factor": [1.0] * pairs, "long_factor": lam, "attention_factor": 1.17,
             "original_max_position_embeddings": L}, {"lambda": lam, "attention_factor": 1.17, "n_hat": 0}),
        # No file of transformers can say n_hat; its rotation is put together from two of its own.
        "n_hat": (None, {"lambda": lam, "attention_factor": 1.17, "n_hat": 5}),
    }
