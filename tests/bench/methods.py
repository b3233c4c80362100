#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes README's tables of methods: perplexity at each method's own attention factor and at the common one,
√(1 + ln s/ln L), passkeys, attention entropy and the bundled questions. A searched row is mean and range of several seeds
of the paper's search, each winner scored on documents and keys that no search saw; a method's passkeys and questions have
their Wilson interval at 95 %, as the engine gives it.

methods.py ENGINE FOLDER [--seeds 5] [--target 2048] [--dtype f32] [options of the search …]

FOLDER keeps journals and factor files: what was stopped goes on where it stood.
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess

TRIALS, DEPTHS, WINDOWS = 10, 5, 5
METHODS = {"none": "none", "pi": "PI", "ntk": "NTK", "yarn": "YaRN"}


def engine(options, *arguments):
    command = [options.engine, *map(str, arguments), "--dtype", options.dtype, "--json"]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if run.returncode:
        raise SystemExit(f"{' '.join(command)}: exit status {run.returncode}; run it by hand to see why")
    return json.loads(run.stdout.strip().splitlines()[-1])


def searched(options, seed):
    """The factor file of one search."""
    name = options.folder / f"seed{seed}"
    journal, out, done = (name.with_suffix(end) for end in (".jsonl", ".json", ".done"))
    if not done.exists():
        begin = ["--resume"] if journal.exists() else ["--target", options.target, "--seed", seed, *options.search]
        engine(options, "search", *begin, "--journal", journal, "--out", out, "--overwrite")
        done.touch()
    return out


def perplexity(options, factors, attention_factor=None):
    common = [] if attention_factor is None else ["--attention-factor", attention_factor]
    return engine(options, "score", "--factors", factors, "--target", options.target, *common)["perplexity"]


def passkeys(options, factors, length):
    """Keys found of DEPTHS · TRIALS: correct, trials, low, high."""
    return engine(options, "passkey", "--factors", factors, "--lengths", length, "--depths", DEPTHS, "--trials", TRIALS,
        "--target", options.target)["by_length"][0]


def entropies(options, factors, target, *more):
    """Of each layer, nats, mean of its heads."""
    result = engine(options, "entropy", "--factors", factors, "--target", target, "--samples", WINDOWS, *more)
    return [statistics.mean(heads) for heads in result["mean_entropy"]]


def questions(options, factors, *more):
    """Answered rightly: correct, trials, low, high."""
    result = engine(options, "choices", "--factors", factors, "--target", options.target, *more)
    return {**result, "trials": result["questions"]}


def one(result):
    return f"{result['correct']} of {result['trials']} ({100 * result['low']:.0f} to {100 * result['high']:.0f} %)"


def several(results):
    values = [result["correct"] for result in results]
    return f"{statistics.mean(values):.1f} of {results[0]['trials']} ({min(values)} to {max(values)})"


def spread(values, digits):
    return f"{statistics.mean(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def table(*rows):
    for number, cells in enumerate(rows):
        print("| " + " | ".join(cells) + " |", flush=True)
        if number == 0:
            print("|---" * len(cells) + "|", flush=True)
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--target", type=int, default=2048)
    parser.add_argument("--original", type=int, default=256, help="L, for the common attention factor and short prompts")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--dtype", default="f32")
    options, options.search = parser.parse_known_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    common = math.sqrt(1 + math.log(options.target / options.original) / math.log(options.original))
    lengths = options.target, options.original
    sets = [searched(options, seed) for seed in range(1, options.seeds + 1)]
    searches = f"searched, {options.seeds} seeds"

    rows = [["factors", "perplexity at its own attention factor", f"at {common:.3f}",
             *(f"passkeys, {length} tokens" for length in lengths)]]
    for method, name in METHODS.items():
        rows.append([name, f"{perplexity(options, method):.2f}", f"{perplexity(options, method, common):.2f}",
                     *(one(passkeys(options, method, length)) for length in lengths)])
    rows.append([searches, *(spread([perplexity(options, found, factor) for found in sets], 2) for factor in (None, common)),
                 *(several([passkeys(options, found, length) for found in sets]) for length in lengths)])
    table(*rows)

    rows = [(f"none, {options.original} tokens", ["none", options.original])]
    rows += [(f"{name}, {options.target} tokens", [method, options.target]) for method, name in METHODS.items()]
    rows += [(f"YaRN with attention factor 1, {options.target} tokens", ["yarn", options.target, "--attention-factor", 1])]
    rows = [[name, *(f"{layer:.2f}" for layer in entropies(options, *arguments))] for name, arguments in rows]
    layers = zip(*(entropies(options, found, options.target) for found in sets))
    rows.append([f"{searches}, {options.target} tokens", *(spread(layer, 2) for layer in layers)])
    table(["attention entropy, nats", *(f"layer {number}" for number in range(len(rows[0]) - 1))], *rows)

    rows = [["questions", "right", "in short mode"]]
    modes = [], ["--short-factors", "none"]
    for method in ("none", "pi"):
        rows.append([METHODS[method], *(one(questions(options, method, *mode)) for mode in modes)])
    rows.append([searches, *(several([questions(options, found, *mode) for found in sets]) for mode in modes)])
    table(*rows)


if __name__ == "__main__":
    main()
