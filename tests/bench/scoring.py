# SPDX-License-Identifier: Apache-2.0
"""Evaluations a second: the scorer beside a transformers loop that does the same work, in turns on the same machine.

    scoring.py BENCH_SCORING MODEL [--rounds 5] [--seconds 6] [--threads 2]

An evaluation is the perplexity of one factor set (YaRN at 2048 tokens) over the same five windows of 2048 tokens:
SDPA attention, no cache, inference mode. Prints the medians and the ratios, by the clock and by processor seconds
(which other programs disturb less), and the share of the fastest matrix product's speed that all the multiplications of
an evaluation reach. Fails only when the two perplexities
disagree, never on a timing.
"""
import argparse
import json
import os
import statistics
import sys
import tempfile
import time

import side_by_side


def transformers_loop(model_folder, windows_file, dtype, seconds, threads):
    import torch
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(threads)
    model = AutoModelForCausalLM.from_pretrained(model_folder, dtype=dtype, attn_implementation="sdpa").eval()
    rotary = model.model.rotary_emb
    L, s, d, b = 256, 2048 / 256, rotary.inv_freq.numel() * 2, 10000.0
    from transformers import LlamaConfig
    from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
    config = LlamaConfig(hidden_size=256, num_attention_heads=4, head_dim=d, max_position_embeddings=int(L * s),
                         rope_parameters={"rope_type": "yarn", "factor": s, "rope_theta": b,
                                          "original_max_position_embeddings": L})
    rotary.inv_freq, rotary.attention_scaling = ROPE_INIT_FUNCTIONS["yarn"](config, "cpu")
    windows = [torch.tensor([ids]) for ids in json.load(open(windows_file))]

    @torch.inference_mode()
    def evaluate():
        total = tokens = 0
        for ids in windows:
            logits = model(ids, use_cache=False).logits[0, :-1].float()
            total += torch.nn.functional.cross_entropy(logits, ids[0, 1:], reduction="sum").item()
            tokens += ids.shape[1] - 1
        return total / tokens

    nll = evaluate()
    start, processor, count = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - start < seconds:
        nll = evaluate()
        count += 1
    import math
    print(json.dumps({"evaluations_per_second": count / (time.perf_counter() - start),
                      "processor_seconds": (time.process_time() - processor) / count, "perplexity": math.exp(nll)}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench")
    parser.add_argument("model")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--transformers-loop", nargs=2, metavar=("WINDOWS", "DTYPE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.transformers_loop:
        windows, dtype = arguments.transformers_loop
        transformers_loop(arguments.model, windows, dtype, arguments.seconds, arguments.threads)
        return 0

    failed = False
    with tempfile.TemporaryDirectory() as folder:
        windows = os.path.join(folder, "windows.json")
        common = [str(arguments.seconds), str(arguments.threads)]
        for ours, theirs in (("bf16", "bfloat16"), ("f32", "float32")):
            rows = []
            for _ in range(arguments.rounds):
                engine = side_by_side.ours([arguments.bench, arguments.model, ours, *common, windows])
                loop = side_by_side.theirs([sys.executable, __file__, arguments.bench, arguments.model, "--seconds",
                                            common[0], "--threads", common[1], "--transformers-loop", windows, theirs])
                rows.append((engine, loop))
            rates = [[row[side]["evaluations_per_second"] for row in rows] for side in (0, 1)]
            ratios = [a / b for a, b in zip(*rates)]
            processor = [b["processor_seconds"] / a["processor_seconds"] for a, b in rows]
            share = statistics.median(row[0]["share_of_product"] for row in rows)
            perplexities = [rows[0][side]["perplexity"] for side in (0, 1)]
            print(f"{ours:5} scorer {statistics.median(rates[0]):6.2f}/s  transformers {statistics.median(rates[1]):6.2f}/s"
                  f"  ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
                  f"  in processor seconds {statistics.median(processor):.2f} ({min(processor):.2f} to {max(processor):.2f})"
                  f"  {share:.0%} of the matrix product's speed"
                  f"  perplexity {perplexities[0]:.5f} and {perplexities[1]:.5f}")
            tolerance = 2e-2 if ours == "bf16" else 1e-4
            failed |= abs(perplexities[0] / perplexities[1] - 1) > tolerance
    if failed:
        print("the perplexities disagree: the two did not do the same work", file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main())
