# SPDX-License-Identifier: Apache-2.0
"""What transformers, safetensors and gguf make of exported factor files; for tst_exports, tst_gguf and
tst_exported_logits.

    python factor_files.py path/to/ropewalk-engine

In factor_files/ beside it:

plain.json, n_hat.json          a short and a long set for model/plain_f32 (16 components, L = 32); the second with n̂ and
                                attention factors of their own
source_llama.gguf, …_phi3.gguf  written here by PyPI's gguf: small tensors of several types, another scaling already there
config.json, module.py,         exported by the engine: the config and the GGUF copies from plain.json, the module from
llama.gguf, phi3.gguf           n_hat.json (the tests compare every byte with what is exported now)
logits.safetensors              written here: transformers' logits of every ninth position, below and above the switch,
                                of the exported folder and of the module

It checks that the copies' other tensors are the same bytes, that keys and factor tensors are what was exported, that the
folder's weights are the model's own file, that the module gives transformers' own longrope on Llama, Phi-3 with partial
rotation and GPT-NeoX, and that a cached generation with one set throughout gives the uncached logits.
"""

import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

import gguf
import numpy
import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, GPTNeoXConfig, GPTNeoXForCausalLM, Phi3Config, Phi3ForCausalLM

HERE = pathlib.Path(__file__).with_suffix("")
MODEL = HERE.parent / "model" / "plain_f32"
L, TARGET, STEP = 32, 128, 9


def export(engine, *options):
    subprocess.run([engine, "export", "--overwrite", *map(str, options)], check=True, capture_output=True)


def load_module(path):
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def logits(model, ids):
    with torch.no_grad():
        return model(input_ids=ids, use_cache=False).logits[0]


def write_sets():
    geometry = {"head_dim": 16, "rotary_dim": 16, "theta": 10000.0, "original_length": L, "layout": "half_split"}
    generator = torch.Generator().manual_seed(6)
    low = [1 + x / 10 for x in torch.rand(8, generator=generator).sort().values.double().tolist()]
    high = [1 + 4 * x for x in torch.rand(8, generator=generator).sort().values.double().tolist()]
    for name, attention, n_hat in (("plain", (1.17, 1.17), (0, 0)), ("n_hat", (1.03, 1.17), (3, 5))):
        sets = [
            {"name": "short", "lambda": low, "n_hat": n_hat[0], "attention_factor": attention[0],
             "from_length": 0, "to_length": L},
            {"name": "long", "lambda": high, "n_hat": n_hat[1], "attention_factor": attention[1],
             "from_length": L, "to_length": TARGET},
        ]
        file = {"ropewalk": "factors", "version": 1, "geometry": geometry, "target_length": TARGET, "sets": sets}
        (HERE / f"{name}.json").write_text(json.dumps(file, indent=2) + "\n")


