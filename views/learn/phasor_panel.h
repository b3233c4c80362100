// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/panel.h"

class QCheckBox;
class QComboBox;
class QSlider;
class QSpinBox;

namespace ropewalk::views {

class PhasorView;
class PillButton;

/// The clock hands over what moves them: play, position, speed, and a second position to compare with.
class PhasorPanel : public Panel
{
    Q_OBJECT

public:
    explicit PhasorPanel(QWidget* parent = nullptr);
    PhasorView* view() { return m_view; }
    void refreshRange(); ///< after the sets or the target changed

private:
    void takePosition();

    PhasorView* m_view;
    PillButton* m_play;
    QSlider* m_slider;
    QSpinBox* m_position;
    QComboBox* m_speed;
    QCheckBox* m_compare;
    QSpinBox* m_other;
};

} // namespace ropewalk::views
