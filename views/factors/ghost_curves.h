// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/factors/curve_scene.h"

namespace ropewalk::views {

class Document;

/// Something that can stand behind the curve: a method at the document's target, or one of its sets.
struct GhostChoice
{
    QString id; ///< "pi", "method-llama3", "set-2"
    QString name;
    std::vector<double> lambda;
};

std::vector<GhostChoice> ghostChoices(const Document& document);

/// Those of the choices with these ids, the active set left out.
std::vector<Curve> ghostCurves(const Document& document, const QStringList& ids);

} // namespace ropewalk::views
