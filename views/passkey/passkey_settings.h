// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/passkey_messages.h"
#include "views/evaluation/settings_grid.h"

namespace ropewalk::views {

/// What a passkey grid is made of: lengths, depths, trials, hidden keys and the runtime whose rule chooses the list.
class PasskeySettings : public SettingsGrid
{
    Q_OBJECT

public:
    explicit PasskeySettings(QWidget* parent = nullptr);

    void setTask(const rope::Geometry& geometry, std::int64_t target);
    protocol::PasskeyParams params() const; ///< without a set
    protocol::NeedleParams needleParams() const;
    void setParams(const protocol::PasskeyParams& params);

private:
    LengthsField* m_lengths;
    QSpinBox *m_depths, *m_trials, *m_keys, *m_seed;
    QComboBox* m_runtime;
};

} // namespace ropewalk::views
