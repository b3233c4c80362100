// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/sets/set_model.h"

#include "views/document/paired_score.h"
#include "views/language/set_texts.h"
#include "views/language/terms.h"
#include "views/factors/sets/set_drag.h"
#include "views/plots/text/fitted_number.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <algorithm>

namespace ropewalk::views {

namespace {

/// Which list of which program a drag comes from.
QString ownerText(const SetModel* model)
{
    return QStringLiteral("%1 %2").arg(QCoreApplication::applicationPid()).arg(quintptr(model));
}

/// Whose list a set is dragged from, and its id there; both empty where it is no set of a list.
std::pair<QString, QString> draggedFrom(const QMimeData& data)
{
    const QStringList parts = QString::fromUtf8(data.data(SetMimeData::idType())).split(u'\n');
    return parts.size() == 2 ? std::pair(parts[0], parts[1]) : std::pair<QString, QString>();
}

/// A preview is of fewer windows than the other rows' numbers, so it is told as what it changes on those alone.
QString scoreText(const Document& document, const rope::FactorSet& set)
{
    const std::optional<ScoreEntry> entry = document.score(set);
    if (!entry)
        return {};
    if (!entry->preview)
        return briefText(entry->perplexity);
    const auto former = document.formerScore(set.id);
    const auto change = former ? pairedDifference(*entry, *former) : std::nullopt;
    return change ? SetModel::tr("≈ %1").arg(changeText(change->mean)) : QString();
}

QString tipOf(const Document& document, const rope::FactorSet& set)
{
    QString tip = explainedBaseline(QString::fromStdString(set.id));
    if (tip.isEmpty())
        tip = (shownOrigin(set) + u'\n' + QString::fromStdString(set.notes)).trimmed();
    if (const auto entry = document.score(set))
        tip += u'\n' + windowsTip(*entry);
    return tip.trimmed();
}

} // namespace

SetModel::SetModel(Document* document, QObject* parent)
    : QAbstractListModel(parent)
    , m_document(document)
    , m_files(std::make_shared<QTemporaryDir>())
{
    connect(document, &Document::projectReset, this, &SetModel::reload);
    connect(document, &Document::comparedChanged, this, &SetModel::reload);
    connect(document, &Document::setsChanged, this, &SetModel::reload);
    connect(document, &Document::modelChanged, this, &SetModel::reload);
    connect(document, &Document::targetChanged, this, &SetModel::reload);
    connect(document, &Document::setEdited, this, &SetModel::reload);
    connect(document, &Document::scoresChanged, this, &SetModel::reload);
    connect(document, &Document::activeSetChanged, this, &SetModel::reload);
    reload();
}

void SetModel::reload()
{
    std::vector<rope::FactorSet> sets = m_document->baselines();
    sets.insert(sets.end(), m_document->project().sets.begin(), m_document->project().sets.end());
    const auto sameId
        = [](const rope::FactorSet& one, const rope::FactorSet& other) { return one.id == other.id; };
    if (std::equal(sets.begin(), sets.end(), m_sets.begin(), m_sets.end(), sameId)) {
        m_sets = std::move(sets);
        Q_EMIT dataChanged(index(0), index(int(m_sets.size()) - 1));
        return;
    }
    beginResetModel();
    m_sets = std::move(sets);
    endResetModel();
}

int SetModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_sets.size());
}

std::optional<rope::FactorSet> SetModel::setAt(const QModelIndex& index) const
{
    if (!index.isValid() || index.row() >= int(m_sets.size()))
        return std::nullopt;
    return m_sets[std::size_t(index.row())];
}

QModelIndex SetModel::indexOf(const QString& id) const
{
    for (std::size_t row = 0; row < m_sets.size(); ++row)
        if (QString::fromStdString(m_sets[row].id) == id)
            return index(int(row));
    return {};
}

