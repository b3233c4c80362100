// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>

class QDoubleSpinBox;

namespace ropewalk::views {

class CurveEditing;
class PillButton;

/// Takes the curve from one s to another: λ^(ln s′/ln s).
class RescaleBar : public QWidget
{
    Q_OBJECT

public:
    explicit RescaleBar(CurveEditing* editing, QWidget* parent = nullptr);

    QDoubleSpinBox* from() { return m_from; }
    QDoubleSpinBox* to() { return m_to; }

protected:
    void showEvent(QShowEvent* event) override; ///< offers the curve's s and the target's

private:
    void apply();

    CurveEditing* m_editing;
    QDoubleSpinBox* m_from;
    QDoubleSpinBox* m_to;
    PillButton* m_apply;
};

} // namespace ropewalk::views
