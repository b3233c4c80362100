// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/trail/score_trail.h"

#include "views/document/paired_score.h"
#include "views/language/set_texts.h"
#include "views/plots/text/fitted_number.h"

#include <QLocale>
#include <algorithm>

namespace ropewalk::views {

ScoreTrail::ScoreTrail(Document* document, QObject* parent)
    : QAbstractListModel(parent)
    , m_document(document)
{
    connect(document, &Document::projectReset, this, &ScoreTrail::forget);
    connect(document, &Document::modelChanged, this, &ScoreTrail::forget);
    connect(document, &Document::scoresChanged, this, &ScoreTrail::note);
    connect(document, &Document::setEdited, this, &ScoreTrail::note);
    connect(document, &Document::targetChanged, this, &ScoreTrail::note);
    connect(document, &Document::activeSetChanged, this, &ScoreTrail::note);
    note();
}

void ScoreTrail::forget()
{
    beginResetModel();
    m_tried.clear();
    m_order.clear();
    endResetModel();
    Q_EMIT changed();
}

void ScoreTrail::note()
{
    const rope::FactorSet* set = m_document->activeSet();
    const std::optional<ScoreEntry> entry = set ? m_document->score(*set) : std::nullopt;
    const std::int64_t target = m_document->project().target_length;
    std::erase_if(m_order,
        [&](const Tried& shown) { return !set || shown.set.id != set->id || shown.score.target != target; });
    if (entry && !entry->preview) {
        Tried now{ *set, *entry, QDateTime::currentDateTime() };
        if (m_order.empty() || !m_order.back().set.same_rotation(*set)) {
            m_order.push_back(now);
            if (m_order.size() > 2)
                m_order.erase(m_order.begin());
        }
        const auto same = [&now](const Tried& other) {
            return other.score.target == now.score.target && other.set.same_rotation(now.set);
        };
        if (std::none_of(m_tried.begin(), m_tried.end(), same)) {
            beginInsertRows({}, 0, 0);
            m_tried.insert(m_tried.begin(), std::move(now));
            endInsertRows();
            if (m_tried.size() > most) {
                beginRemoveRows({}, most, most);
                m_tried.pop_back();
                endRemoveRows();
            }
        }
    }
    if (!m_tried.empty())
        Q_EMIT dataChanged(index(0), index(int(m_tried.size()) - 1));
    Q_EMIT changed();
}

std::optional<ScoreEntry> ScoreTrail::present() const
{
    const rope::FactorSet* set = m_document->activeSet();
    if (!set || m_order.empty() || !m_order.back().set.same_rotation(*set))
        return std::nullopt;
    return m_order.back().score;
}

std::optional<ScoreEntry> ScoreTrail::previous() const
{
    if (m_order.empty())
        return std::nullopt;
    if (!present())
        return m_order.back().score;
    return m_order.size() > 1 ? std::optional(m_order.front().score) : std::nullopt;
}

void ScoreTrail::jumpTo(int row)
{
    if (row < 0 || row >= int(m_tried.size()))
        return;
    const Tried chosen = m_tried[std::size_t(row)];
    m_document->setRotation(m_document->project().active_set, chosen.set,
        tr("Go back to perplexity %1").arg(briefText(chosen.score.perplexity, 4)));
}

int ScoreTrail::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_tried.size());
}

QVariant ScoreTrail::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Tried& tried = m_tried[std::size_t(index.row())];
    const QString number = briefText(tried.score.perplexity, 4);
    if (role == Qt::DisplayRole)
        return number;
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
        return tr("perplexity %1 at %L2 tokens, %5, “%3”, %4")
            .arg(number)
            .arg(tried.score.target)
            .arg(shownName(tried.set),
                QLocale().toString(tried.when.time(), QLocale::ShortFormat), windowsText(tried.score));
    return {};
}

} // namespace ropewalk::views
