# SPDX-License-Identifier: Apache-2.0
"""What transformers computes for small models of every architecture and awkward kind, for tst_architectures.

Writes model_architectures.json (each case's config.json, its tensors' names and shapes, its runs, and how far
transformers' own bfloat16 is from float32, over all positions) and model_architectures.safetensors (the token ids, and of every run the
float32 logits of some positions). Weights are not stored: both sides make them from a tensor's name and an element's
number (weights() here, weight_of() in the test), rounded to bfloat16. Run with an environment that has torch 2.11 and
transformers 5.23. Every run gets a fresh model, in float32 without a cache.
"""

import json
import pathlib

import numpy as np
import torch
import transformers
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModelForCausalLM

L, MAX, VOCABULARY = 32, 128, 64
LENGTHS = [L, L + 1, 100]

BODY = {
    "hidden_size": 32,
    "intermediate_size": 40,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": VOCABULARY,
    "max_position_embeddings": MAX,
    "rms_norm_eps": 1e-05,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": None,
    "tie_word_embeddings": False,
}
NAMES = {
    "llama": "LlamaForCausalLM",
    "mistral": "MistralForCausalLM",
    "qwen2": "Qwen2ForCausalLM",
    "qwen3": "Qwen3ForCausalLM",
    "phi3": "Phi3ForCausalLM",
    "gpt_neox": "GPTNeoXForCausalLM",
}


def rope(**keys):
    return {"rope_parameters": {"rope_theta": 10000.0, **keys}}


PLAIN = rope(rope_type="default")
YARN = rope(rope_type="yarn", factor=4.0, original_max_position_embeddings=L)
YARN_ALL = rope(rope_type="yarn", factor=8.0, original_max_position_embeddings=L, beta_fast=20.0, beta_slow=2.0,
                mscale=0.707, mscale_all_dim=1.3, truncate=False)
LLAMA3 = rope(rope_type="llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=L)


def longrope(pairs, **keys):
    return {
        **rope(rope_type="longrope", short_factor=[round(0.9 + 0.2 * i, 2) for i in range(pairs)],
               long_factor=[round(1.0 + 1.7 * i, 2) for i in range(pairs)], original_max_position_embeddings=L, **keys),
        "original_max_position_embeddings": L,
    }


def case(kind, parameters, lengths=(50,), **more):
    return {"architectures": [NAMES[kind]], "model_type": kind, **BODY, **parameters, **more}, list(lengths)


def neox(parameters, lengths=(50,), **more):
    config, lengths = case("gpt_neox", parameters, lengths, layer_norm_eps=1e-5, **more)
    for key in ("rms_norm_eps", "num_key_value_heads"):
        del config[key]
    return config, lengths


def share(parameters, part):
    return {**parameters, "rope_parameters": {**parameters["rope_parameters"], "partial_rotary_factor": part}}


CASES = {
    "llama, biases, heads of 10": case("llama", PLAIN, head_dim=10, attention_bias=True, mlp_bias=True),
    "llama, one key head of 6": case("llama", PLAIN, num_attention_heads=3, num_key_value_heads=1, head_dim=6,
                                     hidden_size=30),
    "llama, gelu by tanh, tied": case("llama", PLAIN, hidden_act="gelu_pytorch_tanh", tie_word_embeddings=True),
    "llama, linear": case("llama", rope(rope_type="linear", factor=4.0), LENGTHS),
    "llama, dynamic": case("llama", rope(rope_type="dynamic", factor=2.0), [L, L + 1, 2 * L], max_position_embeddings=L),
    "llama, yarn": case("llama", YARN, LENGTHS),
    "llama, yarn with all keys": case("llama", YARN_ALL, LENGTHS),
    "llama, llama3": case("llama", LLAMA3, LENGTHS),
    "llama, longrope": case("llama", longrope(4), LENGTHS),
    "llama, longrope, own attention factor": case("llama", longrope(4, attention_factor=1.21), LENGTHS),
    "mistral, window of 7": case("mistral", PLAIN, [6, 7, 8, 50], sliding_window=7, num_attention_heads=6,
                                 head_dim=12),
    "mistral, window of 100 in 230": case("mistral", LLAMA3, [230], sliding_window=100, max_position_embeddings=256),
    "mistral, window of 1": case("mistral", PLAIN, [20], sliding_window=1),
    "mistral, no window": case("mistral", PLAIN, sliding_window=None),
    "qwen2, tied": case("qwen2", YARN, LENGTHS, tie_word_embeddings=True),
    "qwen2, key biases of tens": case("qwen2", PLAIN, LENGTHS),
    "qwen2, key biases of hundreds": case("qwen2", YARN, LENGTHS),
    "qwen2, window from layer 1": case("qwen2", PLAIN, use_sliding_window=True, sliding_window=9, max_window_layers=1,
                                       num_hidden_layers=3),
    "qwen2, window by layer types": case(
        "qwen2", PLAIN, use_sliding_window=True, sliding_window=5, num_hidden_layers=3,
        layer_types=["sliding_attention", "full_attention", "sliding_attention"]),
    "qwen3, heads of 24": case("qwen3", PLAIN, head_dim=24, num_attention_heads=2, num_key_value_heads=1),
    "qwen3, biases, window": case("qwen3", YARN, LENGTHS, head_dim=14, attention_bias=True, use_sliding_window=True,
                                  sliding_window=11, max_window_layers=0),
    "phi3, longrope": case("phi3", longrope(4), LENGTHS),
    "phi3, longrope on three quarters": case("phi3", share(longrope(6), 0.75), LENGTHS, hidden_size=32,
                                             num_attention_heads=2, num_key_value_heads=1),
    "phi3, window of 9": case("phi3", PLAIN, [50], sliding_window=9, num_key_value_heads=4),
    "neox, quarter": neox(share(PLAIN, 0.25), hidden_size=32, num_attention_heads=2),
    "neox, in a row, half, linear, no attention biases": neox(
        share(rope(rope_type="linear", factor=2.0), 0.5), LENGTHS, use_parallel_residual=False, attention_bias=False,
        hidden_act="gelu_fast"),
    "neox, all, dynamic": neox(share(rope(rope_type="dynamic", factor=2.0), 1.0), [L, 2 * L],
                               max_position_embeddings=L),
    "neox, longrope, tied": neox(share(longrope(2), 0.5), LENGTHS, tie_word_embeddings=True),
}


# How far weights reach where a case has its own: by the end of their name. Qwen2.5's key biases are this large.
SPREADS = {
    "qwen2, key biases of tens": {"k_proj.bias": 40.0},
    "qwen2, key biases of hundreds": {"k_proj.bias": 400.0},
}


def hashes(seed, count):
    """splitmix64 of seed + 1, seed + 2, …"""
    x = (np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) + np.uint64(seed)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def seed_of(name):
    seed = 0xCBF29CE484222325  # FNV-1a
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) % 2**64
    return seed


