// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/job_messages.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QSpinBox;

namespace ropewalk::views {

class PillButton;

/// The settings of a search as a small form with two presets: one that is done while one watches, and the
/// paper's.
class SearchSettings : public QWidget
{
    Q_OBJECT

public:
    explicit SearchSettings(QWidget* parent = nullptr);

    static protocol::SearchParams quick(); ///< 344 evaluations of two windows, attention factor searched
    static protocol::SearchParams paper(); ///< 1344 evaluations of five windows, attention factor by formula

    /// Everything but the journal. The target is the one of setTask().
    protocol::SearchParams params() const;
    void setParams(const protocol::SearchParams& params);
    /// Target in tokens; a fixed attention factor that was not typed follows: √(1 + ln s/ln L).
    void setTask(const rope::Geometry& geometry, std::int64_t target);
    /// Windows scored in a second by an earlier search, to tell the price; 0 = not known.
    void setWindowsPerSecond(double rate);

Q_SIGNALS:
    void changed();

private:
    QSpinBox* addNumber(
        QGridLayout* grid, int row, int column, const QString& label, const QString& tip, int low, int high);
    void applyPreset(const protocol::SearchParams& params); ///< seed, target and the fixed factor stay
    void refresh();

    QSpinBox *m_population, *m_mutations, *m_crossovers, *m_generations, *m_parents, *m_seed, *m_samples;
    QDoubleSpinBox *m_probability, *m_attention;
    QComboBox* m_mode;
    QCheckBox *m_monotone, *m_searchNHat;
    PillButton *m_quick, *m_paper;
    QLabel* m_price;
    std::int64_t m_target = 0;
    double m_rate = 0;
    bool m_attentionTyped = false;
    bool m_filling = false;
};

/// P + T·(N1 + N2): how often a search of these settings scores.
std::int64_t plannedEvaluations(const protocol::SearchParams& params);

} // namespace ropewalk::views
