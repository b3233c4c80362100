# SPDX-License-Identifier: Apache-2.0
"""Perplexity of windows that slide over a text, each begun with BOS, as transformers computes it on the small random
models that model_logits.py wrote.

Writes sliding.json: the texts, and of every model, factor method, window length and stride the tokens that were scored, the sum of
their negative log-likelihoods in nats, and the same by position in the window. It goes token by token: which window is
the first to reach a token, and what that token costs there, so nothing of the engine's way of walking is repeated. Run
with an environment that has torch 2.11 and transformers 5.23.
"""

import json
import math
import pathlib

import torch
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModelForCausalLM

from model_logits_methods import methods

HERE = pathlib.Path(__file__).parent
BOS = 1
MODELS = ["plain_f32", "grouped_tied_bf16", "sharded_f32", "mistral_bf16"]
# window length, stride (0 = one window at the beginning)
WALKS = [(24, 12), (30, 7), (50, 0), (40, 39), (2, 1), (100, 50), (64, 63)]


def window_of(token, length, stride, text, bos):
    """The ids of the first window that reaches a token, and where it stands in it."""
    later = 0 if token < length else math.ceil((token - length + 1) / stride)
    end = min(len(text), length + later * stride)
    if later == 0:
        return text[:min(length, len(text))], token
    ids = ([bos] if bos is not None else []) + text[end - length + (bos is not None):end]
    assert len(ids) == length
    return ids, length - (end - token)


def slide(model, text, length, stride, bos):
    by_position, known = {}, {}
    for token in range(1, min(len(text), length) if stride == 0 else len(text)):
        ids, place = window_of(token, length, stride, text, bos)
        key = tuple(ids)
        if key not in known:
            with torch.no_grad():
                known[key] = model(input_ids=torch.tensor([ids]), use_cache=False).logits[0].double().log_softmax(-1)
        by_position.setdefault(place, []).append(-known[key][place - 1, text[token]].item())
    losses = [loss for some in by_position.values() for loss in some]
    return {"tokens": len(losses), "nll": float(f"{sum(losses):.9g}"),
            "positions": {str(place): [len(some), float(f"{sum(some):.8g}")] for place, some in sorted(by_position.items())}}


def main():
    cases, texts = [], {}
    for name in MODELS:
        folder = HERE / "model" / name
        text = load_file(folder / "expected.safetensors")["ids"].tolist()
        assert text[0] == BOS and BOS not in text[1:]
        texts[name] = text
        head_dim = AutoConfig.from_pretrained(folder).head_dim
        for method in ("none", "longrope"):
            config = AutoConfig.from_pretrained(folder, attn_implementation="eager")
            parameters = methods(head_dim // 2)[method][0]
            if method == "longrope":  # the same factors at every length, as a set is
                parameters = {**parameters, "short_factor": parameters["long_factor"]}
            config.rope_parameters = {"rope_theta": 10000.0, **parameters}
            model = AutoModelForCausalLM.from_pretrained(folder, config=config, dtype=torch.float64).eval()
            for length, stride in WALKS:
                for bos in (BOS, None):
                    cases.append({"model": name, "method": method, "length": length, "stride": stride,
                                  "bos": bos is not None, **slide(model, text, length, stride, bos)})
    lines = ",\n".join(json.dumps(case) for case in cases)
    (HERE / "sliding.json").write_text(json.dumps({"texts": texts})[:-1] + ', "cases": [\n' + lines + "\n]}\n")
    print(len(cases), "cases")


main()
