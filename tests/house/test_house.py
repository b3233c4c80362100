# SPDX-License-Identifier: Apache-2.0
"""The rules of house_rules.py on this source tree and on the programs that are built, and that each rule can fail.
Usage: test_house.py ROOT BIN_DIR"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import house_rules
import text_rules

ROOT = pathlib.Path(sys.argv[1])
BIN = pathlib.Path(sys.argv[2])
sys.path.insert(0, str(ROOT / "packaging" / "translations"))
import patterns  # noqa: E402


class ThisTree(unittest.TestCase):
    def test_sources(self):
        self.assertEqual(house_rules.check_sources(ROOT), [])

    def test_texts(self):
        self.assertEqual(text_rules.check_texts(ROOT), [])

    def test_words(self):
        self.assertEqual(patterns.unfit(ROOT), [])
        self.assertEqual(text_rules.check_sentences(ROOT), [])

    def test_translators_get_every_pattern(self):
        lupdate = shutil.which("lupdate", path="/usr/lib/qt6/bin:/usr/bin")
        if not lupdate:
            return  # the target translations is not there either
        with tempfile.TemporaryDirectory() as folder:
            source, written = pathlib.Path(folder) / "patterns.cpp", pathlib.Path(folder) / "words.ts"
            patterns.main(ROOT, source)
            subprocess.run([lupdate, "-silent", source, "-ts", written], check=True)
            found = [message.findtext("source") for context in xml.etree.ElementTree.parse(written).iter("context")
                     if context.findtext("name") == "Words" for message in context.iter("message")]
        said = [pattern.replace('\\"', '"').replace("\\\\", "\\") for pattern in patterns.patterns(ROOT)]
        self.assertGreater(len(said), 500)
        self.assertEqual(sorted(found), sorted(said))

    def test_every_room_is_there(self):
        self.assertEqual([room for room in house_rules.ROOMS if not (ROOT / room).is_dir()], [])

    def test_window_loads_no_torch(self):
        self.check("ropewalk", house_rules.TORCH_LIBRARY, "libQt6Widgets")

    def test_engine_loads_no_qt(self):
        self.check("ropewalk-engine", house_rules.QT_LIBRARY, "libtorch_cpu")

    def check(self, name, forbidden, needed):
        program = BIN / name
        if not program.is_file():
            return  # this half is not built
        self.assertEqual(house_rules.check_libraries(program, forbidden), [])
        self.assertTrue(any(library.startswith(needed) for library in house_rules.libraries(program)))


class TextRulesFail(unittest.TestCase):
    def check(self, code, broken):
        self.assertEqual(len(text_rules.check_text("views/a.cpp", code)), broken, code)

    def test_bare_literals(self):
        self.check('label->setText(QStringLiteral("Two words"));', 1)
        self.check('menu->addAction(QLatin1String("Open (now)"), this);', 1)
        self.check('painter.drawText(place, Qt::AlignCenter, QStringLiteral("pair %1").arg(n));', 1)
        self.check('box->setText(ready ? tr("ready") : QStringLiteral("busy"));', 1)
        self.check('QString tr(const char* text)\n{\n}', 1)

    def test_what_may_stand(self):
        self.check('label->setText(tr("Two words, %1").arg(QString::number(2)));', 0)
        self.check('label->setText(QStringLiteral("%1 · %2").arg(a, b));', 0)
        self.check('box->addItem(tr("half"), QStringLiteral("bf16"));', 0)
        self.check('box->addItems({ QStringLiteral("vLLM") });', 0)


class WordsRulesFail(unittest.TestCase):
    def calls(self, code):
        return [pattern for _, pattern in patterns.calls(code)]

    def test_patterns(self):
        self.assertEqual(self.calls('return failure(words("expected {1}, "\n    "found {2}", n, m), file);'),
                         ["expected {1}, found {2}"])
        self.assertEqual(self.calls('a ? words("one") : words("{1} of \\"them\\"", n)'), ["one", '{1} of \\"them\\"'])
        self.assertEqual(self.calls('// words(n)\nin_words(x); found.words(x);'), [])

    def test_no_literal(self):
        for code in ("words(pattern, n)", 'words(n == 1 ? "one" : "many")', 'words("a" + b)', "words(constant)"):
            self.assertEqual(self.calls(code), [None], code)

    def test_bare_sentences(self):
        for code, broken in (('failure(as_is("no such file"))', 1), ('as_is("[factors, perplexity]")', 0),
                             ('as_is("null")', 0), ('words("no such file")', 0), ('failure(w, file, "line 3")', 1),
                             ('failure(words("no such file"), {}, "n_hat")', 0)):
            self.assertEqual(len(text_rules.check_sentence("core/a.cpp", code)), broken, code)


class EveryRuleFails(unittest.TestCase):
    """A small tree that breaks one rule at a time."""

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        for header in ("core/result.h", "core/yield.h", "core/rope/a.h", "core/formats/a.h", "core/protocol/a.h",
                       "core/search/a.h", "core/model/a.h", "app/engine/a.h", "views/plots/a.h", "app/studio/a.h"):
            self.write(header, "")

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"// SPDX-License-Identifier: {house_rules.licence_of(path)}\n{text}\n", encoding="utf-8")

    def broken(self, path, text):
        self.write(path, text)
        found = house_rules.check_sources(self.root)
        (self.root / path).unlink()
        return found

    def test_allowed(self):
        for path, text in (
            ("core/rope/b.cpp", '#include "core/rope/a.h"\n#include "core/result.h"\n#include <vector>'),
            ("core/protocol/b.cpp", '#include "core/formats/a.h"\n#include <nlohmann/json.hpp>'),
            ("core/model/b.cpp", '#include <ATen/core/Tensor.h>\n#include "core/yield.h"'),
            ("views/search/b.cpp", '#include <QWidget>\n#include <QtCharts/QLineSeries>\n#include "b.moc"'),
            ("app/engine/b.cpp", '#include "core/model/a.h"\n#include <queue>\n#include <CLI/App.hpp>'),
            ("app/studio/b.cpp", '#include "views/plots/a.h"\n#include "core/search/a.h"'),
        ):
            self.assertEqual(self.broken(path, text), [], path)

    def test_refused(self):
        for path, text, words in (
            ("core/rope/b.h", '#include "core/formats/a.h"', "core/rope must not include core/formats/a.h"),
            ("core/search/b.h", '#include "core/model/a.h"', "core/search must not include core/model/a.h"),
            ("core/model/b.h", '#include "views/plots/a.h"', "core/model must not include views"),
            ("core/model/b.h", '#include "app/engine/a.h"', "core/model must not include app"),
            ("views/plots/b.h", '#include "core/search/a.h"', "views must not include core/search"),
            ("views/plots/b.h", '#include "app/studio/a.h"', "views must not include app/studio"),
            ("app/studio/b.h", '#include "core/model/a.h"', "app/studio must not include core/model"),
            ("app/studio/b.h", '#include "app/engine/a.h"', "app/studio must not include app/engine"),
            ("app/engine/b.h", '#include "app/studio/a.h"', "app/engine must not include app/studio"),
            ("app/engine/b.h", '#include "views/plots/a.h"', "app/engine must not include views"),
            ("core/model/b.h", "#include <QString>", "must not include Qt"),
            ("core/model/b.h", "  #  include <QtCore/QString>", "must not include Qt"),
            ("app/engine/b.h", "#include <QObject>", "must not include Qt"),
            ("core/protocol/b.h", "#include <ATen/core/Tensor.h>", "must not include libtorch"),
            ("core/search/b.h", "#include <torch/torch.h>", "must not include libtorch"),
            ("views/plots/b.h", "#include <cuda_runtime.h>", "must not include libtorch"),
            ("core/rope/b.h", '#include "a.h"', "from the root"),
            ("core/rope/b.h", '#include "core/rope/gone.h"', "not there"),
            ("core/rope/b.h", '#include <core/formats/a.h>', "must not include core/formats"),
            ("core/attic/b.h", "", "lies in no room"),
            ("app/b.cpp", "", "lies in no room"),
        ):
            found = self.broken(path, text)
            self.assertEqual(len(found), 1, f"{path}: {text}")
            self.assertIn(words, found[0])

    def test_licence(self):
        file = self.root / "views/plots/b.h"
        for first in ("", "// SPDX-License-Identifier: Apache-2.0", "#pragma once"):
            file.write_text(first + "\n", encoding="utf-8")
            self.assertIn("GPL-3.0-only", house_rules.check_sources(self.root)[0])

    def test_libraries(self):
        self.assertTrue(house_rules.libraries(sys.executable))
        self.assertEqual(len(house_rules.check_libraries(sys.executable, house_rules.re.compile("libc.so"))), 1)
        for name in ("libtorch_cpu.so", "libc10.so", "libcudart.so.13", "libcuda.so.1"):
            self.assertTrue(house_rules.TORCH_LIBRARY.match(name))
        self.assertTrue(house_rules.QT_LIBRARY.match("libQt6Core.so.6"))
        self.assertFalse(house_rules.TORCH_LIBRARY.match("libc.so.6"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
