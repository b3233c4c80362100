// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/passkey_messages.h"
#include "views/evaluation/evaluation_panel.h"
#include "views/evaluation/measured.h"

class QGridLayout;

namespace ropewalk::views {

class ColourBar;
class CurveChart;
class HeatMap;
class PasskeySettings;
class Segments;
class Transcript;

/// Where a hidden number is still found: depth × length, a grid a set, filling while it is measured; a click tells the
/// trials of a cell; beneath, accuracy (or the needle's perplexity) against length.
class PasskeyPanel : public EvaluationPanel
{
    Q_OBJECT

public:
    explicit PasskeyPanel(QWidget* parent = nullptr);

    void setTask(const rope::Geometry& geometry, std::int64_t target);
    /// Without decoding: perplexity of the answer's tokens alone.
    bool isNeedle() const;
    void setNeedle(bool needle);
    protocol::PasskeyParams params() const; ///< without a set
    protocol::NeedleParams needleParams() const;
    void setParams(const protocol::PasskeyParams& params);
    void setNeedleParams(const protocol::NeedleParams& params);
    void setFiller(const QString& path); ///< the text that keys are hidden in
    void setSets(const std::vector<rope::FactorSet>& sets); ///< that can be the short list
    void setResults(Measurements<protocol::PasskeyResult> results);
    void setNeedleResults(Measurements<protocol::NeedleResult> results);

    const std::vector<HeatMap*>& maps() const { return m_maps; } ///< one a set that is shown, in order
    CurveChart* curve() { return m_curve; }
    Transcript* transcript() { return m_transcript; }
    QString headingOf(int map) const;

Q_SIGNALS:
    void fillerRequested(); ///< the user wants to choose a file

protected:
    void changeEvent(QEvent* event) override;

private:
    void show();
    void setMapCount(int count);
    void choose(int row, int column);
    void tell();

    PasskeySettings* m_settings;
    Segments* m_measure;
    ColourBar* m_key;
    QGridLayout* m_multiples;
    std::vector<HeatMap*> m_maps;
    std::vector<QLabel*> m_headings;
    CurveChart* m_curve;
    Transcript* m_transcript;
    Measurements<protocol::PasskeyResult> m_results;
    Measurements<protocol::NeedleResult> m_needles;
    std::int64_t m_trained = 0; ///< L
    std::int64_t m_length = -1; ///< of the chosen cell; −1 = none
    double m_depth = 0;
};

} // namespace ropewalk::views
