# SPDX-License-Identifier: Apache-2.0
"""The English patterns of core, the engine and the window's errors: the literal of every call of words().
lupdate cannot find them itself, since it takes a text's context from the class around a call and here is none.

patterns.py ROOT OUT writes them as a source that lupdate reads, each once in the context Words, with the files that say
it as a comment for translators. patterns(root) and unfit(root) are for whoever wants to check them."""
import pathlib
import re
import sys

FOLDERS = ("core", "app", "views")
CALL = re.compile(r"(?<![\w:.>])words\(")
DEFINITION = "core/words.h"
LITERAL = re.compile(r'\s*"((?:[^"\\\n]|\\.)*)"')
COMMENT = re.compile(r'//[^\n]*|("(?:[^"\\\n]|\\.)*")')


def sources(root):
    root = pathlib.Path(root)
    for file in sorted(file for folder in FOLDERS for file in (root / folder).rglob("*") if file.suffix in (".h", ".cpp")):
        path = file.relative_to(root).as_posix()
        if path != DEFINITION:
            yield path, file.read_text(encoding="utf-8")


def calls(text):
    """Every call of words(): its line, and its pattern as it stands in the source, or None where it is no literal."""
    text = COMMENT.sub(lambda found: found.group(1) or "", text)
    for call in CALL.finditer(text):
        parts, place = [], call.end()
        while literal := LITERAL.match(text, place):
            parts.append(literal.group(1))
            place = literal.end()
        ends = re.match(r"\s*[,)]", text[place:])
        yield text.count("\n", 0, call.start()) + 1, "".join(parts) if parts and ends else None


def patterns(root):
    """Pattern → the files that say it."""
    found = {}
    for path, text in sources(root):
        for _, pattern in calls(text):
            if pattern is not None and path not in found.setdefault(pattern, []):
                found[pattern].append(path)
    return found


def unfit(root):
    """The calls whose pattern is no literal, one sentence each."""
    return [f"{path}:{line}: the pattern of words() must be a literal in the call, for translators to get it"
            for path, text in sources(root) for line, pattern in calls(text) if pattern is None]


def main(root, out):
    lines = ["// Made by packaging/translations/patterns.py for lupdate.", "static const char* const patterns[] = {"]
    for pattern, files in sorted(patterns(root).items()):
        lines.append(f"//: {', '.join(files)}")
        lines.append(f'QT_TRANSLATE_NOOP("Words", "{pattern}"),')
    pathlib.Path(out).write_text("\n".join(lines + ["};"]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
