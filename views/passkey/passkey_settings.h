// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/passkey_messages.h"
#include "views/evaluation/settings_grid.h"

namespace ropewalk::views {

class PathField;
class SetBox;

/// What a passkey grid is made of: lengths, depths, trials, hidden keys, the text they are hidden in, and the runtime
/// whose rule chooses the list.
class PasskeySettings : public SettingsGrid
{
    Q_OBJECT

public:
    explicit PasskeySettings(QWidget* parent = nullptr);

    void setTask(const rope::Geometry& geometry, std::int64_t target);
    protocol::PasskeyParams params() const; ///< without a set
    protocol::NeedleParams needleParams() const;
    void setParams(const protocol::PasskeyParams& params);
    void setNeedleParams(const protocol::NeedleParams& params);
    void setFiller(const QString& path); ///< of a text; "demo" = the bundled one, empty = what is open
    void setSets(const std::vector<rope::FactorSet>& sets); ///< that can be the short list

Q_SIGNALS:
    void fileRequested(); ///< the user wants to choose the filler's file

private:
    template <class Params>
    Params written() const;
    template <class Params>
    void take(const Params& params);

    LengthsField* m_lengths;
    QSpinBox *m_depths, *m_trials, *m_keys, *m_seed;
    QComboBox* m_runtime;
    SetBox* m_shortSet;
    PathField* m_filler;
};

} // namespace ropewalk::views
