// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/ghost_curves.h"

#include "views/document/document.h"
#include "views/language/set_texts.h"

#include "core/rope/methods.h"

namespace ropewalk::views {

std::vector<GhostChoice> ghostChoices(const Document& document)
{
    std::vector<GhostChoice> choices;
    const auto add = [&choices](const std::string& id, const rope::FactorSet& set) {
        choices.push_back({ QString::fromStdString(id), shownName(set), set.lambda });
    };
    for (const rope::FactorSet& baseline : document.baselines())
        add(baseline.id, baseline);
    for (const rope::Method method :
        { rope::Method::dynamic_ntk, rope::Method::llama3, rope::Method::longrope2 })
        add("method-" + std::string(rope::name(method)),
            rope::make_set(method, document.geometry(), document.project().target_length));
    for (const rope::FactorSet& set : document.project().sets)
        if (int(set.lambda.size()) == document.geometry().pairs())
            add(set.id, set);
    return choices;
}

std::vector<Curve> ghostCurves(const Document& document, const QStringList& ids)
{
    std::vector<Curve> curves;
    for (GhostChoice& choice : ghostChoices(document))
        if (ids.contains(choice.id) && choice.id.toStdString() != document.project().active_set)
            curves.push_back({ choice.id, choice.name, std::move(choice.lambda) });
    return curves;
}

} // namespace ropewalk::views
