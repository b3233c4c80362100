# SPDX-License-Identifier: Apache-2.0
"""Configs as models ship them and what transformers makes of them, for tst_model_config.

Writes formats_configs.json beside it: each config, and the rotary frequencies and attention factors that transformers'
own functions give for it: "short" inside the original length, "long" past it (for dynamic at factor times
max_position_embeddings). As in rope_frequencies.py, float64 stands for float32. Real scaling blocks are those of the
named models' public configs on a small body.
"""

import copy
import json
import pathlib

import transformers
from rope_frequencies import in_float64
from transformers import AutoConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

BODY = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 256,
    "intermediate_size": 688,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 512,
    "max_position_embeddings": 4096,
    "rms_norm_eps": 1e-05,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "torch_dtype": "bfloat16",
}
RISING = [round(1.0 + 0.06 * i + 0.05 * i * i, 3) for i in range(32)]
NEARLY_ONE = [0.9978, 1.0045, 1.02, 1.01] + [round(1.05 + 0.3 * i, 3) for i in range(28)]
LLAMA31 = {
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
    "rope_type": "llama3",
}


def longrope(**more):
    return {"short_factor": [1.0] * 32, "long_factor": RISING, **more}


CONFIGS = {
    "plain, old, no theta": {},
    "plain, theta": {"rope_theta": 500000.0, "rope_scaling": None},
    "plain, transformers 5": {"rope_parameters": {"rope_type": "default", "rope_theta": 1000000.0}},
    "head_dim apart": {"head_dim": 96, "rope_theta": 10000.0},
    "Llama 3.1": {"rope_theta": 500000.0, "max_position_embeddings": 131072, "rope_scaling": LLAMA31},
    "Llama 3.1, transformers 5": {
        "max_position_embeddings": 131072,
        "rope_parameters": {**LLAMA31, "rope_theta": 500000.0},
    },
    "linear, old": {"rope_theta": 10000.0, "rope_scaling": {"type": "linear", "factor": 4.0}},
    "linear, whole factor": {"rope_theta": 10000, "rope_scaling": {"rope_type": "linear", "factor": 2}},
    "dynamic": {"rope_theta": 10000.0, "rope_scaling": {"type": "dynamic", "factor": 3.0}},
    "yarn": {
        "rope_theta": 1000000.0,
        "max_position_embeddings": 131072,
        "rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768},
    },
    "yarn, every key": {
        "rope_parameters": {
            "rope_type": "yarn",
            "rope_theta": 10000.0,
            "factor": 40.0,
            "original_max_position_embeddings": 1024,
            "beta_fast": 24,
            "beta_slow": 2,
            "mscale": 0.707,
            "mscale_all_dim": 1.0,
            "truncate": False,
        },
    },
    "yarn, its own attention factor": {
        "rope_theta": 10000.0,
        "rope_scaling": {
            "rope_type": "yarn",
            "factor": 4.0,
            "attention_factor": 1.25,
            "mscale": 1.0,
            "beta_fast": None,
            "original_max_position_embeddings": 1024,
        },
    },
    "yarn, factor null": {
        "rope_theta": 10000.0,
        "rope_scaling": {"rope_type": "yarn", "factor": None, "original_max_position_embeddings": 512},
    },
    "longrope, su, original at the top": {
        "rope_theta": 10000.0,
        "max_position_embeddings": 131072,
        "original_max_position_embeddings": 4096,
        "rope_scaling": longrope(type="su"),
    },
    "longrope, factor": {
        "rope_theta": 10000.0,
        "rope_scaling": longrope(rope_type="longrope", factor=16.0, original_max_position_embeddings=2048),
    },
    "longrope, attention factor": {
        "rope_theta": 10000.0,
        "rope_scaling": longrope(
            rope_type="longrope", factor=2.0, attention_factor=1.19, original_max_position_embeddings=2048
        ),
    },
    "longrope, below one and not monotone": {
        "rope_theta": 10000.0,
        "max_position_embeddings": 32768,
        "rope_scaling": {
            "rope_type": "longrope",
            "short_factor": NEARLY_ONE,
            "long_factor": NEARLY_ONE,
            "original_max_position_embeddings": 32768,
        },
    },
    "longrope, partial": {
        "head_dim": 64,
        "rope_theta": 10000.0,
        "partial_rotary_factor": 0.75,
        "max_position_embeddings": 131072,
        "original_max_position_embeddings": 4096,
        "rope_scaling": {
            "type": "longrope",
            "short_factor": [1.0] * 24,
            "long_factor": [round(1.0 + 2.03 * i, 2) for i in range(24)],
        },
    },
    "original length in two places": {
        "rope_theta": 10000.0,
        "original_max_position_embeddings": 1024,
        "rope_scaling": longrope(rope_type="longrope", original_max_position_embeddings=2048),
    },
    "scaling in two places": {
        "rope_theta": 10000.0,
        "rope_scaling": {"rope_type": "linear", "factor": 2.0},
        "rope_parameters": {"rope_type": "linear", "factor": 4.0, "rope_theta": 10000.0},
    },
    "Mistral": {
        "architectures": ["MistralForCausalLM"],
        "model_type": "mistral",
        "max_position_embeddings": 32768,
        "rope_theta": 1000000.0,
        "sliding_window": None,
    },
    "Qwen2.5, yarn": {
        "architectures": ["Qwen2ForCausalLM"],
        "model_type": "qwen2",
        "max_position_embeddings": 131072,
        "rope_theta": 1000000.0,
        "rope_scaling": {"factor": 4.0, "original_max_position_embeddings": 32768, "type": "yarn"},
    },
    "Qwen3, heads of 128 unsaid": {
        "architectures": ["Qwen3ForCausalLM"],
        "model_type": "qwen3",
        "max_position_embeddings": 40960,
        "rope_theta": 1000000,
    },
    "Phi-3, yarn is longrope": {
        "architectures": ["Phi3ForCausalLM"],
        "model_type": "phi3",
        "max_position_embeddings": 131072,
        "rope_theta": 10000.0,
        "rope_scaling": longrope(type="yarn"),
    },
    "Phi-4-mini": {
        "architectures": ["Phi3ForCausalLM"],
        "model_type": "phi3",
        "max_position_embeddings": 131072,
        "original_max_position_embeddings": 4096,
        "partial_rotary_factor": 0.75,
        "rope_theta": 10000.0,
        "rope_scaling": {
            "type": "longrope",
            "short_factor": [1.0] * 24,
            "long_factor": [round(1.0 + 2.03 * i, 2) for i in range(24)],
        },
    },
    "Phi-4-mini, transformers 5": {
        "architectures": ["Phi3ForCausalLM"],
        "model_type": "phi3",
        "max_position_embeddings": 131072,
        "original_max_position_embeddings": 4096,
        "rope_parameters": {
            "rope_type": "longrope",
            "rope_theta": 10000.0,
            "partial_rotary_factor": 0.75,
            "original_max_position_embeddings": 4096,
            "short_factor": [1.0] * 24,
            "long_factor": [round(1.0 + 2.03 * i, 2) for i in range(24)],
        },
    },
    "Pythia": {
        "architectures": ["GPTNeoXForCausalLM"],
        "model_type": "gpt_neox",
        "layer_norm_eps": 1e-05,
        "rotary_emb_base": 10000,
        "rotary_pct": 0.25,
    },
    "NeoX, all unsaid": {
        "architectures": ["GPTNeoXForCausalLM"],
        "model_type": "gpt_neox",
        "layer_norm_eps": 1e-05,
    },
    "NeoX, linear over half": {
        "architectures": ["GPTNeoXForCausalLM"],
        "model_type": "gpt_neox",
        "layer_norm_eps": 1e-05,
        "rotary_emb_base": 50000,
        "rotary_pct": 0.5,
        "rope_scaling": {"type": "linear", "factor": 4.0},
    },
    "NeoX, dynamic, transformers 5": {
        "architectures": ["GPTNeoXForCausalLM"],
        "model_type": "gpt_neox",
        "layer_norm_eps": 1e-05,
        "rope_parameters": {
            "rope_type": "dynamic",
            "factor": 2.0,
            "rope_theta": 20000.0,
            "partial_rotary_factor": 0.5,
        },
    },
}