QVariant SetModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const rope::FactorSet& set = m_sets[std::size_t(index.row())];
    const QString id = QString::fromStdString(set.id);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return shownName(set);
    case Qt::ToolTipRole:
        return tipOf(*m_document, set);
    case IdRole:
        return id;
    case BaselineRole:
        return !m_document->set(set.id);
    case LockedRole:
        return set.locked;
    case MarkRole:
        return m_document->letter(set.id);
    case ScoreRole:
        return scoreText(*m_document, set);
    case Qt::AccessibleTextRole: {
        QStringList told{ shownName(set) };
        if (const QString mark = data(index, MarkRole).toString(); !mark.isEmpty())
            told << mark;
        if (set.locked)
            told << tr("locked");
        const QString score = data(index, ScoreRole).toString();
        told << (score.isEmpty() ? tr("not scored") : tr("perplexity %1").arg(score));
        if (const auto entry = m_document->score(set))
            told << windowsText(*entry);
        return told.join(QStringLiteral(", "));
    }
    default:
        return {};
    }
}

bool SetModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable))
        return false;
    m_document->renameSet(m_sets[std::size_t(index.row())].id, value.toString());
    return true;
}

Qt::ItemFlags SetModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled;
    const Qt::ItemFlags flags
        = QAbstractListModel::flags(index) | Qt::ItemNeverHasChildren | Qt::ItemIsDragEnabled;
    return data(index, BaselineRole).toBool() ? flags : flags | Qt::ItemIsEditable;
}

QStringList SetModel::mimeTypes() const
{
    return { SetMimeData::idType(), QStringLiteral("text/plain"), QStringLiteral("text/uri-list") };
}

QMimeData* SetModel::mimeData(const QModelIndexList& indexes) const
{
    std::optional<rope::FactorSet> set = indexes.isEmpty() ? std::nullopt : setAt(indexes.front());
    if (!set)
        return nullptr;
    set->locked = false; // what arrives is a copy
    formats::FactorFile file{ m_document->geometry(), m_document->project().target_length, { *set }, {} };
    return new SetMimeData(std::move(file), m_files, ownerText(this));
}

bool SetModel::isDraggedFromHere(const QMimeData& data) const
{
    return draggedFrom(data).first == ownerText(this);
}

std::string SetModel::ownDragged(const QMimeData& data) const
{
    const std::string id = draggedFrom(data).second.toStdString();
    return isDraggedFromHere(data) && m_document->set(id) ? id : std::string();
}

int SetModel::ownPlace(int row) const
{
    const int own = int(m_document->project().sets.size());
    return row < 0 ? own : std::clamp(row - (int(m_sets.size()) - own), 0, own);
}

bool SetModel::canDropMimeData(
    const QMimeData* data, Qt::DropAction, int, int, const QModelIndex& parent) const
{
    if (parent.isValid())
        return false;
    // What is there already can only get another place, and a baseline keeps its own.
    return isDraggedFromHere(*data) ? !ownDragged(*data).empty() : !droppedSets(*data, m_document->geometry()).empty();
}

bool SetModel::dropMimeData(
    const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    const std::size_t place = std::size_t(ownPlace(row));
    if (const std::string id = ownDragged(*data); !id.empty()) {
        const std::size_t from = std::size_t(m_document->set(id) - m_document->project().sets.data());
        m_document->moveSet(id, place > from ? place - 1 : place);
        return true;
    }
    for (rope::FactorSet& set : droppedSets(*data, m_document->geometry()))
        m_document->addSet(std::move(set));
    return true;
}

QString SetModel::compared() const
{
    const std::vector<rope::FactorSet> sets = m_document->comparedSets();
    return sets.size() > 1 ? QString::fromStdString(sets[1].id) : QString();
}

void SetModel::setCompared(const QString& id)
{
    std::vector<std::string> others = m_document->project().compared_sets;
    const std::string chosen = id.toStdString(), before = compared().toStdString();
    if (chosen == before || chosen == m_document->project().active_set)
        return;
    std::erase_if(others, [&](const std::string& other) { return other == chosen || other == before; });
    if (!id.isEmpty())
        others.insert(others.begin(), chosen);
    m_document->setCompared(std::move(others));
}

} // namespace ropewalk::views
