// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>

class QLabel;
class QSpinBox;
class QStackedLayout;

namespace ropewalk::views {

class BlendBar;
class CurveEditing;
class RescaleBar;

/// One quiet line under the tool row: what the tool in hand can be set to, or what it says. A message takes
/// its place until the next edit.
class ToolOptions : public QWidget
{
    Q_OBJECT

public:
    explicit ToolOptions(CurveEditing* editing, QWidget* parent = nullptr);

    QSpinBox* brushWidth() { return m_width; }
    QSpinBox* brushSoftness() { return m_softness; }
    BlendBar* blend() { return m_blend; }
    RescaleBar* rescale() { return m_rescale; }
    void focusFirst(); ///< the first thing the tool can be set to
    QString message() const; ///< what is said instead of the options; empty = nothing

private:
    QWidget* makeBrush();
    void refresh();
    QString selectionText() const;
    QString formText() const;

    CurveEditing* m_editing;
    QStackedLayout* m_stack;
    QSpinBox* m_width;
    QSpinBox* m_softness;
    QWidget* m_brush;
    QLabel* m_note;
    BlendBar* m_blend;
    RescaleBar* m_rescale;
    QLabel* m_message;
};

} // namespace ropewalk::views
