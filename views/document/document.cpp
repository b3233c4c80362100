// SPDX-License-Identifier: GPL-3.0-only
#include "views/document/document.h"

#include "views/document/free_names.h"
#include "views/evaluation/set_style.h"
#include "views/language/set_texts.h"

#include "core/rope/methods.h"

#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr std::pair<rope::Method, const char*> baselineMethods[] = { { rope::Method::none, "none" },
    { rope::Method::pi, "pi" }, { rope::Method::ntk, "ntk" }, { rope::Method::yarn, "yarn" } };

const rope::FactorSet* find(const project::Project& project, const std::string& id)
{
    const auto found = std::find_if(
        project.sets.begin(), project.sets.end(), [&id](const rope::FactorSet& set) { return set.id == id; });
    return found == project.sets.end() ? nullptr : &*found;
}

} // namespace

Document::Document(QObject* parent)
    : QObject(parent)
{
    const auto forget = [this] {
        m_former.clear();
        noteScored();
    };
    connect(this, &Document::setEdited, this, &Document::noteScored);
    connect(this, &Document::setsChanged, this, [this] { // an id that is free again may become another set's
        std::erase_if(m_former, [this](const auto& one) { return !find(m_project, one.first); });
        noteScored();
    });
    connect(this, &Document::targetChanged, this, forget);
    connect(this, &Document::modelChanged, this, forget);
    connect(this, &Document::documentsChanged, this, forget);
}

double Document::scale() const
{
    return rope::scale_for(m_project.geometry, m_project.target_length);
}

const rope::FactorSet* Document::activeSet() const
{
    return find(m_project, m_project.active_set);
}

const rope::FactorSet* Document::set(const std::string& id) const
{
    return find(m_project, id);
}

std::vector<rope::FactorSet> Document::baselines() const
{
    std::vector<rope::FactorSet> sets;
    for (const auto& [method, id] : baselineMethods) {
        sets.push_back(rope::make_set(method, m_project.geometry, m_project.target_length));
        sets.back().id = id;
    }
    return sets;
}

std::optional<rope::FactorSet> Document::anySet(const std::string& id) const
{
    if (const rope::FactorSet* own = find(m_project, id))
        return *own;
    for (const auto& [method, name] : baselineMethods)
        if (id == name) {
            rope::FactorSet set = rope::make_set(method, m_project.geometry, m_project.target_length);
            set.id = id;
            return set;
        }
    return std::nullopt;
}

std::vector<rope::FactorSet> Document::comparedSets() const
{
    std::vector<rope::FactorSet> sets;
    if (const rope::FactorSet* active = activeSet())
        sets.push_back(*active);
    for (const std::string& id : m_project.compared_sets)
        if (auto set = id == m_project.active_set ? std::nullopt : anySet(id))
            sets.push_back(std::move(*set));
    return sets;
}

QString Document::letter(const std::string& id) const
{
    const std::vector<rope::FactorSet> sets = comparedSets();
    const auto place = std::find_if(sets.begin(), sets.end(), [&](const rope::FactorSet& set) { return set.id == id; });
    return place == sets.end() ? QString() : letterAt(int(place - sets.begin()));
}

void Document::reset(project::Project project)
{
    m_undo.clear();
    m_scores.clear();
    m_trained = {};
    m_former.clear();
    m_project = std::move(project);
    if (!activeSet())
        m_project.active_set = m_project.sets.empty() ? std::string() : m_project.sets.front().id;
    Q_EMIT projectReset();
}

const rope::FactorSet* Document::editable(const std::string& id)
{
    const rope::FactorSet* set = find(m_project, id);
    if (!set || !set->locked)
        return set;
    Q_EMIT refused(tr("“%1” is locked. Unlock it in the list of sets, or edit a copy.")
                       .arg(shownName(*set)));
    return nullptr;
}

void Document::replace(const QString& text, SetField field, rope::FactorSet after, int gesture)
{
    const rope::FactorSet* before = find(m_project, after.id);
    for (const int pair : before->locked_pairs)
        if (std::size_t(pair) < after.lambda.size() && std::size_t(pair) < before->lambda.size())
            after.lambda[std::size_t(pair)] = before->lambda[std::size_t(pair)];
    if (after == *before)
        return;
    m_undo.push(new ReplaceSetCommand(*this, text, field, { std::move(after) }, gesture));
}

