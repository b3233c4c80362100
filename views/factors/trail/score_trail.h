// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/document/document.h"

#include <QAbstractListModel>
#include <QDateTime>
#include <optional>

namespace ropewalk::views {

/// A rotation that was tried and what it scored.
struct Tried
{
    rope::FactorSet set; ///< as it was; its name is that of the set edited then
    ScoreEntry score; ///< in full
    QDateTime when;
};

/// The rotations of own sets that were scored in full while they were edited, the latest first, each once. A
/// list for views: text is the perplexity. Outside the project and undo; forgotten with it.
class ScoreTrail : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int most = 40;

    explicit ScoreTrail(Document* document, QObject* parent = nullptr);

    const std::vector<Tried>& tried() const { return m_tried; }
    /// The full score of the active set as it is now, and the one it had before its last scored edit, at this
    /// target.
    std::optional<ScoreEntry> present() const;
    std::optional<ScoreEntry> previous() const;
    /// Gives the active set a tried rotation back, as one step.
    void jumpTo(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void changed(); ///< present() or previous() may be others

private:
    void note();
    void forget();

    Document* m_document;
    std::vector<Tried> m_tried;
    std::vector<Tried>
        m_order; ///< the active set's scored states as they were shown, the latest last; at most two
};

} // namespace ropewalk::views
