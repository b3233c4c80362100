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

ReplaceSetCommand::ReplaceSetCommand(
    Document& document, const QString& text, SetField field, rope::FactorSet replacement, int gesture)
    : EditCommand(document, text)
    , m_field(field)
    , m_stored(std::move(replacement))
    , m_gesture(gesture)
{
}

void ReplaceSetCommand::swap()
{
    for (rope::FactorSet& set : project().sets)
        if (set.id == m_stored.id)
            std::swap(set, m_stored);
    if (m_field == SetField::name)
        Q_EMIT document().setsChanged();
    else
        Q_EMIT document().setEdited(QString::fromStdString(m_stored.id));
}

bool ReplaceSetCommand::mergeWith(const QUndoCommand* other)
{
    const auto* later = dynamic_cast<const ReplaceSetCommand*>(other);
    if (!later || later->m_gesture != m_gesture || later->m_field != m_field
        || later->m_stored.id != m_stored.id)
        return false;
    // The later command is done already: this one keeps the oldest value, the project holds the newest.
    const rope::FactorSet* present = document().set(m_stored.id);
    setObsolete(present && *present == m_stored);
    return true;
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
