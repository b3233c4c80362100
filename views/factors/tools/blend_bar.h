// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/factor_set.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;

namespace ropewalk::views {

class CurveEditing;

/// One slider from the active set as it was to another set: λ by logarithm, the attention factor linearly, n̂
/// of the nearer one. A drag of the slider is one undo step; so is a run of its keys.
class BlendBar : public QWidget
{
    Q_OBJECT

public:
    explicit BlendBar(CurveEditing* editing, QWidget* parent = nullptr);

    QSlider* slider() { return m_slider; }
    QComboBox* other() { return m_other; }

Q_SIGNALS:
    void editing(bool inDrag);

private:
    void refreshChoices();
    void begin(); ///< from the active set as it is now
    void startOver(); ///< the slider back to this set, where it was edited otherwise
    void blend(int percent);

    CurveEditing* m_editing;
    QComboBox* m_other;
    QSlider* m_slider;
    QLabel* m_share;
    rope::FactorSet m_from; ///< the active set when the blend began
    rope::FactorSet m_made; ///< what the slider made of it last
    int m_gesture = 0;
    bool m_blending = false;
};

} // namespace ropewalk::views
