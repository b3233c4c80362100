// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/document/document.h"
#include "views/evaluation/measured.h"

#include <QWidget>

class QScrollArea;

namespace ropewalk::views {

class SetChip;
class WrapRow;

/// Which factor sets are measured and compared: a chip a set, the user's own first. A is the set being edited and
/// stays; a click or Space takes another in or out, as B, C, …: the document's letters, which the list of sets shows, too.
/// The chips stand in as many lines as they need; of many lines some are in sight, the set being edited among them.
class SetChoice : public QWidget
{
    Q_OBJECT

public:
    static constexpr int mostSets = 6; ///< sets at once; B gives way to one too many

    explicit SetChoice(Document* document, QWidget* parent = nullptr);

    std::vector<Compared> compared() const; ///< as they are now, A first
    void setChosen(const std::vector<std::string>& ids); ///< those compared with the one being edited

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void changed(); ///< other sets, or one of them was edited

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void reload();
    void reveal(); ///< brings the set being edited into sight, when the chips have their places
    int linesHeight(int lines) const;
    void toggle(const std::string& id);
    void refresh();
    std::vector<rope::FactorSet> all() const;

    Document* m_document;
    QScrollArea* m_scroll;
    WrapRow* m_row;
    std::vector<SetChip*> m_chips;
};

} // namespace ropewalk::views
