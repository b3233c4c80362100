// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/learn/lessons.h"

#include "core/rope/factor_set.h"

#include <QWidget>
#include <array>

class QComboBox;

namespace ropewalk::views {

class DecayPlot;
class Document;
class LearnView;
class Panel;
class PhasorPanel;
class PhasorView;
class UnseenMap;
class WavelengthPlot;

/// Clock hands, wavelengths, decay and the out-of-distribution map beside each other, all of the same one or two sets,
/// with one linked pair.
class LearnBoard : public QWidget
{
    Q_OBJECT

public:
    explicit LearnBoard(Document* document, QWidget* parent = nullptr);

    PhasorView* phasor();
    WavelengthPlot* wavelengths() { return m_wavelengths; }
    DecayPlot* decay() { return m_decay; }
    UnseenMap* unseen() { return m_unseen; }
    QComboBox* firstChoice() { return m_first; }
    QComboBox* secondChoice() { return m_second; }

    /// Sets the views up as a lesson wants them.
    void show(const Lesson& lesson);

public Q_SLOTS:
    void setSelectedPair(int pair); ///< the linked selection; −1 for none

Q_SIGNALS:
    void pairSelected(int pair); ///< by the user, in one of the views

private:
    std::array<LearnView*, 4> views();
    QWidget* chooser();
    void fillChoices();
    void takeSets();
    const rope::FactorSet* chosen(const QComboBox* box) const; ///< null = nothing

    Document* m_document;
    std::vector<rope::FactorSet> m_baselines;
    QComboBox* m_first;
    QComboBox* m_second;
    PhasorPanel* m_phasor;
    WavelengthPlot* m_wavelengths;
    DecayPlot* m_decay;
    UnseenMap* m_unseen;
    std::array<Panel*, 4> m_panels{}; ///< by LearnPart
};

} // namespace ropewalk::views
