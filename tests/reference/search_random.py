# SPDX-License-Identifier: Apache-2.0
"""Prints the first numbers of the search's counter-based generator, computed apart from it: SplitMix64's finaliser
(Steele, Lea, Flood 2014) over seed, generation and individual, then over the draw. Journals resume only while these
stay as they are. Usage: python3 search_random.py > search_random.json"""
import json

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(z):
    z &= MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def numbers(seed, generation, individual, count):
    key = mix(mix(mix(seed + GOLDEN) + (generation + 1) * GOLDEN) + (individual + 1) * GOLDEN)
    return [mix(key + draw * GOLDEN) for draw in range(1, count + 1)]


keys = [(0, 0, 0), (1, 0, 3), (1, 1, 3), (1, 3, 1), (2, 40, 31), (MASK, 7, 63)]
# SplitMix64 itself, seeded with 0, begins with these (a value published with many implementations).
assert [mix(i * GOLDEN) for i in (1, 2, 3)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
print(json.dumps([{"key": list(map(str, key)), "values": list(map(str, numbers(*key, 4)))} for key in keys], indent=1))
