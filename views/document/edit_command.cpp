// SPDX-License-Identifier: GPL-3.0-only
#include "views/document/edit_command.h"

#include "views/document/document.h"

#include <algorithm>
#include <utility>

namespace ropewalk::views {

EditCommand::EditCommand(Document& document, const QString& text)
    : QUndoCommand(text)
    , m_document(document)
{
}

project::Project& EditCommand::project()
{
    return m_document.m_project;
}

ReplaceSetCommand::ReplaceSetCommand(Document& document, const QString& text, SetField field,
    std::vector<rope::FactorSet> replacements, int gesture)
    : EditCommand(document, text)
    , m_field(field)
    , m_stored(std::move(replacements))
    , m_gesture(gesture)
{
}

void ReplaceSetCommand::swap()
{
    for (rope::FactorSet& stored : m_stored)
        for (rope::FactorSet& set : project().sets)
            if (set.id == stored.id)
                std::swap(set, stored);
    const bool turnsAsBefore = m_field == SetField::name || m_field == SetField::notes
        || m_field == SetField::lock || m_field == SetField::lengths;
    if (turnsAsBefore)
        Q_EMIT document().setsChanged();
    else
        for (const rope::FactorSet& stored : m_stored)
            Q_EMIT document().setEdited(QString::fromStdString(stored.id));
}

bool ReplaceSetCommand::isOfSameSets(const ReplaceSetCommand& other) const
{
    return std::equal(m_stored.begin(), m_stored.end(), other.m_stored.begin(), other.m_stored.end(),
        [](const rope::FactorSet& one, const rope::FactorSet& two) { return one.id == two.id; });
}

bool ReplaceSetCommand::mergeWith(const QUndoCommand* other)
{
    const auto* later = dynamic_cast<const ReplaceSetCommand*>(other);
    if (!later || later->m_gesture != m_gesture || later->m_field != m_field || !isOfSameSets(*later))
        return false;
    // The later command is done already: this one keeps the oldest values, the project holds the newest.
    setObsolete(std::all_of(m_stored.begin(), m_stored.end(), [this](const rope::FactorSet& stored) {
        const rope::FactorSet* present = document().set(stored.id);
        return present && *present == stored;
    }));
    return true;
}

MoveSetCommand::MoveSetCommand(Document& document, const QString& text, std::size_t from, std::size_t to)
    : EditCommand(document, text)
    , m_from(from)
    , m_to(to)
{
}

void MoveSetCommand::swap()
{
    const auto sets = project().sets.begin();
    const auto from = sets + std::ptrdiff_t(m_from), to = sets + std::ptrdiff_t(m_to);
    if (m_from < m_to)
        std::rotate(from, from + 1, to + 1);
    else
        std::rotate(to, from, from + 1);
    std::swap(m_from, m_to);
    Q_EMIT document().setsChanged();
}

ListSetCommand::ListSetCommand(
    Document& document, const QString& text, Kind kind, std::size_t index, rope::FactorSet set)
    : EditCommand(document, text)
    , m_index(index)
    , m_inProject(kind == Kind::remove)
    , m_set(std::move(set))
{
    const project::Project& now = document.project();
    if (kind == Kind::add) {
        m_activeOtherwise = m_set.id;
        return;
    }
    m_activeOtherwise = now.active_set;
    if (now.sets[index].id != now.active_set)
        return;
    // The neighbour takes over, the one after it first.
    const std::size_t heir = index + 1 < now.sets.size() ? index + 1 : index - 1;
    m_activeOtherwise = now.sets.size() > 1 ? now.sets[heir].id : std::string();
}

void ListSetCommand::swap()
{
    auto& sets = project().sets;
    const auto place = sets.begin() + std::ptrdiff_t(m_index);
    if (m_inProject) {
        m_set = std::move(*place);
        sets.erase(place);
    } else {
        sets.insert(place, std::move(m_set));
    }
    m_inProject = !m_inProject;
    std::swap(project().active_set, m_activeOtherwise);
    Q_EMIT document().setsChanged();
    if (project().active_set != m_activeOtherwise)
        Q_EMIT document().activeSetChanged(QString::fromStdString(project().active_set));
}

ModelOptionsCommand::ModelOptionsCommand(
    Document& document, const project::ModelOptions& options, const rope::Geometry& geometry)
    : EditCommand(document, Document::tr("Open the model in another way"))
    , m_options(options)
    , m_geometry(geometry)
{
}

void ModelOptionsCommand::swap()
{
    std::swap(project().model_options, m_options);
    std::swap(project().geometry, m_geometry);
    Q_EMIT document().modelChanged();
    Q_EMIT document().scoresChanged();
}

DocumentsCommand::DocumentsCommand(Document& document, std::string path, std::string field)
    : EditCommand(document, Document::tr("Score on another text"))
    , m_path(std::move(path))
    , m_field(std::move(field))
{
}

void DocumentsCommand::swap()
{
    std::swap(project().documents_path, m_path);
    std::swap(project().documents_field, m_field);
    Q_EMIT document().documentsChanged();
    Q_EMIT document().scoresChanged();
}

TargetCommand::TargetCommand(Document& document, std::int64_t tokens)
    : EditCommand(document, Document::tr("Target length %1").arg(tokens))
    , m_stored(tokens)
{
}

void TargetCommand::swap()
{
    std::swap(project().target_length, m_stored);
    Q_EMIT document().targetChanged(qint64(project().target_length));
}

} // namespace ropewalk::views
