# SPDX-License-Identifier: Apache-2.0
"""Every text that a user sees can be translated: nothing that is shown is a bare literal, and every tr() has a context
that lupdate finds too; what core and the engine say is made by words(). check_texts(root) and check_sentences(root)
return what breaks this, one sentence each."""
import pathlib
import re

FOLDERS = ("views", "app/studio")
# Calls whose first argument is shown; of drawText any may be.
SHOWN = re.compile(
    r"\b(set(?:Text|ToolTip|WindowTitle|AccessibleName|AccessibleDescription|StatusTip|PlaceholderText|Title|Hint"
    r"|Suffix|Prefix|SpecialValueText|EmptyText|InformativeText)|addAction|addMenu|addItem|addItems|addRow"
    r"|setHorizontalHeaderLabels|heading|note|PillButton|QLabel|QPushButton|QCheckBox|QRadioButton|QGroupBox|QAction"
    r"|drawText|showMessage)\(")
LITERAL = re.compile(r'(?:QStringLiteral|QLatin1String|QString::fromUtf8)\(\s*u?"((?:[^"\\]|\\.)*)"')
# Names of things, which are the same in every language.
NAMES = {"transformers", "vLLM", "llama.cpp", "ARC", "HellaSwag", "MMLU", "TruthfulQA mc1"}
OWN_TR = re.compile(r"^\s*(?:inline |static )?QString tr\(const char", re.MULTILINE)
MARKUP = re.compile(r"<[^>]*>|&\w+;|%L?\d|%n")


def arguments(text, start):
    """What stands between the bracket that opens before start and its end, and where its first comma is."""
    depth, comma, quoted = 1, None, False
    for place in range(start, len(text)):
        letter = text[place]
        if letter == '"' and text[place - 1] != "\\":
            quoted = not quoted
        if quoted:
            continue
        if letter in "({[":
            depth += 1
        elif letter in ")}]":
            depth -= 1
            if depth == 0:
                return text[start:place], (comma or place) - start
        elif letter == "," and depth == 1 and comma is None:
            comma = place
    return text[start:], len(text) - start


def is_words(literal):
    return literal not in NAMES and re.search(r"[A-Za-z]{2}", MARKUP.sub("", literal)) is not None


def check_text(path, text):
    found = []
    for call in SHOWN.finditer(text):
        inside, first = arguments(text, call.end())
        shown = inside if call.group(1) == "drawText" else inside[:first]
        for literal in LITERAL.finditer(shown):
            if is_words(literal.group(1)):
                line = text.count("\n", 0, call.start()) + 1
                found.append(f'{path}:{line}: "{literal.group(1)}" is shown without tr()')
    if OWN_TR.search(text):
        found.append(f"{path}: a tr() of its own has no context that lupdate finds: use Q_DECLARE_TR_FUNCTIONS")
    return found


def check_texts(root):
    root = pathlib.Path(root)
    files = sorted(file for folder in FOLDERS for file in (root / folder).rglob("*") if file.suffix in (".cpp", ".h"))
    return [broken for file in files
            for broken in check_text(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))]


AS_IS = re.compile(r'\bas_is\(\s*"((?:[^"\\]|\\.)*)"')
FAILURE = re.compile(r"\bfailure\(")
PLAIN = re.compile(r'^\s*"((?:[^"\\]|\\.)*)"\s*$')


def check_sentence(path, text):
    """Sentences of core and the engine that are said to be the same in every language."""
    said = [(found.start(), found.group(1)) for found in AS_IS.finditer(text)]
    for call in FAILURE.finditer(text):
        inside, _ = arguments(text, call.end())
        place = PLAIN.match(inside.rpartition(",")[2])
        if place:
            said.append((call.start(), place.group(1)))
    return [f'{path}:{text.count(chr(10), 0, place) + 1}: "{literal}" is not made by words()'
            for place, literal in said if re.search(r"[a-z] [a-z0-9]", literal)]


def check_sentences(root):
    root = pathlib.Path(root)
    files = sorted(file for folder in ("core", "app", "views") for file in (root / folder).rglob("*")
                   if file.suffix in (".cpp", ".h"))
    return [broken for file in files
            for broken in check_sentence(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))]
