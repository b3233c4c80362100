// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/document/document.h"
#include "views/evaluation/measured.h"

#include <QWidget>

class QHBoxLayout;

namespace ropewalk::views {

class SetChip;

/// Which factor sets are measured and compared: a chip a set, the user's own first. A click or Space takes a set in or out;
/// the letters A, B, C … follow the order in which they were taken. The set being edited and no stretching at first.
class SetChoice : public QWidget
{
    Q_OBJECT

public:
    static constexpr int mostSets = 6; ///< sets at once; the oldest but A gives way

    explicit SetChoice(Document* document, QWidget* parent = nullptr);

    std::vector<Compared> compared() const; ///< as they are now, A first
    void setChosen(const std::vector<std::string>& ids);

Q_SIGNALS:
    void changed(); ///< other sets, or one of them was edited

private:
    void reload();
    void toggle(const std::string& id);
    void refresh();
    std::vector<rope::FactorSet> all() const;

    Document* m_document;
    QHBoxLayout* m_row;
    std::vector<SetChip*> m_chips;
    std::vector<std::string> m_chosen; ///< ids in order
};

} // namespace ropewalk::views
