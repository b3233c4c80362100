// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/entropy_messages.h"
#include "views/evaluation/settings_grid.h"

namespace ropewalk::views {

/// Over which windows attention is looked at, and how finely along the positions.
class EntropySettings : public SettingsGrid
{
    Q_OBJECT

public:
    explicit EntropySettings(QWidget* parent = nullptr);

    void setTask(std::int64_t target);
    protocol::EntropyParams params() const; ///< without a set
    void setParams(const protocol::EntropyParams& params);

private:
    QSpinBox *m_window, *m_samples, *m_bins, *m_sinks;
    QComboBox* m_split;
    QCheckBox* m_log;
    std::int64_t m_target = 0;
};

} // namespace ropewalk::views