def numbers(config, length):
    parameters = config.rope_parameters
    with in_float64():
        if parameters["rope_type"] == "default":
            parameters = copy.deepcopy(config)
            parameters.rope_parameters = {**config.rope_parameters, "rope_type": "linear", "factor": 1.0}
            values, attention = ROPE_INIT_FUNCTIONS["linear"](parameters)
        else:
            values, attention = ROPE_INIT_FUNCTIONS[parameters["rope_type"]](config, seq_len=length)
    return {"attention_factor": float(attention), "frequencies": [float(f"{v:.12g}") for v in values.tolist()]}


def main():
    transformers.logging.set_verbosity_error()
    rows = []
    for name, changes in CONFIGS.items():
        text = {**BODY, **changes}
        given = copy.deepcopy(text)
        scaling = given.get("rope_scaling") or {}
        if scaling.get("type") == "su":  # the old name, which transformers 5 has dropped
            scaling["type"] = "longrope"
        config = AutoConfig.for_model(given.pop("model_type"), **given)
        config.standardize_rope_params()  # as a model does before it turns anything
        parameters = config.rope_parameters
        original = parameters.get("original_max_position_embeddings", config.max_position_embeddings)
        length = original + 1
        if parameters["rope_type"] == "dynamic":
            length = int(parameters["factor"] * config.max_position_embeddings)
        rows.append(
            {
                "name": name,
                "config": text,
                "theta": parameters["rope_theta"],
                "original_length": original,
                "short": numbers(config, None),
                "long": numbers(config, length),
            }
        )
    path = pathlib.Path(__file__).with_suffix(".json")
    out = {"transformers": transformers.__version__, "cases": rows}
    path.write_text(json.dumps(out).replace('{"name"', '\n{"name"') + "\n")
    print(f"{len(rows)} configs, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
