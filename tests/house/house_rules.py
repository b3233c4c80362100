# SPDX-License-Identifier: Apache-2.0
"""The one way of the dependencies, as the includes and as the linker see it.

core/rope ← formats ← project, protocol, search ← text … train ← app/engine
core/rope, statistics, formats, project, protocol ← views ← app/studio

check_sources(root) and check_libraries(program, forbidden) return what breaks a rule, one sentence each."""
import pathlib
import re
import subprocess

SHARED = {"core/excerpt.h", "core/result.h", "core/words.h"}
PURE = {"core/rope", "core/statistics", "core/formats", "core/project", "core/protocol"}

# What a room may include of ours, besides itself.
ROOMS = {
    "core": {"core/excerpt.h", "core/words.h"},  # the headers that lie in core itself
    "core/rope": SHARED,
    "core/statistics": set(),
    "core/formats": SHARED | {"core/rope"},
    "core/project": SHARED | {"core/rope", "core/formats"},
    "core/protocol": SHARED | {"core/rope", "core/formats"},
    "core/search": SHARED | {"core/yield.h", "core/rope", "core/formats", "core/protocol"},
    "core/text": SHARED | {"core/yield.h", "core/rope", "core/formats"},
    "core/model": SHARED | {"core/yield.h", "core/rope", "core/formats", "core/text"},
    "core/evaluate": SHARED
    | {"core/yield.h", "core/rope", "core/statistics", "core/formats", "core/text", "core/model"},
    "core/train": SHARED
    | {"core/yield.h", "core/rope", "core/formats", "core/text", "core/model", "core/evaluate"},
    "views": SHARED | PURE,
    "app/engine": {"core"},
    "app/studio": SHARED | PURE | {"core/yield.h", "core/search", "views"},
}
WITHOUT_TORCH = PURE | {"core", "core/search", "views", "app/studio"}
WITH_QT = {"views", "app/studio"}
LICENCES = {"views": "GPL-3.0-only", "app/studio": "GPL-3.0-only", "tests/views": "GPL-3.0-only",
            "tests/studio": "GPL-3.0-only"}
SOURCES = {".h", ".cpp", ".cu", ".cuh"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.MULTILINE)
MADE_BY_MOC = re.compile(r"(^|/)(moc_\w+\.cpp|\w+\.moc|ui_\w+\.h)$")
QT = re.compile(r"^Q([A-Z]\w*$|t[A-Z]\w*/)|^qt?[a-z]+\.h$")
TORCH = re.compile(r"^(torch|ATen|c10|caffe2|cuda\w*|cub|cutlass)(/|\.h|$)")


def room_of(path):
    """The room of a source or header, given from the root: the longest name in ROOMS that it lies in."""
    folder = path.rpartition("/")[0]
    rooms = [room for room in ROOMS if folder == room or (room != "core" and folder.startswith(room + "/"))]
    return max(rooms, key=len, default=None)


def may_include(room, header):
    own = room != "core" and header.startswith(room + "/")
    return own or any(header == allowed or header.startswith(allowed + "/") for allowed in ROOMS[room])


def check_include(root, path, room, mark, header):
    if MADE_BY_MOC.search(header):
        return None
    ours = header.startswith(("core/", "views/", "app/"))
    if mark == '"' and not ours:
        return f"{path}: include \"{header}\" from the root, as \"core/…\", \"views/…\" or \"app/…\""
    if ours and not (root / header).is_file():
        return f"{path}: includes {header}, which is not there"
    if ours and not may_include(room, header):
        return f"{path}: {room} must not include {header}"
    if room not in WITH_QT and QT.match(header):
        return f"{path}: {room} must not include Qt ({header})"
    if room in WITHOUT_TORCH and TORCH.match(header):
        return f"{path}: {room} must not include libtorch or CUDA ({header})"
    return None


def licence_of(path):
    return next((name for folder, name in LICENCES.items() if path.startswith(folder + "/")), "Apache-2.0")


def check_sources(root):
    root = pathlib.Path(root)
    found = []
    files = sorted(file for top in ("core", "views", "app", "tests") for file in (root / top).rglob("*")
                   if file.suffix in SOURCES and file.is_file())
    for file in files:
        path = file.relative_to(root).as_posix()
        text = file.read_text(encoding="utf-8")
        licence = f"// SPDX-License-Identifier: {licence_of(path)}"
        if text.partition("\n")[0] != licence:
            found.append(f"{path}: the first line must be '{licence}'")
        if path.startswith("tests/"):
            continue
        room = room_of(path)
        if room is None:
            found.append(f"{path}: lies in no room")
            continue
        for mark, header in INCLUDE.findall(text):
            broken = check_include(root, path, room, mark, header)
            if broken:
                found.append(broken)
    return found


TORCH_LIBRARY = re.compile(r"^lib(torch|c10|cuda|cudart|cublas|cudnn|nccl|nvrtc|nvidia)")
QT_LIBRARY = re.compile(r"^libQt\d")


def libraries(program):
    """Every shared library that the program loads at its start, those of its libraries included."""
    out = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=True).stdout
    return [line.split()[0].rpartition("/")[2] for line in out.splitlines() if line.strip()]


def check_libraries(program, forbidden):
    return [f"{program}: must not load {name}" for name in libraries(program) if forbidden.match(name)]
