// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/factor_set.h"

#include <QAbstractListModel>
#include <memory>
#include <optional>

class QTemporaryDir;

namespace ropewalk::views {

class Document;

/// The factor sets as rows: the four baselines, then the project's own. A is the set being edited, B, C, …
/// those it is compared with (Document::comparedSets).
class SetModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        IdRole = Qt::UserRole, ///< QString
        MarkRole, ///< "A", "B", … or empty
        ScoreRole, ///< "2.52"; while it is edited "≈ +1.2 %" to what it was; empty = not scored
        BaselineRole, ///< bool: not part of the project, not editable
        LockedRole, ///< bool
    };

    explicit SetModel(Document* document, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(
        const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override; ///< renames
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    /// Own sets can be put in another order by a drag; a set dropped from elsewhere is added. A set dragged
    /// out is a factor file.
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
        const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
        const QModelIndex& parent) override;
    Qt::DropActions supportedDropActions() const override { return Qt::CopyAction | Qt::MoveAction; }
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction | Qt::MoveAction; }

    QModelIndex indexOf(const QString& id) const; ///< invalid when there is none
    std::optional<rope::FactorSet> setAt(const QModelIndex& index) const;
    QString compared() const; ///< id of B; empty = none
    void setCompared(const QString& id); ///< empty = B is taken out
    bool isDraggedFromHere(const QMimeData& data) const; ///< one of this list's rows

private:
    void reload(); ///< resets only when rows came, went or moved
    int ownPlace(int row) const; ///< a row's place among the project's sets, clamped to those there are
    std::string ownDragged(const QMimeData& data) const; ///< id of one of this list's own; else empty

    Document* m_document;
    std::vector<rope::FactorSet> m_sets; ///< what the rows show
    std::shared_ptr<QTemporaryDir> m_files; ///< of sets that were dragged out
};

} // namespace ropewalk::views
