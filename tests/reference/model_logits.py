# SPDX-License-Identifier: Apache-2.0
"""Small random models and what transformers makes of them, for the tests of core/model and core/evaluate.

Writes one Hugging Face folder a case under model/, and beside its weights expected.safetensors (ids, and for every
factor method the float32 logits of every ninth position) and expected.json (how the method was set, and the mean
negative log-likelihood of the whole sequence in float64 from the float32 logits). Run with an environment that has
torch 2.11 and transformers 5.23.
"""

import json
import pathlib
import shutil

import torch
from safetensors.torch import load_file, save_file
from transformers import LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM

from model_logits_methods import L, TARGET, methods

HERE = pathlib.Path(__file__).parent / "model"
LENGTH, STEP = 100, 9

# name, class, hidden, heads, kv heads, head_dim, intermediate, layers, vocabulary, tied, dtype, shards
CASES = [
    ("plain_f32", "llama", 32, 2, 2, 16, 24, 2, 61, False, torch.float32, 1),
    ("grouped_tied_bf16", "llama", 64, 4, 2, 16, 56, 2, 97, True, torch.bfloat16, 1),
    ("wide_heads_f16", "llama", 48, 3, 1, 24, 72, 2, 131, False, torch.float16, 1),
    ("sharded_f32", "llama", 24, 2, 1, 32, 40, 3, 53, False, torch.float32, 3),
    ("demo_heads_bf16", "llama", 64, 2, 2, 64, 88, 1, 101, True, torch.bfloat16, 1),
    ("mistral_bf16", "mistral", 48, 6, 2, 8, 64, 2, 67, False, torch.bfloat16, 2),
]


def make(case):
    _, family, hidden, heads, kv_heads, head_dim, inner, layers, vocabulary, tied, _, _ = case
    config_class, model_class = {
        "llama": (LlamaConfig, LlamaForCausalLM),
        "mistral": (MistralConfig, MistralForCausalLM),
    }[family]
    extra = {"sliding_window": None} if family == "mistral" else {}
    config = config_class(
        hidden_size=hidden, num_attention_heads=heads, num_key_value_heads=kv_heads, head_dim=head_dim,
        intermediate_size=inner, num_hidden_layers=layers, vocab_size=vocabulary, tie_word_embeddings=tied,
        max_position_embeddings=L, rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0}, attn_implementation="eager", **extra,
    )
    return config, model_class


def logits(config, model_class, state, parameters, ids):
    config.rope_parameters = {"rope_theta": 10000.0, **parameters}
    model = model_class(config).float().eval()
    model.load_state_dict(state, strict=False)
    if model.config.tie_word_embeddings:
        model.tie_weights()
    with torch.no_grad():
        return model, model(input_ids=ids, use_cache=False).logits[0]


def logits_n_hat(config, model_class, state, all_methods, ids, n_hat):
    plain, _ = logits(config, model_class, state, all_methods["none"][0], ids)
    model, _ = logits(config, model_class, state, all_methods["longrope"][0], ids)
    turn, start = model.model.rotary_emb.forward, plain.model.rotary_emb.forward

    def both(x, position_ids, **kwargs):
        late, early = turn(x, position_ids, **kwargs), start(x, position_ids, **kwargs)
        first = (position_ids[..., None] < n_hat)
        return tuple(torch.where(first, e, l) for e, l in zip(early, late))

    model.model.rotary_emb.forward = both
    with torch.no_grad():
        return model(input_ids=ids, use_cache=False).logits[0]


def write(case):
    name, dtype, shards = case[0], case[10], case[11]
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config, model_class = make(case)
    torch.manual_seed(len(name))
    model = model_class(config)
    for key, value in model.named_parameters():
        embedding = 0.2 if config.tie_word_embeddings else 1.0  # tied, it makes the logits too
        spread = 0.25 if "norm" in key else embedding if "embed" in key else 1.5 * value.shape[-1] ** -0.5
        value.data = (torch.randn_like(value) * spread + (1.0 if "norm" in key else 0.0)).to(dtype)
    model.to(dtype)
    model.save_pretrained(folder, max_shard_size=1 << 30)
    (folder / "generation_config.json").unlink(missing_ok=True)
    state = {k: v.float() for k, v in model.state_dict().items()}
    if shards > 1:
        single = folder / "model.safetensors"
        tensors = load_file(single)
        single.unlink()
        keys, weight_map = sorted(tensors), {}
        for i in range(shards):
            file = f"model-{i + 1:05d}-of-{shards:05d}.safetensors"
            part = keys[i::shards]
            save_file({k: tensors[k] for k in part}, folder / file, metadata={"format": "pt"})
            weight_map |= {k: file for k in part}
        (folder / "model.safetensors.index.json").write_text(
            json.dumps({"metadata": {}, "weight_map": weight_map}, indent=1))

    vocabulary = config.vocab_size
    ids = torch.cat([torch.tensor([1]), torch.randint(3, vocabulary, (LENGTH - 1,))])[None]
    expected, notes = {"ids": ids[0].clone()}, {"target_length": TARGET, "step": STEP, "sets": {}}
    all_methods = methods(config.head_dim // 2)
    for method, (parameters, fields) in all_methods.items():
        if parameters is None:
            out = logits_n_hat(config, model_class, state, all_methods, ids, fields["n_hat"])
        else:
            out = logits(config, model_class, state, parameters, ids)[1]
        expected[f"logits.{method}"] = out[::STEP].contiguous()
        nll = torch.nn.functional.cross_entropy(out[:-1].double(), ids[0, 1:])
        notes["sets"][method] = {**fields, "nll": nll.item()}
    save_file(expected, folder / "expected.safetensors")
    for file in folder.iterdir():
        file.chmod(0o644)
    (folder / "expected.json").write_text(json.dumps(notes, indent=1) + "\n")


for one in CASES:
    write(one)
