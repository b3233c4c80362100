# SPDX-License-Identifier: Apache-2.0
"""How spread transformers' own attentions are, on the small random models that model_logits.py wrote.

Writes entropy.json: for every model and factor method, of every layer and head the mean entropy (nats) over all
queries, the mass on the first four keys and the mean attended distance; the entropy and its share of ln(visible keys)
in four equal bins of positions; and one query's row. Attentions are those of output_attentions in float64 (their
softmax is float32), statistics are float64. Run with an environment that has torch 2.11 and transformers 5.23.
"""

import json
import pathlib

import torch
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModelForCausalLM

from model_logits_methods import methods

HERE = pathlib.Path(__file__).parent
SINKS, BINS, QUERY, WINDOW = 4, 4, 57, 24


def rounded(tensor):
    return json.loads(json.dumps(tensor.tolist()), parse_float=lambda x: round(float(x), 7))


def attentions(folder, parameters, ids, window, n_hat=0, plain=None):
    config = AutoConfig.from_pretrained(folder, attn_implementation="eager")
    config.rope_parameters = {"rope_theta": 10000.0, **parameters}
    if window:
        config.sliding_window = window
    model = AutoModelForCausalLM.from_pretrained(folder, config=config, dtype=torch.float64).eval()
    turn = model.model.rotary_emb.forward
    if n_hat:
        start = attentions(folder, plain, ids, window)[0].model.rotary_emb.forward

        def both(x, position_ids, **kwargs):
            late, early = turn(x, position_ids, **kwargs), start(x, position_ids, **kwargs)
            return tuple(torch.where(position_ids[..., None] < n_hat, e, l) for e, l in zip(early, late))

        model.model.rotary_emb.forward = both
    with torch.no_grad():
        out = model(input_ids=ids, use_cache=False, output_attentions=True).attentions
    return model, torch.stack([layer[0] for layer in out]).double()


def statistics(p, window):
    p = p / p.sum(-1, keepdim=True)
    length = p.shape[-1]
    query = torch.arange(length)
    away = (query[:, None] - query[None, :]).double()
    entropy = -torch.special.xlogy(p, p).sum(-1)
    visible = (query + 1).clamp(max=window or length).double()
    share = entropy / visible.log()
    bins = [slice(length * i // BINS, length * (i + 1) // BINS) for i in range(BINS)]
    defined = [slice(max(b.start, 1), b.stop) for b in bins]
    return {
        "mean_entropy": rounded(entropy.mean(-1)),
        "sink_mass": rounded(p[..., :SINKS].sum(-1).mean(-1)),
        "distance": rounded((p * away).sum(-1).mean(-1)),
        "entropy": rounded(torch.stack([entropy[..., b].mean(-1) for b in bins], -1)),
        "share": rounded(torch.stack([share[..., b].mean(-1) for b in defined], -1)),
        "row": rounded(p[-1, -1, QUERY, :QUERY + 1]),
    }


def main():
    out = {"sinks": SINKS, "bins": BINS, "query": QUERY, "cases": []}
    for folder in sorted((HERE / "model").iterdir()):
        ids = load_file(folder / "expected.safetensors")["ids"][None]
        config = AutoConfig.from_pretrained(folder)
        all_methods = methods(config.head_dim // 2)
        for name, (parameters, fields) in all_methods.items():
            window = WINDOW if folder.name.startswith("mistral") and name in ("none", "longrope") else 0
            for reach in {0, window}:
                _, p = attentions(folder, parameters or all_methods["longrope"][0], ids, reach, fields.get("n_hat", 0),
                                  all_methods["none"][0])
                out["cases"].append({"model": folder.name, "method": name, "window": reach, **statistics(p, reach)})
    lines = ",\n".join(json.dumps(case) for case in out.pop("cases"))
    (HERE / "entropy.json").write_text(json.dumps(out)[:-1] + ', "cases": [\n' + lines + "\n]}\n")


main()