void Document::setLambda(
    const std::string& id, std::vector<double> lambda, int gesture, const QString& text)
{
    const rope::FactorSet* before = find(m_project, id);
    if (!before || before->lambda == lambda || !editable(id))
        return;
    rope::FactorSet after = *before;
    after.lambda = std::move(lambda);
    replace(text.isEmpty() ? tr("Edit the λ curve") : text, SetField::lambda, std::move(after), gesture);
}

void Document::setNHat(const std::string& id, std::int64_t nHat, int gesture)
{
    const rope::FactorSet* before = find(m_project, id);
    if (!before || before->n_hat == nHat || !editable(id))
        return;
    rope::FactorSet after = *before;
    after.n_hat = nHat;
    replace(tr("Set n̂ to %1").arg(nHat), SetField::nHat, std::move(after), gesture);
}

void Document::setAttentionFactor(const std::string& id, double factor, int gesture)
{
    const rope::FactorSet* before = find(m_project, id);
    if (!before || before->attention_factor == factor || !editable(id))
        return;
    rope::FactorSet after = *before;
    after.attention_factor = factor;
    replace(tr("Set the attention factor"), SetField::attentionFactor, std::move(after), gesture);
}

void Document::setRotation(
    const std::string& id, const rope::FactorSet& rotation, const QString& text, int gesture)
{
    const rope::FactorSet* before = find(m_project, id);
    if (!before || before->same_rotation(rotation) || !editable(id))
        return;
    rope::FactorSet after = *before;
    after.lambda = rotation.lambda;
    after.n_hat = rotation.n_hat;
    after.attention_factor = rotation.attention_factor;
    replace(text, SetField::all, std::move(after), gesture);
}

void Document::setLockedPairs(const std::string& id, std::vector<int> pairs)
{
    const rope::FactorSet* before = find(m_project, id);
    if (!before || before->locked_pairs == pairs || !editable(id))
        return;
    rope::FactorSet after = *before;
    const bool more = pairs.size() > after.locked_pairs.size();
    after.locked_pairs = std::move(pairs);
    replace(more ? tr("Lock pairs") : tr("Unlock pairs"), SetField::lambda, std::move(after), 0);
}

void Document::setLocked(const std::string& id, bool locked)
{
    const rope::FactorSet* before = find(m_project, id);
    if (!before || before->locked == locked)
        return;
    rope::FactorSet after = *before;
    after.locked = locked;
    const QString text = locked ? tr("Lock “%1”") : tr("Unlock “%1”");
    replace(text.arg(shownName(after)), SetField::lock, std::move(after), 0);
}

void Document::moveSet(const std::string& id, std::size_t place)
{
    const rope::FactorSet* set = find(m_project, id);
    if (!set)
        return;
    const auto from = std::size_t(set - m_project.sets.data());
    const std::size_t to = std::min(place, m_project.sets.size() - 1);
    if (from != to)
        m_undo.push(
            new MoveSetCommand(*this, tr("Move “%1”").arg(shownName(*set)), from, to));
}

void Document::setLengths(const std::vector<rope::FactorSet>& sets, int gesture)
{
    std::vector<rope::FactorSet> changed;
    for (const rope::FactorSet& wanted : sets) {
        const rope::FactorSet* before = find(m_project, wanted.id);
        if (!before
            || (before->from_length == wanted.from_length && before->to_length == wanted.to_length))
            continue;
        if (!editable(wanted.id))
            return;
        changed.push_back(*before);
        changed.back().from_length = wanted.from_length;
        changed.back().to_length = wanted.to_length;
    }
    if (!changed.empty())
        m_undo.push(new ReplaceSetCommand(
            *this, tr("Change the lengths served"), SetField::lengths, std::move(changed), gesture));
}

void Document::setTarget(std::int64_t tokens)
{
    if (tokens >= 1 && tokens != m_project.target_length)
        m_undo.push(new TargetCommand(*this, tokens));
}

