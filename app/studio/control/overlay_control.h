// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/factor_set.h"

#include <QObject>
#include <optional>

namespace ropewalk::views {
class LambdaEditor;
class SearchPanel;
class SetList;
}

namespace ropewalk::studio {

class SearchControl;

/// Which second curve the editor shows, dashed: a candidate that was clicked, else the best of a search until it is
/// adopted, else the set compared with.
class OverlayControl : public QObject
{
    Q_OBJECT

public:
    OverlayControl(views::LambdaEditor& editor, views::SetList& sets, views::SearchPanel& search,
        SearchControl& control, QObject* parent);

    const std::optional<rope::FactorSet>& shown() const { return m_shown; }

private:
    void forgetSearch();
    void refresh();

    views::LambdaEditor& m_editor;
    views::SetList& m_sets;
    std::optional<rope::FactorSet> m_candidate, m_best, m_shown;
};

} // namespace ropewalk::studio
