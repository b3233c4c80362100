// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/panel.h"

#include "core/rope/factor_set.h"

class QButtonGroup;
class QDoubleSpinBox;
class QSlider;
class QSpinBox;

namespace ropewalk::views {

class Document;
class PillButton;

/// Everything of the active set but its λ: n̂, attention factor, the target length, presets to start from;
/// export.
class FactorPanel : public Panel
{
    Q_OBJECT

public:
    explicit FactorPanel(Document* document, QWidget* parent = nullptr);

Q_SIGNALS:
    void exportRequested();
    void openFactorFileRequested(); ///< "file…" beside the presets
    void editing(bool inDrag); ///< the attention slider is dragged, as LambdaEditor::editing

private:
    QWidget* makeNHat();
    QWidget* makeAttention();
    QWidget* makeTarget();
    QWidget* makePresets();
    void refresh();
    void showNHatNote(const rope::FactorSet* set, bool listed);
    void startFrom(const rope::FactorSet& preset);
    void setAttention(double factor);

    Document* m_document;
    QButtonGroup* m_nHat;
    QLabel* m_nHatNote;
    QSlider* m_attentionSlider;
    QDoubleSpinBox* m_attention;
    QSpinBox* m_target;
    QButtonGroup* m_multiples; ///< of L; ids are the factors
    QLabel* m_scale;
    PillButton* m_export;
    int m_gesture = 0; ///< of the slider's drag; 0 = none
};

} // namespace ropewalk::views
