// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/choices_messages.h"
#include "views/evaluation/settings_grid.h"

namespace ropewalk::views {

class PathField;
class SetBox;

/// Which questions are asked and how their answers are compared.
class ChoicesSettings : public SettingsGrid
{
    Q_OBJECT

public:
    explicit ChoicesSettings(QWidget* parent = nullptr);

    protocol::ChoicesParams params() const; ///< without a set
    void setParams(const protocol::ChoicesParams& params);
    void setPath(const QString& path); ///< "demo" = the bundled questions
    void setSets(const std::vector<rope::FactorSet>& sets); ///< that can be the short list

Q_SIGNALS:
    void fileRequested(); ///< the user wants to choose a file

private:
    PathField* m_path;
    SetBox* m_shortSet;
    QComboBox* m_layout;
    QSpinBox *m_fewShot, *m_limit;
    QCheckBox *m_normalised, *m_short;
};

} // namespace ropewalk::views