def weights(name, shape, spreads):
    """Even on ±spread around 1 for norms' scales, else around 0; exact in bfloat16."""
    count = int(np.prod(shape))
    unit = (hashes(seed_of(name), count) >> np.uint64(40)).astype(np.float64) / 2**23 - 1.0
    norm = "norm" in name and name.endswith(".weight")
    embedding = "embed" in name or "lm_head" in name
    spread = 0.4 if norm or name.endswith(".bias") else 1.0 if embedding else 2.0 * shape[-1] ** -0.5
    spread = next((own for end, own in spreads.items() if name.endswith(end)), spread)
    values = unit * spread + (1.0 if norm else 0.0)
    return torch.from_numpy(values.reshape(shape)).to(torch.float32).to(torch.bfloat16).float()


def fresh(config, dtype, spreads):
    """A model of the config that holds the weights."""
    given = json.loads(json.dumps(config))
    made = AutoConfig.for_model(given.pop("model_type"), **given)
    model = AutoModelForCausalLM.from_config(made, attn_implementation="eager", dtype=dtype).eval()
    names = {}
    for name, value in model.named_parameters():
        stored = name.replace("lm_head", "embed_out") if made.model_type == "gpt_neox" else name
        names[stored] = list(value.shape)
        value.data = weights(stored, list(value.shape), spreads).to(dtype)
    return model, names


def logits(config, ids, dtype, spreads):
    model, names = fresh(config, dtype, spreads)
    with torch.no_grad():
        return model(input_ids=ids[None], use_cache=False).logits[0], names


def main():
    transformers.logging.set_verbosity_error()
    torch.set_float32_matmul_precision("highest")
    here = pathlib.Path(__file__)
    longest = max(length for _, lengths in CASES.values() for length in lengths)
    ids = torch.from_numpy((hashes(seed_of("ids"), longest) % np.uint64(VOCABULARY)).astype(np.int64))
    tensors, rows = {"ids": ids}, []
    for number, (name, (config, lengths)) in enumerate(CASES.items()):
        runs, spreads = [], SPREADS.get(name, {})
        for length in lengths:
            positions = sorted({*range(0, length, max(7, length // 6)), length - 1})
            exact, names = logits(config, ids[:length], torch.float32, spreads)
            half, _ = logits(config, ids[:length], torch.bfloat16, spreads)
            error = (half.float() - exact).pow(2).mean().sqrt().item()
            key = f"{number}.{length}"
            tensors[key] = exact[positions].contiguous()
            runs.append({"length": length, "logits": key, "positions": positions, "bf16_error": float(f"{error:.6g}"),
                         "range": float(f"{(exact.max() - exact.min()).item():.6g}")})
        rows.append({"name": name, "config": config, "spreads": spreads, "tensors": names, "runs": runs})
    text = json.dumps({"transformers": transformers.__version__, "cases": rows})
    here.with_suffix(".json").write_text(text.replace('{"name"', '\n{"name"') + "\n")
    save_file(tensors, here.with_suffix(".safetensors"))
    print(len(rows), "cases", sum(len(r["runs"]) for r in rows), "runs",
          here.with_suffix(".json").stat().st_size, here.with_suffix(".safetensors").stat().st_size)
    for row in rows:
        print(row["name"], [(r["length"], r["bf16_error"], r["range"]) for r in row["runs"]])


if __name__ == "__main__":
    main()
