// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/evaluation/measured.h"
#include "views/plots/theme.h"

#include <Qt>

namespace ropewalk::views {

/// "A", "B", … by place; 26 at most.
QString letterAt(int place);
/// How a set's line is drawn, by its letter: A solid, B dashed, C dotted, D dash and dot, then again.
Qt::PenStyle penStyleOf(const QString& letter);
/// The set's own colour, dark (or light) enough for text on a panel.
QColor inkOf(const Theme& theme, const rope::FactorSet& set);
/// "A mine"
QString titleOf(const Compared& set);

} // namespace ropewalk::views
