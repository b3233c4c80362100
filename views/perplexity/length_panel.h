// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/curve_messages.h"
#include "views/evaluation/evaluation_panel.h"
#include "views/evaluation/measured.h"

namespace ropewalk::views {

class CurveChart;
class LengthSettings;
class Segments;

/// Perplexity against length, a curve a set with the spread over its texts; or by position, the loss of the n-th token
/// of the longest window, where the cliff at the trained length shows.
class LengthPanel : public EvaluationPanel
{
    Q_OBJECT

public:
    explicit LengthPanel(QWidget* parent = nullptr);

    void setTask(const rope::Geometry& geometry, std::int64_t target);
    protocol::CurveParams params() const; ///< without sets
    void setParams(const protocol::CurveParams& params);
    void setResults(Measurements<protocol::CurveResult> results);

    CurveChart* chart() { return m_chart; }
    QString tag() const; ///< what the curves were measured on, and A against B at the greatest length
    Segments* kind() { return m_kind; } ///< 0 = by length, 1 = by position

private:
    void show();
    void fillTable();
    void showTag();

    LengthSettings* m_settings;
    Segments* m_kind;
    CurveChart* m_chart;
    QLabel* m_tag;
    Measurements<protocol::CurveResult> m_results;
    std::int64_t m_trained = 0; ///< L
};

} // namespace ropewalk::views