void Document::renameSet(const std::string& id, const QString& name)
{
    const rope::FactorSet* before = find(m_project, id);
    const std::string text = name.trimmed().toStdString();
    if (!before || text.empty() || shownName(*before) == name.trimmed())
        return;
    rope::FactorSet after = *before;
    after.name = text;
    after.default_name = false;
    replace(tr("Rename to “%1”").arg(name.trimmed()), SetField::name, std::move(after), 0);
}

void Document::setNotes(const std::string& id, const QString& notes, int gesture)
{
    const rope::FactorSet* before = find(m_project, id);
    const std::string text = notes.toStdString();
    if (!before || before->notes == text)
        return;
    rope::FactorSet after = *before;
    after.notes = text;
    replace(tr("Notes on “%1”").arg(shownName(*before)), SetField::notes, std::move(after),
        gesture);
}

std::string Document::addSet(rope::FactorSet set)
{
    takeFreeName(m_project, set);
    set.id = freeId(m_project, set);
    const std::string id = set.id;
    const QString text = tr("Add “%1”").arg(shownName(set));
    m_undo.push(
        new ListSetCommand(*this, text, ListSetCommand::Kind::add, m_project.sets.size(), std::move(set)));
    return id;
}

void Document::removeSet(const std::string& id)
{
    const rope::FactorSet* set = editable(id);
    if (!set)
        return;
    const auto index = std::size_t(set - m_project.sets.data());
    const QString text = tr("Delete “%1”").arg(shownName(*set));
    m_undo.push(new ListSetCommand(*this, text, ListSetCommand::Kind::remove, index, {}));
}

void Document::applyPreset(const std::string& id, const rope::FactorSet& preset)
{
    const rope::FactorSet* before = find(m_project, id);
    if (!before || before->same_rotation(preset) || !editable(id))
        return;
    rope::FactorSet after = *before;
    after.lambda = preset.lambda;
    after.n_hat = preset.n_hat;
    after.attention_factor = preset.attention_factor;
    after.origin = preset.origin;
    const QString text = tr("Start from %1").arg(shownName(preset));
    replace(text, SetField::all, std::move(after), 0);
}

void Document::setActiveSet(const std::string& id)
{
    if (id == m_project.active_set || !find(m_project, id))
        return;
    m_project.active_set = id;
    Q_EMIT activeSetChanged(QString::fromStdString(id));
}

void Document::setCompared(std::vector<std::string> ids)
{
    if (ids == m_project.compared_sets)
        return;
    m_project.compared_sets = std::move(ids);
    Q_EMIT comparedChanged();
}

void Document::setModel(
    const std::string& path, const std::string& fingerprint, const rope::Geometry& geometry)
{
    if (path == m_project.model_path && fingerprint == m_project.model_fingerprint
        && geometry == m_project.geometry)
        return;
    m_project.model_path = path;
    m_project.model_fingerprint = fingerprint;
    m_project.geometry = geometry;
    if (!rope::validate(m_trained, geometry))
        m_trained = {};
    Q_EMIT modelChanged();
    clearScores();
}

void Document::setTrained(const rope::Trained& trained)
{
    if (trained == m_trained || !rope::validate(trained, m_project.geometry))
        return;
    m_trained = trained;
    Q_EMIT modelChanged();
}

void Document::setModelOptions(const project::ModelOptions& options, const rope::Geometry& geometry)
{
    if (options == m_project.model_options)
        setModel(m_project.model_path, m_project.model_fingerprint, geometry);
    else
        m_undo.push(new ModelOptionsCommand(*this, options, geometry));
}

void Document::setDocumentsPath(const std::string& path, const std::string& field)
{
    if (path != m_project.documents_path || field != m_project.documents_field)
        m_undo.push(new DocumentsCommand(*this, path, field));
}

void Document::addSearch(project::SearchRecord record)
{
    std::vector<project::SearchRecord> searches = m_project.searches;
    const auto same = std::find_if(searches.begin(), searches.end(),
        [&](const project::SearchRecord& one) { return one.journal == record.journal; });
    if (same == searches.end())
        searches.push_back(std::move(record));
    else
        *same = std::move(record);
    setSearches(std::move(searches));
}

void Document::setSearches(std::vector<project::SearchRecord> searches)
{
    if (searches == m_project.searches)
        return;
    m_project.searches = std::move(searches);
    Q_EMIT searchesChanged();
}

} // namespace ropewalk::views
