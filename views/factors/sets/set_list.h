// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/panel.h"

#include "core/rope/factor_set.h"

#include <optional>

class QAction;
class QLabel;
class QListView;
class QModelIndex;

namespace ropewalk::views {

class Document;
class SetModel;
class SetNotes;

/// The factor sets, each with its colour and its perplexity at the target. A click edits an own set (A) and
/// compares with a baseline (B). F2 renames, Ctrl+D duplicates, Delete deletes, B compares, L locks, Alt+Up
/// and Alt+Down move; a drag moves a set too, or takes it to another window or the desktop as a file.
/// Below the list is where the current one comes from, and the notes on it.
class SetList : public Panel
{
    Q_OBJECT

public:
    explicit SetList(Document* document, QWidget* parent = nullptr);

    QListView* view() { return m_view; }
    SetModel* model() { return m_model; }
    SetNotes* notes() { return m_notes; }
    /// The set marked B; empty when there is none.
    std::optional<rope::FactorSet> compared() const;
    void setCompared(const QString& id); ///< empty = none

Q_SIGNALS:
    /// Another set is B, or B itself was edited or follows another target.
    void comparedChanged();

private:
    void addActions();
    void activate(const QModelIndex& index);
    void compareCurrent();
    void duplicateCurrent();
    void moveCurrent(int by);
    std::string currentId() const;
    void tellCompared();
    void refreshTag();
    void updateActions();

    Document* m_document;
    SetModel* m_model;
    QListView* m_view;
    SetNotes* m_notes; ///< of the current row
    QAction* m_edit = nullptr;
    QAction* m_compare = nullptr;
    QAction* m_rename = nullptr;
    QAction* m_duplicate = nullptr;
    QAction* m_delete = nullptr;
    QAction* m_lock = nullptr;
    QAction* m_up = nullptr;
    QAction* m_down = nullptr;
    QLabel* m_tag; ///< what the numbers were measured on
    std::optional<rope::FactorSet> m_told; ///< what B was when comparedChanged() was sent last
    QString m_kept; ///< id of the current row while the rows change
    bool m_moving = false;
};

} // namespace ropewalk::views
