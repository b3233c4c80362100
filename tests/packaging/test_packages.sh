#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the two Debian packages, installs them into an empty root, uses them as a user would, and removes them.
#   test_packages.sh CPACK BUILD_FOLDER TORCH_ROOT
set -euo pipefail
cpack=$1 build=$2 torch=$3
if [ "$(id -u)" != 0 ] && [ -z "${ROPEWALK_MAPPED:-}" ]; then
    ROPEWALK_MAPPED=1 exec unshare --map-root-user "$0" "$@" # dpkg wants to own what it installs
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
die() { printf 'FAIL: %s\n' "$*" >&2; exit 1; }
holds() { case $1 in *"$2"*) ;; *) die "expected '$2' in: $1" ;; esac; }
lacks() { case $1 in *"$2"*) die "did not expect '$2' in: $1" ;; esac; }

"$cpack" --config "$build/CPackConfig.cmake" -B "$work/made" >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log"; die "cpack"; }
window=$(echo "$work"/made/ropewalk_*.deb) engine=$(echo "$work"/made/ropewalk-engine_*.deb)
needs=$(dpkg-deb -f "$window" Depends)
holds "$needs" libqt6charts6
lacks "$needs" torch
needs=$(dpkg-deb -f "$engine" Depends)
holds "$needs" python3-venv
holds "$needs" libsentencepiece0
lacks "$needs" qt6
listed=$(dpkg-deb -c "$engine")
lacks "$listed" libtorch_cpu

root=$work/root
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
: >"$root/var/lib/dpkg/status"
dpkg=(dpkg --root="$root" --force-depends --log=/dev/null)
"${dpkg[@]}" -i "$window" "$engine" >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; die "dpkg -i"; }
for file in share/applications/ropewalk.desktop share/mime/packages/ropewalk.xml \
    share/icons/hicolor/scalable/apps/ropewalk.svg share/doc/ropewalk/copyright share/ropewalk/demo/model.safetensors; do
    [ -s "$root/usr/$file" ] || die "usr/$file is not installed"
done
command -v desktop-file-validate >/dev/null && desktop-file-validate "$root/usr/share/applications/ropewalk.desktop"

# Without libtorch the engine says how to get it.
unset ROPEWALK_RESOURCES LD_LIBRARY_PATH
said=$(HOME=$work/nobody XDG_DATA_HOME='' "$root/usr/bin/ropewalk-engine" devices 2>&1) && die "ran without libtorch"
holds "$said" ropewalk-engine-setup
said=$("$root/usr/bin/ropewalk-engine-setup" tiny 2>&1) && die "took a size that there is not"
holds "$said" "expected lean or full"

# With it, both work from where they were installed.
export XDG_DATA_HOME=${torch%/ropewalk/toolchain-*}
export XDG_CONFIG_HOME=$work/config QT_QPA_PLATFORM=offscreen
said=$("$root/usr/bin/ropewalk-engine" score --model demo --factors pi --target 64 --samples 1 --json 2>"$work/errors") \
    || { cat "$work/errors"; die "score"; }
holds "$said" '"perplexity"'
holds "$("$root/usr/bin/ropewalk" --version)" "ropewalk 0."

"${dpkg[@]}" -r ropewalk ropewalk-engine >/dev/null
[ -z "$(find "$root/usr" -type f 2>/dev/null)" ] || die "files stay after removal: $(find "$root/usr" -type f | head -3)"
echo "both packages were built, installed, used and removed"
