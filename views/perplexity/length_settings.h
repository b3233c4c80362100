// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/curve_messages.h"
#include "views/evaluation/settings_grid.h"

namespace ropewalk::views {

/// What perplexity against length is measured on: lengths, windows, the sliding window's stride, the kind of mean.
class LengthSettings : public SettingsGrid
{
    Q_OBJECT

public:
    explicit LengthSettings(QWidget* parent = nullptr);

    void setTask(const rope::Geometry& geometry, std::int64_t target);
    protocol::CurveParams params() const; ///< without sets
    void setParams(const protocol::CurveParams& params);

private:
    LengthsField* m_lengths;
    QSpinBox *m_samples, *m_stride, *m_textLength;
    QComboBox *m_mean, *m_split;
};

} // namespace ropewalk::views
