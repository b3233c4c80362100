// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/factor_set.h"

#include <QComboBox>
#include <vector>

namespace ropewalk::views {

/// One of the project's factor sets, or plain rotation, which is first.
class SetBox : public QComboBox
{
    Q_OBJECT

public:
    explicit SetBox(QWidget* parent = nullptr);

    /// The sets as they are now. What was chosen stays chosen, as it is now, or as it was where it is gone.
    void setSets(const std::vector<rope::FactorSet>& sets);
    /// λ empty = plain rotation.
    rope::FactorSet set() const;
    /// The set of the same rotation, or this one as an entry of its own.
    void setSet(const rope::FactorSet& set);

Q_SIGNALS:
    void setChanged(); ///< another one, or the chosen one was edited

private:
    void fill(const rope::FactorSet& chosen);

    std::vector<rope::FactorSet> m_sets; ///< of the project
    std::vector<rope::FactorSet> m_items; ///< of the box; the first has no λ
};

} // namespace ropewalk::views