def write_source(arch, alignment):
    """A model of the shape of plain_f32, with just a few tensors of several types and a scaling of its own."""
    path = HERE / f"source_{arch}.gguf"
    writer = gguf.GGUFWriter(path, arch)
    if alignment != 32:
        writer.add_custom_alignment(alignment)
    writer.add_context_length(L)
    writer.add_embedding_length(32)
    writer.add_head_count(2)
    writer.add_rope_dimension_count(16)
    writer.add_rope_freq_base(10000.0)
    writer.add_token_list([f"token {i}" for i in range(61)])
    writer.add_array("test.numbers", [1.5, 2.5, -3.0])
    random = numpy.random.default_rng(7)
    writer.add_tensor("token_embd.weight", random.standard_normal((61, 32)).astype(numpy.float16))
    if arch == "llama":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(2.0)
        writer.add_tensor("rope_freqs.weight", numpy.linspace(1, 4, 8, dtype=numpy.float32))
    else:
        writer.add_tensor("rope_factors_long.weight", numpy.full(8, 2, dtype=numpy.float32))
        writer.add_tensor("rope_factors_short.weight", numpy.ones(8, dtype=numpy.float32))
        writer.add_rope_scaling_attn_factors(1.19)
    quantised = gguf.quants.quantize(
        random.standard_normal((3, 64)).astype(numpy.float32), gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor("blk.0.attn_q.weight", quantised, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    writer.add_tensor("output_norm.weight", random.standard_normal(5).astype(numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def check_gguf(source, copy, arch, sets):
    before, after = gguf.GGUFReader(source), gguf.GGUFReader(copy)
    assert after.alignment == before.alignment and all(t.data_offset % after.alignment == 0 for t in after.tensors)
    factors = {"rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight"}
    old, new = ({t.name: t for t in reader.tensors} for reader in (before, after))
    assert set(new) == (set(old) - factors) | {"rope_factors_long.weight", "rope_factors_short.weight"}
    for name in set(old) - factors:
        assert old[name].tensor_type == new[name].tensor_type and list(old[name].shape) == list(new[name].shape)
        assert old[name].data.tobytes() == new[name].data.tobytes(), name
    for which, one in zip(("short", "long"), sets, strict=True):
        values = new[f"rope_factors_{which}.weight"].data
        assert values.dtype == numpy.float32
        assert values.tolist() == numpy.array(one["lambda"], dtype=numpy.float32).tolist()
    keys = {name: field.contents() for name, field in after.fields.items()}
    assert keys[f"{arch}.context_length"] == TARGET
    assert keys[f"{arch}.rope.scaling.original_context_length"] == L
    assert keys[f"{arch}.rope.scaling.attn_factor"] == float(numpy.float32(sets[1]["attention_factor"]))
    assert keys.get(f"{arch}.rope.scaling.type") == ("longrope" if arch == "llama" else None)
    assert f"{arch}.rope.scaling.factor" not in keys
    assert keys["tokenizer.ggml.tokens"] == [f"token {i}" for i in range(61)]
    assert [round(x, 3) for x in keys["test.numbers"]] == [1.5, 2.5, -3.0]


def check_other_models(engine):
    """The module without n̂ is transformers' own longrope, also where a part of a head turns."""
    torch.manual_seed(3)
    shared = dict(hidden_size=64, num_attention_heads=4, num_hidden_layers=2, intermediate_size=48, vocab_size=61,
                  max_position_embeddings=L, bos_token_id=1, eos_token_id=2)
    rope = {"rope_type": "default", "rope_theta": 10000.0}
    phi3 = Phi3ForCausalLM(Phi3Config(
        **shared, pad_token_id=0, original_max_position_embeddings=L,
        rope_parameters={**rope, "partial_rotary_factor": 0.75}))
    neox = GPTNeoXForCausalLM(GPTNeoXConfig(**shared, rope_parameters={**rope, "partial_rotary_factor": 0.5}))
    worst = 0.0
    for model in (phi3, neox):
        model.float().eval()
        ids = torch.randint(3, 61, (1, 100))
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            model.save_pretrained(folder / "model")
            options = ("--model", folder / "model", "--factors", "ntk", "--target", TARGET)
            export(engine, *options, "--format", "python", "--out", folder / "module.py")
            export(engine, *options, "--format", "folder", "--out", folder / "scaled")
            scaled = AutoModelForCausalLM.from_pretrained(folder / "scaled").float().eval()
            assert scaled.config.rope_parameters["rope_type"] == "longrope"
            patched = load_module(folder / "module.py").apply(
                AutoModelForCausalLM.from_pretrained(folder / "model").float().eval())
            for length in (L, 100):
                worst = max(worst, (logits(scaled, ids[:, :length]) - logits(patched, ids[:, :length])).abs().max().item())
    assert worst < 1e-4, worst
    return worst


def main():
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    engine = sys.argv[1]
    HERE.mkdir(exist_ok=True)
    write_sets()
    sets = json.loads((HERE / "plain.json").read_text())["sets"]
    for arch, alignment in (("llama", 32), ("phi3", 64)):
        source = write_source(arch, alignment)
        export(engine, "--factors", HERE / "plain.json", "--format", "gguf", "--gguf", source, "--out", HERE / f"{arch}.gguf")
        check_gguf(source, HERE / f"{arch}.gguf", arch, sets)

    export(engine, "--model", MODEL, "--factors", HERE / "plain.json", "--format", "huggingface", "--out", HERE / "config.json")
    export(engine, "--model", MODEL, "--factors", HERE / "n_hat.json", "--format", "python", "--out", HERE / "module.py")
    ids = load_file(MODEL / "expected.safetensors")["ids"][None]
    out = {}
    with tempfile.TemporaryDirectory(dir=MODEL.parent) as name:
        folder = pathlib.Path(name) / "scaled"
        export(engine, "--model", MODEL, "--factors", HERE / "plain.json", "--format", "folder", "--out", folder)
        assert (folder / "config.json").read_bytes() == (HERE / "config.json").read_bytes()
        assert (folder / "model.safetensors").samefile(MODEL / "model.safetensors")
        assert load_file(folder / "model.safetensors").keys() == load_file(MODEL / "model.safetensors").keys()
        scaled = AutoModelForCausalLM.from_pretrained(folder).float().eval()
        module = load_module(HERE / "module.py")
        patched = module.apply(AutoModelForCausalLM.from_pretrained(MODEL).float().eval())
        throughout = module.apply(AutoModelForCausalLM.from_pretrained(MODEL).float().eval(), length=TARGET)
    for what, model in (("folder", scaled), ("module", patched)):
        for which, length in (("below", L), ("above", ids.shape[1])):
            out[f"{what}.{which}"] = logits(model, ids[:, :length])[::STEP].contiguous()
    with torch.no_grad():
        cache = throughout(input_ids=ids[:, :20], use_cache=True)
        rest = throughout(input_ids=ids[:, 20:], past_key_values=cache.past_key_values, use_cache=True).logits[0]
    assert (rest - logits(throughout, ids)[20:]).abs().max() < 1e-4
    save_file(out, HERE / "logits.safetensors")
    worst = check_other_models(engine)
    for file in HERE.iterdir():
        file.chmod(0o644)
    print(f"exported files read back; module against longrope on Phi-3 and GPT-NeoX, worst difference {worst:.2g}")


if __name__ == "__main__":
    main()
