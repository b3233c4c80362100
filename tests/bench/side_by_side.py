# SPDX-License-Identifier: Apache-2.0
"""How the benchmarks start their two sides: each in a process of its own whose last line is a JSON object."""
import json
import os
import subprocess


def ours(command):
    """As ropewalk-engine runs: its threads sleep while they wait."""
    return theirs(command, {"OMP_WAIT_POLICY": "PASSIVE", **os.environ})


def theirs(command, environment=None):
    """With what the runtime does by itself."""
    ran = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(ran.stdout.strip().split("\n")[-1])
