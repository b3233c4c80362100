// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/search/project_searches.h"

#include "core/protocol/json.h"
#include "views/plots/axis.h"
#include "views/search/search_list.h"

#include <QDateTime>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>
#include <cmath>

namespace ropewalk::studio {

ProjectSearches::ProjectSearches(views::Document& document, views::SearchList& list, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_list(list)
{
    connect(&list, &views::SearchList::chosen, this, &ProjectSearches::chosen);
    connect(&list, &views::SearchList::removeRequested, this, &ProjectSearches::askRemoval);
    connect(&document, &views::Document::searchesChanged, this, &ProjectSearches::refresh);
}

void ProjectSearches::begun(const protocol::SearchParams& params, const QString& journal)
{
    protocol::SearchParams settings = params;
    settings.journal.clear();
    project::SearchRecord search;
    search.journal = journal.toStdString();
    search.begun = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
    search.settings = protocol::to_json(settings);
    search.settings.erase("journal");
    m_document.addSearch(std::move(search));
}

void ProjectSearches::ended(
    const QString& journal, std::optional<double> best, const std::optional<protocol::SearchResult>& result)
{
    const project::SearchRecord* known = record(journal);
    if (!known)
        return;
    project::SearchRecord search = *known;
    if (best && std::isfinite(*best))
        search.best = *best;
    if (result)
        search.result = protocol::to_json(*result);
    m_document.addSearch(std::move(search));
}

const project::SearchRecord* ProjectSearches::record(const QString& journal) const
{
    const auto& all = m_document.project().searches;
    const auto found = std::find_if(all.begin(), all.end(),
        [path = journal.toStdString()](const project::SearchRecord& one) { return one.journal == path; });
    return found == all.end() ? nullptr : &*found;
}

QString ProjectSearches::last() const
{
    const auto& all = m_document.project().searches;
    return all.empty() ? QString() : QString::fromStdString(all.back().journal);
}

void ProjectSearches::setShown(const QString& journal, const QString& otherwise)
{
    m_shown = journal;
    m_otherwise = otherwise;
    refresh();
}

void ProjectSearches::setRunning(const QString& journal)
{
    m_running = journal;
    refresh();
}

void ProjectSearches::journalMoved(const QString& from, const QString& to)
{
    for (QString* one : { &m_shown, &m_running })
        if (*one == from)
            *one = to;
    if (const auto learnt = m_learnt.find(from.toStdString()); learnt != m_learnt.end())
        m_learnt[to.toStdString()] = learnt->second;
}

void ProjectSearches::learn(
    const QString& journal, const protocol::SearchParams& params, std::optional<double> best)
{
    project::SearchRecord& learnt = m_learnt[journal.toStdString()];
    learnt.settings = protocol::to_json(params);
    learnt.best = best.value_or(0);
    refresh();
}

project::SearchRecord ProjectSearches::completed(const project::SearchRecord& search) const
{
    project::SearchRecord out = search;
    if (const auto learnt = m_learnt.find(search.journal); learnt != m_learnt.end()) {
        if (out.settings.is_null())
            out.settings = learnt->second.settings;
        if (out.best == 0)
            out.best = learnt->second.best;
    }
    return out;
}

QString ProjectSearches::text(const project::SearchRecord& search, std::size_t number) const
{
    const QString dot = QStringLiteral(" · ");
    QStringList parts{ QLocale().toString(qlonglong(number)) };
    if (const auto params = protocol::from_json<protocol::SearchParams>(search.settings)) {
        const double scale
            = double(params->target) / double(std::max<std::int64_t>(1, m_document.geometry().original_length));
        parts << tr("%1×").arg(views::shortText(scale, 3))
              << tr("P %1, T %2, seed %3").arg(params->population).arg(params->generations).arg(params->seed);
    } else {
        parts << QFileInfo(QString::fromStdString(search.journal)).fileName();
    }
    if (search.journal == m_running.toStdString())
        parts << tr("runs");
    else if (search.best > 0)
        parts << tr("best %1").arg(views::significantText(search.best));
    const QDateTime begun = QDateTime::fromString(QString::fromStdString(search.begun), Qt::ISODate);
    if (begun.isValid())
        parts << QLocale().toString(begun.toLocalTime(), QLocale::ShortFormat);
    return parts.join(dot);
}

void ProjectSearches::refresh()
{
    std::vector<views::SearchList::Entry> entries;
    for (const project::SearchRecord& search : m_document.project().searches) {
        const QString journal = QString::fromStdString(search.journal);
        entries.push_back({ journal, text(completed(search), entries.size() + 1), tr("Its journal: %1").arg(journal) });
    }
    m_list.setEntries(entries, m_shown, m_otherwise);
    const bool runs = !m_running.isEmpty() && m_running == m_shown;
    m_list.setRemovable(!runs, tr("This search runs: stop it before it is removed."));
}

void ProjectSearches::askRemoval(const QString& journal)
{
    const project::SearchRecord* search = record(journal);
    if (!search)
        return;
    const auto number = std::size_t(search - m_document.project().searches.data()) + 1;
    auto* question = new QMessageBox(QMessageBox::Question, tr("Ropewalk"),
        tr("Remove search %1 from the project?").arg(text(completed(*search), number)), QMessageBox::Cancel, m_list.window());
    question->setInformativeText(tr("Its journal stays where it is: %1").arg(journal));
    const QAbstractButton* remove = question->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    question->setDefaultButton(QMessageBox::Cancel);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QMessageBox::buttonClicked, this, [this, journal, remove](const QAbstractButton* button) {
        if (button != remove || journal == m_running)
            return;
        std::vector<project::SearchRecord> rest = m_document.project().searches;
        std::erase_if(rest, [&](const project::SearchRecord& one) { return one.journal == journal.toStdString(); });
        m_document.setSearches(std::move(rest));
        Q_EMIT removed(journal);
    });
    question->open();
}

} // namespace ropewalk::studio
