#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes README's tables of methods: perplexity at each method's own attention factor and at the common one,
√(1 + ln s/ln L), passkeys, attention entropy and the bundled questions. A searched row is mean and range of several seeds
of the paper's search, each winner scored on documents and keys that no search saw; a method's passkeys and questions have
their Wilson interval at 95 %.

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
METHODS = {"none": "none (extrapolation)", "pi": "PI", "ntk": "NTK", "yarn": "YaRN"}


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
    """Keys found of DEPTHS · TRIALS."""
    result = engine(options, "passkey", "--factors", factors, "--lengths", length, "--depths", DEPTHS, "--trials", TRIALS,
        "--target", options.target)
    return sum(cell["correct"] for cell in result["cells"])


def entropies(options, factors, target, *more):
    """Of each layer, nats, mean of its heads."""
    result = engine(options, "entropy", "--factors", factors, "--target", target, "--samples", WINDOWS, *more)
    return [statistics.mean(heads) for heads in result["mean_entropy"]]


def questions(options, factors, *more):
    return engine(options, "choices", "--factors", factors, "--target", options.target, *more)


def counted(found, of, z=1.96):
    """With Wilson's interval."""
    share = found / of
    middle = share + z * z / (2 * of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low, high = ((middle + sign * half) / (1 + z * z / of) for sign in (-1, 1))
    return f"{found} of {of} ({100 * low:.0f} to {100 * high:.0f} %)"


def spread(values, digits):
    return f"{statistics.mean(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def counts(values, of):
    return f"{statistics.mean(values):.1f} of {of} ({min(values)} to {max(values)})"


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
    of = DEPTHS * TRIALS
    lengths = options.target, options.original
    sets = [searched(options, seed) for seed in range(1, options.seeds + 1)]

    rows = [["factors", "perplexity at its own attention factor", f"at {common:.3f}",
             *(f"passkeys, {length} tokens" for length in lengths)]]
    for method, name in METHODS.items():
        rows.append([name, f"{perplexity(options, method):.2f}", f"{perplexity(options, method, common):.2f}",
                     *(counted(passkeys(options, method, length), of) for length in lengths)])
    own, at_common = ([perplexity(options, one, factor) for one in sets] for factor in (None, common))
    far, near = ([passkeys(options, one, length) for one in sets] for length in lengths)
    rows.append([f"searched, {options.seeds} seeds", spread(own, 2), spread(at_common, 2), counts(far, of),
                 counts(near, of)])
    table(*rows)

    rows = [["inside the window", *(f"{one:.2f}" for one in entropies(options, "none", options.original))]]
    for method, name in METHODS.items():
        rows.append([name, *(f"{one:.2f}" for one in entropies(options, method, options.target))])
    rows.append(["YaRN, attention factor 1",
                 *(f"{one:.2f}" for one in entropies(options, "yarn", options.target, "--attention-factor", 1))])
    layers = zip(*(entropies(options, one, options.target) for one in sets))
    rows.append([f"searched, {options.seeds} seeds", *(spread(layer, 2) for layer in layers)])
    table(["attention entropy, nats", *(f"layer {number}" for number in range(len(rows[0]) - 1))], *rows)

    rows = [["questions", "right", "in short mode"]]
    modes = [], ["--short-factors", "none"]
    for method in ("none", "pi"):
        answers = [questions(options, method, *mode) for mode in modes]
        rows.append([METHODS[method], *(counted(one["correct"], one["questions"]) for one in answers)])
    answers = [[questions(options, one, *mode) for one in sets] for mode in modes]
    rows.append([f"searched, {options.seeds} seeds",
                 *(counts([one["correct"] for one in mode], mode[0]["questions"]) for mode in answers)])
    table(*rows)


if __name__ == "__main__":
    main()
