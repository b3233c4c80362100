// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/factor_set.h"

#include <QAbstractListModel>
#include <optional>

namespace ropewalk::views {

class Document;

/// The factor sets as rows: the four baselines, then the project's own. A is the set being edited, B the one
/// it is compared with.
class SetModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        IdRole = Qt::UserRole, ///< QString
        MarkRole, ///< "A", "B" or empty
        ScoreRole, ///< "2.52", "≈2.5", empty = not scored
        BaselineRole, ///< bool: not part of the project, not editable
    };

    explicit SetModel(Document* document, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(
        const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override; ///< renames
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    QModelIndex indexOf(const QString& id) const; ///< invalid when there is none
    std::optional<rope::FactorSet> setAt(const QModelIndex& index) const;
    QString compared() const { return m_compared; } ///< id of B; empty = none
    void setCompared(const QString& id);

Q_SIGNALS:
    void comparedChanged(const QString& id);

private:
    void reload(); ///< resets only when rows came or went

    Document* m_document;
    std::vector<rope::FactorSet> m_sets; ///< what the rows show
    QString m_compared;
};

} // namespace ropewalk::views
