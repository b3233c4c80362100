// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>
#include <vector>

class QComboBox;

namespace ropewalk::views {

class PillButton;

/// The searches of a project, one of which is looked at: a box to choose it, with the mouse or the arrow keys, and a
/// button that asks for its removal. Not there while there are none.
class SearchList : public QWidget
{
    Q_OBJECT

public:
    struct Entry
    {
        QString id; ///< tells it from the others
        QString text;
        QString tip;
    };

    explicit SearchList(QWidget* parent = nullptr);

    /// shown: the id of the one that is looked at; none of these = something else is, which the text says.
    void setEntries(const std::vector<Entry>& entries, const QString& shown, const QString& otherwise = {});
    void setRemovable(bool removable, const QString& reason = {}); ///< the one shown; else the reason is its tip
    QComboBox* box() { return m_box; }
    PillButton* removeButton() { return m_remove; }

Q_SIGNALS:
    void chosen(const QString& id);
    void removeRequested(const QString& id);

private:
    QComboBox* m_box;
    PillButton* m_remove;
};

} // namespace ropewalk::views
