# SPDX-License-Identifier: Apache-2.0
"""What transformers makes of exported configs, for tst_huggingface. In formats_export/ beside it:

factors.json                    two sets, "short" and "long", as Ropewalk writes them
before_4.json, before_5.json    a config in the form of transformers 4 (scaled already) and of transformers 5
after_4.json, after_5.json      the same after the export: "long" alone into the first, both into the second; the text
                                that export_huggingface_config writes (tst_huggingface compares every byte)
frequencies.json                written here: inverse frequencies and attention factor of the rotary embedding that
                                transformers builds from the exported files, inside L and past it

It also checks here that they are θ_i/λ_i, that a Llama runs with such a config, and that transformers alone decides
between the lists by the length of its input.
"""

import json
import pathlib
import tempfile

import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

FOLDER = pathlib.Path(__file__).with_suffix("")


def load(name):
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "config.json").write_text((FOLDER / name).read_text())
        return AutoConfig.from_pretrained(folder)


def rotation(config, length):
    """Frequencies and attention factor that a model uses for an input of this length."""
    rotary = LlamaRotaryEmbedding(config)
    positions = torch.arange(length)[None]
    cos, _ = rotary(torch.zeros(1, length, 8), positions)
    frequencies = rotary.inv_freq.double()
    at_one = torch.arccos((cos[0, 1, : frequencies.numel()] / rotary.attention_scaling).clamp(-1, 1).double())
    assert torch.allclose(at_one[:8], frequencies[:8], rtol=1e-3), "the frequencies are not the ones that turn"
    return [float(f"{v:.9g}") for v in frequencies.tolist()], float(rotary.attention_scaling)


def main():
    transformers.logging.set_verbosity_error()
    sets = {one["name"]: one for one in json.loads((FOLDER / "factors.json").read_text())["sets"]}
    geometry = json.loads((FOLDER / "factors.json").read_text())["geometry"]
    pairs, original = geometry["rotary_dim"] // 2, geometry["original_length"]
    theta = [geometry["theta"] ** (-i / pairs) for i in range(pairs)]
    rows, worst = {}, 0.0
    for name, short in (("after_4.json", "long"), ("after_5.json", "short")):
        config = load(name)
        assert config.rope_parameters["rope_type"] == "longrope"
        assert config.max_position_embeddings == json.loads((FOLDER / "factors.json").read_text())["target_length"]
        row = {}
        for which, length, expected in (("short", original, short), ("long", original + 1, "long")):
            values, attention = rotation(config, length)
            for value, base, factor in zip(values, theta, sets[expected]["lambda"], strict=True):
                worst = max(worst, abs(value / (base / factor) - 1))
            assert abs(attention / sets[expected]["attention_factor"] - 1) < 1e-12
            row[which] = {"set": expected, "attention_factor": attention, "frequencies": values}
        rows[name] = row
        torch.manual_seed(1)
        model = AutoModelForCausalLM.from_config(config)
        assert torch.isfinite(model(torch.arange(300)[None] % config.vocab_size).logits).all()
    assert worst < 2e-6, worst
    (FOLDER / "frequencies.json").write_text(
        json.dumps({"transformers": transformers.__version__, "configs": rows}, indent=1) + "\n"
    )
    print(f"exported configs give θ/λ, worst relative difference {worst:.2g}")


if __name__ == "__main__":
    main()
