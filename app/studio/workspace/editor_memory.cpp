// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/workspace/editor_memory.h"

#include "views/factors/lambda_canvas.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/lengths/served_lengths.h"
#include "views/factors/tools/editor_actions.h"

#include <QComboBox>
#include <QSettings>
#include <array>
#include <optional>

namespace ropewalk::studio {

namespace {

using views::PairAxis;
using views::Tool;
using views::ValueAxis;

constexpr QLatin1String kGroup("editor");

template <class Value, std::size_t count>
using Names = std::array<std::pair<Value, const char*>, count>;

constexpr Names<Tool, 6> kTools{{{Tool::draw, "draw"}, {Tool::select, "select"}, {Tool::twoBoundaries, "two-boundaries"},
    {Tool::longRope2, "longrope2"}, {Tool::blend, "blend"}, {Tool::rescale, "rescale"}}};
constexpr Names<rope::Monotone, 3> kRules{
    {{rope::Monotone::keep, "keep"}, {rope::Monotone::repair, "repair"}, {rope::Monotone::free, "free"}}};
constexpr Names<PairAxis, 2> kPairs{{{PairAxis::index, "index"}, {PairAxis::wavelength, "wavelength"}}};
constexpr Names<ValueAxis, 3> kValues{
    {{ValueAxis::log, "log"}, {ValueAxis::linear, "linear"}, {ValueAxis::turn, "turn"}}};

template <class Value, std::size_t count>
QString nameOf(const Names<Value, count>& names, Value value)
{
    for (const auto& [each, name] : names)
        if (each == value)
            return QLatin1String(name);
    return {};
}

template <class Value, std::size_t count>
std::optional<Value> kept(const QSettings& settings, const char* key, const Names<Value, count>& names)
{
    const QString text = settings.value(QLatin1String(key)).toString();
    for (const auto& [value, name] : names)
        if (text == QLatin1String(name))
            return value;
    return std::nullopt;
}

} // namespace

void keepEditor(views::LambdaEditor& editor)
{
    const views::CurveEditing& editing = *editor.curveEditing();
    const views::EditorActions& actions = editor.actions();
    QSettings settings;
    settings.beginGroup(kGroup);
    const auto set = [&](const char* key, const QVariant& value) { settings.setValue(QLatin1String(key), value); };
    set("tool", nameOf(kTools, editing.tool()));
    set("brushWidth", editing.brush().width);
    set("brushSoftness", editing.brush().softness);
    set("monotone", nameOf(kRules, editing.monotone()));
    set("snaps", editing.snaps());
    set("pairAxis", nameOf(kPairs, editor.canvas()->pairAxis()));
    set("valueAxis", nameOf(kValues, editor.canvas()->valueAxis()));
    set("ghosts", editor.canvas()->ghosts());
    set("table", actions.table->isChecked());
    set("history", actions.history->isChecked());
    set("lengths", actions.lengths->isChecked());
    set("runtime", editor.lengths()->runtimes()->currentText());
}

void restoreEditor(views::LambdaEditor& editor)
{
    views::CurveEditing& editing = *editor.curveEditing();
    views::EditorActions& actions = editor.actions();
    QSettings settings;
    settings.beginGroup(kGroup);
    const auto value = [&](const char* key) { return settings.value(QLatin1String(key)); };
    if (const auto tool = kept(settings, "tool", kTools))
        editing.setTool(*tool);
    if (value("brushWidth").isValid())
        editing.setBrushWidth(value("brushWidth").toInt());
    if (value("brushSoftness").isValid())
        editing.setBrushSoftness(value("brushSoftness").toDouble());
    if (const auto rule = kept(settings, "monotone", kRules))
        editing.setMonotone(*rule);
    if (value("snaps").isValid())
        editing.setSnaps(value("snaps").toBool());
    if (const auto axis = kept(settings, "pairAxis", kPairs))
        editor.canvas()->setPairAxis(*axis);
    if (const auto axis = kept(settings, "valueAxis", kValues))
        editor.canvas()->setValueAxis(*axis);
    if (value("ghosts").isValid())
        editor.canvas()->setGhosts(value("ghosts").toStringList());
    actions.table->setChecked(value("table").toBool());
    actions.history->setChecked(value("history").toBool());
    actions.lengths->setChecked(value("lengths").toBool());
    QComboBox* runtimes = editor.lengths()->runtimes();
    if (const int row = runtimes->findText(value("runtime").toString()); row >= 0)
        runtimes->setCurrentIndex(row);
}

} // namespace ropewalk::studio
