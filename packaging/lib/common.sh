# SPDX-License-Identifier: Apache-2.0
# What run and test share: the machine's packages, the toolchain, configuring and building. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/packaging/lib/libtorch.sh"

# --- Debian packages ---------------------------------------------------------------------------------------------

build_packages=(g++ ccache python3-venv nlohmann-json3-dev libexpected-dev libcli11-dev libspdlog-dev libpcre2-dev
    libicu-dev libsentencepiece-dev)
qt_packages=(qt6-base-dev libqt6opengl6-dev qt6-charts-dev libqt6svg6-dev libqt6svg6 qt6-wayland libgl-dev
    fonts-dejavu-core)
test_packages=(xvfb openbox)

# Prints those of the packages named that are neither installed nor provided by an installed one.
missing_packages() {
    local present package
    present=$(dpkg-query -W -f='${db:Status-Status} ${Package} ${Provides}\n' | sed -n 's/^installed//p' | tr ',\n' '  ')
    for package in "$@"; do
        case " $present " in
        *" $package "*) ;;
        *) printf '%s\n' "$package" ;;
        esac
    done
}

# Installs what is missing of the packages named; asks for nothing when all are there.
ensure_packages() {
    command -v dpkg-query >/dev/null || fail "this script knows Debian and Ubuntu; elsewhere install the packages listed in CONTRIBUTING.md and use cmake --preset release"
    local missing
    missing=$(missing_packages "$@")
    [ -z "$missing" ] && return
    # shellcheck disable=SC2086
    set -- $missing
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail "these packages are missing and there is no sudo here. As root, run: apt-get update && apt-get install -y --no-install-recommends $*"
        as_root=(sudo)
    fi
    say "Installing packages: $*"
    step "apt-get update" "Check the network and /etc/apt/sources.list." "${as_root[@]}" apt-get update -q >&2
    step "Installing packages" "See the messages above; 'apt-get install $*' repeats it." \
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >&2
}

# --- Toolchain: CMake, Ninja, libtorch and, where there is no CUDA Toolkit, nvcc; all from PyPI -------------------

# The nvcc of an installed CUDA Toolkit 13, if any. Debian's own is too old for this libtorch.
installed_nvcc() {
    local nvcc
    for nvcc in "${CUDACXX:-}" /usr/local/cuda/bin/nvcc /usr/local/cuda-13*/bin/nvcc; do
        if [ -x "$nvcc" ] && "$nvcc" --version | grep -q 'release 13\.'; then
            printf '%s\n' "$nvcc"
            return
        fi
    done
}

# Sets toolchain, torch_root and nvcc_root ("" where a CUDA Toolkit is installed).
ensure_toolchain() {
    local size=lean nvcc
    has_nvidia_driver && size=full
    ensure_libtorch "$size"
    toolchain=$(toolchain_of "$size")
    nvcc=$(installed_nvcc)
    if [ ! -x "$toolchain/bin/cmake" ] || [ ! -x "$toolchain/bin/ninja" ]; then
        say "Installing CMake and Ninja in $toolchain"
        step "Installing CMake and Ninja" "Check the network, then run this again." \
            "$toolchain/bin/python" -m pip install --quiet --disable-pip-version-check 'cmake>=3.30,<5' ninja
    fi
    if [ -z "$nvcc" ] && [ ! -e "$toolchain/complete-nvcc" ]; then
        say "Installing nvcc in $toolchain"
        step "Installing nvcc" "Check the network, then run this again." \
            "$toolchain/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
            nvidia-cuda-nvcc==13.0.88 nvidia-cuda-crt==13.0.88 nvidia-nvvm==13.0.88 nvidia-cuda-cccl==13.0.85 \
            nvidia-cuda-runtime==13.0.96
        touch "$toolchain/complete-nvcc"
    fi
    torch_root=$(echo "$toolchain"/lib/python3*/site-packages/torch)
    nvcc_root=
    [ -n "$nvcc" ] || nvcc_root=$(echo "$toolchain"/lib/python3*/site-packages/nvidia/cu13)
}

# --- Build ---------------------------------------------------------------------------------------------------------

# configure PRESET FOLDER [cmake options]: does nothing when the folder was configured with the same options.
configure() {
    local preset=$1 folder=$2
    shift 2
    local options=(--preset "$preset" -B "$folder" "-DROPEWALK_TORCH_ROOT=$torch_root" "-DROPEWALK_NVCC_ROOT=$nvcc_root"
        "-DCMAKE_MAKE_PROGRAM=$toolchain/bin/ninja" "$@")
    command -v ccache >/dev/null && options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    local stamp=$folder/configured-with
    [ -e "$folder/build.ninja" ] && [ "$(cat "$stamp" 2>/dev/null)" = "${options[*]}" ] && return
    say "Configuring ${folder#"$root"/}"
    (cd "$root" && step "Configuring" "The message above says what is missing." "$toolchain/bin/cmake" "${options[@]}" >&2)
    printf '%s' "${options[*]}" >"$stamp"
}

# Clones in other folders share what the compiler cache holds.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

# build FOLDER [targets]: quiet when there is nothing to do.
build() {
    local folder=$1
    shift
    step "Building ${folder#"$root"/}" "If the memory ran out, close other programs and run this again; else please report the message above." \
        "$toolchain/bin/ninja" --quiet -C "$folder" "$@" >&2
}
