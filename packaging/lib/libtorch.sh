# SPDX-License-Identifier: Apache-2.0
# Installs libtorch out of PyPI's wheel, once for a user. Shared by the build, the engine's launcher and
# ropewalk-engine-setup. Sourced, never run.

torch_version=2.11.0
data_home=${XDG_DATA_HOME:-$HOME/.local/share}/ropewalk

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf 'ropewalk: %s\n' "$*" >&2; exit 1; }

# Runs a step; when it fails, says which step it was and what to do about it.
step() {
    local what=$1 advice=$2
    shift 2
    "$@" || fail "$what failed. $advice"
}

has_nvidia_driver() { [ -e /proc/driver/nvidia/version ] || nvidia-smi >/dev/null 2>&1; }

# The folder of one size, lean or full.
toolchain_of() { printf '%s\n' "$data_home/toolchain-$torch_version-$1"; }

# Installs libtorch of a size, lean (1.3 GB: the processor alone) or full (4.6 GB), unless it is there.
ensure_libtorch() {
    local size=$1 folder advice
    folder=$(toolchain_of "$size")
    [ -e "$folder/complete" ] && return
    say "Installing libtorch $torch_version ($size) in $folder"
    rm -rf "$folder"
    step "Making a virtual environment" "Is python3-venv installed?" python3 -m venv "$folder"
    advice="Check the network and the free space in $data_home (lean 1.3 GB, full 4.6 GB), then run this again."
    local pip=("$folder/bin/python" -m pip install --quiet --disable-pip-version-check)
    if [ "$size" = full ]; then
        step "Installing libtorch" "$advice" "${pip[@]}" "torch==$torch_version"
    else
        step "Installing libtorch" "$advice" "${pip[@]}" --no-deps "torch==$torch_version" \
            nvidia-cuda-runtime==13.0.96 nvidia-cuda-cupti==13.0.85
    fi
    touch "$folder/complete"
}
