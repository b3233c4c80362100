# SPDX-License-Identifier: Apache-2.0
"""Tokens a second and peak memory of scoring long windows: the scorer beside transformers, in turns on the same machine.

    long_scoring.py BENCH_LONG_SCORING [--rounds 3] [--threads 2] [--lengths 4096 16384]

The model is made from a seed: a Llama of 134 million parameters (hidden 768, 12 layers of 12 heads, MLP 2048, vocabulary
32000) in bfloat16. Both score one window of made ids: SDPA attention, no cache, inference mode. Prints the medians and
the ratios, and fails only when the two losses disagree, never on a timing.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import side_by_side

VOCABULARY = 32000


def make_model(folder):
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    config = LlamaConfig(hidden_size=768, num_hidden_layers=12, num_attention_heads=12, num_key_value_heads=12,
                         intermediate_size=2048, vocab_size=VOCABULARY, max_position_embeddings=4096,
                         tie_word_embeddings=False, rms_norm_eps=1e-5)
    LlamaForCausalLM(config).to(torch.bfloat16).save_pretrained(folder)


def transformers_loop(folder, length, threads):
    import torch
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(threads)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16, attn_implementation="sdpa").eval()

    @torch.inference_mode()
    def score(tokens):
        ids = torch.tensor([[(i * 2654435761 >> 8) % VOCABULARY for i in range(tokens)]])
        logits = model(ids, use_cache=False).logits[0, :-1].float()
        return torch.nn.functional.cross_entropy(logits, ids[0, 1:]).item()

    score(256)
    start = time.perf_counter()
    nll = score(length)
    seconds = time.perf_counter() - start
    with open("/proc/self/status") as status:
        peak = next(float(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    print(json.dumps({"tokens_per_second": length / seconds, "peak_memory": peak, "nll": nll}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--lengths", type=int, nargs="+", default=[4096, 16384])
    parser.add_argument("--make", metavar="FOLDER", help=argparse.SUPPRESS)
    parser.add_argument("--transformers-loop", nargs=2, metavar=("FOLDER", "LENGTH"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.make:
        make_model(arguments.make)
        return 0
    if arguments.transformers_loop:
        transformers_loop(arguments.transformers_loop[0], int(arguments.transformers_loop[1]), arguments.threads)
        return 0

    failed = False
    with tempfile.TemporaryDirectory() as folder:
        again = [sys.executable, __file__, arguments.bench, "--threads", str(arguments.threads)]
        subprocess.run([*again, "--make", folder], check=True, capture_output=True)
        for length in arguments.lengths:
            rows = [(side_by_side.ours([arguments.bench, folder, "bf16", str(length), str(arguments.threads)]),
                     side_by_side.theirs([*again, "--transformers-loop", folder, str(length)]))
                    for _ in range(arguments.rounds)]
            rates = [[row[side]["tokens_per_second"] for row in rows] for side in (0, 1)]
            memory = [max(row[side]["peak_memory"] for row in rows) / 1e9 for side in (0, 1)]
            ratios = [a / b for a, b in zip(*rates)]
            losses = [rows[0][side]["nll"] for side in (0, 1)]
            print(f"{length:6} tokens  scorer {statistics.median(rates[0]):7.0f} tokens/s in {memory[0]:.2f} GB"
                  f"  transformers {statistics.median(rates[1]):7.0f} tokens/s in {memory[1]:.2f} GB"
                  f"  ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}),"
                  f" memory {memory[0] / memory[1]:.2f}  nll {losses[0]:.4f} and {losses[1]:.4f}", flush=True)
            failed |= abs(losses[0] - losses[1]) > 2e-2
    if failed:
        print("the losses disagree: the two did not do the same work", file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main())
