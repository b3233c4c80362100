# SPDX-License-Identifier: Apache-2.0
"""The entropy map beside a scoring pass, and beside transformers with output_attentions, at growing lengths.

    entropy.py BENCH_ENTROPY MODEL [--lengths 512,2048,8192,32768] [--rounds 5] [--threads 2] [--most-gib 8]

A row a length: seconds of a scoring pass and of the map over the same window (medians, in turns), their ratio and the
peak memory; then seconds and attention memory of a transformers pass that returns its attentions, until these alone
would take more than --most-gib. Fails only when the two entropies of the first head disagree.
"""
import argparse
import json
import os
import sys
import tempfile
import time

import side_by_side


def transformers_pass(model_folder, window_file, dtype, threads):
    import torch
    from transformers import AutoModelForCausalLM, LlamaConfig
    from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

    torch.set_num_threads(threads)
    model = AutoModelForCausalLM.from_pretrained(model_folder, dtype=dtype, attn_implementation="eager").eval()
    ids = torch.tensor([json.load(open(window_file))])
    L, d = 256, model.model.rotary_emb.inv_freq.numel() * 2
    config = LlamaConfig(hidden_size=256, num_attention_heads=4, head_dim=d, max_position_embeddings=ids.shape[1],
                         rope_parameters={"rope_type": "yarn", "factor": max(1.0, ids.shape[1] / L),
                                          "rope_theta": 10000.0, "original_max_position_embeddings": L})
    rotary = model.model.rotary_emb
    rotary.inv_freq, rotary.attention_scaling = ROPE_INIT_FUNCTIONS["yarn"](config, "cpu")

    @torch.inference_mode()
    def look():
        attentions = model(ids, use_cache=False, output_attentions=True).attentions
        p = attentions[0][0, 0].double()
        return -torch.special.xlogy(p, p).sum(-1).mean().item()

    look()
    start = time.perf_counter()
    mean = look()
    print(json.dumps({"seconds": time.perf_counter() - start, "mean_entropy": mean}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench")
    parser.add_argument("model")
    parser.add_argument("--lengths", default="512,2048,8192,32768")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--most-gib", type=float, default=8)
    parser.add_argument("--transformers-pass", nargs=2, metavar=("WINDOW", "DTYPE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.transformers_pass:
        transformers_pass(arguments.model, *arguments.transformers_pass, arguments.threads)
        return 0

    config = json.load(open(os.path.join(arguments.model, "config.json")))
    heads = config["num_hidden_layers"] * config["num_attention_heads"]
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        window = os.path.join(folder, "window.json")
        for ours, theirs, size in (("bf16", "bfloat16", 2), ("f32", "float32", 4)):
            for length in map(int, arguments.lengths.split(",")):
                row = side_by_side.ours([arguments.bench, arguments.model, ours, str(arguments.threads), str(length),
                                         str(arguments.rounds), window])
                text = (f"{ours:5} {length:7} tokens  scoring {row['scoring_seconds']:8.3f} s  map "
                        f"{row['entropy_seconds']:8.3f} s  ratio {row['entropy_seconds'] / row['scoring_seconds']:.2f}"
                        f"  peak {row['peak_mebibytes']} MiB")
                gibibytes = heads * length * length * size / 2**30
                if gibibytes > arguments.most_gib:
                    print(f"{text}  transformers' attentions alone would take {gibibytes:.0f} GiB")
                    continue
                loop = side_by_side.theirs([sys.executable, __file__, arguments.bench, arguments.model, "--threads",
                                            str(arguments.threads), "--transformers-pass", window, theirs])
                print(f"{text}  transformers {loop['seconds']:8.3f} s, attentions {gibibytes:.2f} GiB")
                tolerance = 0.05 if ours == "bf16" else 1e-3
                failed |= abs(row["mean_entropy"] - loop["mean_entropy"]) > tolerance
    if failed:
        print("the entropies disagree: the two did not do the same work", file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main())
