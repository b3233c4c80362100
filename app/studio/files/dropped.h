// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QString>

namespace ropewalk::studio {

/// What a path that was dropped on the window, or named on the command line, is taken for.
enum class PathKind { Project, Model, Factors, Text, Unknown };

/// A .ropewalk file; a folder with config.json, or that file itself beside weights; factors: .json, .csv, a config.json
/// alone, a GGUF model, a file of numbers; a text file, JSON lines or a folder with some.
PathKind kindOfPath(const QString& path);

} // namespace ropewalk::studio
