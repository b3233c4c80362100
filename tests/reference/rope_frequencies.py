# SPDX-License-Identifier: Apache-2.0
"""Rotary frequencies and attention factors of transformers, for tst_methods: writes rope_frequencies.json beside it.

transformers computes in float32. Its functions are run twice: as they are, and with float32 standing for float64, so
that the formula is compared without its rounding. The largest relative difference of the two is written down too.
Run with an environment that has torch 2.11 and transformers 5.23.
"""

import contextlib
import json
import pathlib

import torch
import transformers
from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

# head_dim, partial_rotary_factor, theta, L
GEOMETRIES = [
    (32, 1.0, 1e4, 256),
    (64, 1.0, 1e4, 256),
    (64, 1.0, 1e6, 512),
    (64, 0.5, 1e4, 2048),
    (80, 0.4, 1e4, 2048),
    (80, 1.0, 5e5, 8192),
    (96, 1.0, 1e4, 4096),
    (128, 0.75, 1e4, 4096),
    (128, 1.0, 1e4, 4096),
    (128, 1.0, 5e5, 8192),
    (128, 1.0, 1e6, 32768),
    (128, 0.25, 1e6, 16),
]
SCALES = [1.0, 4.0, 36.5]
FULL = 4.0  # the scale at which every option is tried


@contextlib.contextmanager
def in_float64():
    kept = torch.float, torch.float32, torch.Tensor.float
    torch.float = torch.float32 = torch.float64
    torch.Tensor.float = torch.Tensor.double
    try:
        yield
    finally:
        torch.float, torch.float32, torch.Tensor.float = kept


def frequencies(geometry, rope_type, length=None, theta=None, maximum=None, **parameters):
    head_dim, share, base, original = geometry
    config = LlamaConfig(
        hidden_size=head_dim * 4,
        num_attention_heads=4,
        head_dim=head_dim,
        max_position_embeddings=maximum or original,
        rope_parameters={
            "rope_type": rope_type,
            "rope_theta": theta or base,
            "partial_rotary_factor": share,
            **parameters,
        },
    )
    with in_float64():
        exact, attention = ROPE_INIT_FUNCTIONS[rope_type](config, seq_len=length)
    plain, _ = ROPE_INIT_FUNCTIONS[rope_type](config, seq_len=length)
    assert exact.dtype == torch.float64 and plain.dtype == torch.float32
    deviation = float(((plain.double() - exact) / exact).abs().max())
    return [float(f"{value:.12g}") for value in exact.tolist()], float(attention), deviation


def cases(geometry):
    head_dim, share, base, original = geometry
    dim = int(head_dim * share)
    for scale in SCALES:
        yield {"method": "linear", "scale": scale}, dict(rope_type="linear", factor=scale)
        theta = base * scale ** (dim / (dim - 2))
        yield {"method": "ntk", "scale": scale}, dict(rope_type="linear", factor=1.0, theta=theta)
        length = int(scale * original)
        for factor in (2.0, scale) if scale == FULL else (scale,):
            yield (
                {"method": "dynamic", "factor": factor, "length": length},
                dict(rope_type="dynamic", factor=factor, length=length),
            )
        for truncate in (True, False):
            for fast, slow in ((32.0, 1.0), (16.0, 2.0)):
                if scale != FULL and fast != 32.0:
                    continue
                yield (
                    {"method": "yarn", "scale": scale, "truncate": truncate, "beta_fast": fast, "beta_slow": slow},
                    dict(rope_type="yarn", factor=scale, truncate=truncate, beta_fast=fast, beta_slow=slow,
                         original_max_position_embeddings=original, maximum=length),
                )
        for low, high in ((1.0, 4.0), (0.5, 9.0)) if scale == FULL else ((1.0, 4.0),):
            yield (
                {"method": "llama3", "scale": scale, "low_freq_factor": low, "high_freq_factor": high},
                dict(rope_type="llama3", factor=scale, low_freq_factor=low, high_freq_factor=high,
                     original_max_position_embeddings=original, maximum=length + 1),
            )
        factors = [round(1.0 + (scale - 0.9) * (i / (dim // 2)) ** 1.5, 4) for i in range(dim // 2)]
        yield (
            {"method": "longrope", "scale": scale, "lambda": factors},
            dict(rope_type="longrope", short_factor=[1.0] * (dim // 2), long_factor=factors, factor=scale,
                 original_max_position_embeddings=original, maximum=length, length=original + 1),
        )


def main():
    transformers.logging.set_verbosity_error()
    rows, worst = [], 0.0
    for geometry in GEOMETRIES:
        head_dim, share, base, original = geometry
        shape = {"head_dim": head_dim, "rotary_dim": int(head_dim * share), "theta": base, "original_length": original}
        for what, arguments in cases(geometry):
            values, attention, deviation = frequencies(geometry, **arguments)
            worst = max(worst, deviation)
            rows.append({"geometry": shape, **what, "attention_factor": attention, "frequencies": values})
    out = {"transformers": transformers.__version__, "float32_deviation": worst, "cases": rows}
    path = pathlib.Path(__file__).with_suffix(".json")
    text = json.dumps(out).replace('{"geometry"', '\n{"geometry"')
    path.write_text(text + "\n")
    print(f"{len(rows)} cases, float32 differs by at most {worst:.2g}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
