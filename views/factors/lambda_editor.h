// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/panel.h"

#include "core/rope/factor_set.h"

#include <optional>

class QCheckBox;
class QSpinBox;

namespace ropewalk::views {

class Document;
class LambdaCanvas;

/// The λ curve of the active set, edited by hand: the plot with its few controls in the header.
class LambdaEditor : public Panel
{
    Q_OBJECT

public:
    explicit LambdaEditor(Document* document, QWidget* parent = nullptr);

    LambdaCanvas* canvas() { return m_canvas; }

    /// A second curve, dashed: the set compared with (B), or the search's best so far. Not editable.
    void setOverlay(std::optional<rope::FactorSet> overlay);
    void setBrushWidth(int pairs);
    void setMonotone(bool monotone);
    void setLogScale(bool log);
    void setBoundFactor(double factor); ///< largest λ of an edit = factor·s; 1.25 in the paper
    void selectPair(int pair); ///< −1 = none; for linked selection

Q_SIGNALS:
    void pairSelected(int pair);
    /// true when a drag begins (previews will do), false when it ends (the value is meant).
    void editing(bool inDrag);

private:
    LambdaCanvas* m_canvas;
    QSpinBox* m_brush;
    QCheckBox* m_monotone;
    QCheckBox* m_log;
};

} // namespace ropewalk::views
