// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/document/edit_command.h"

#include "core/project/project.h"
#include "core/rope/trained.h"

#include <QObject>
#include <QString>
#include <QUndoStack>
#include <limits>
#include <optional>
#include <unordered_map>

namespace ropewalk::views {

/// A number that was measured for a set. Immutable; keyed by the set's rotation and what it was scored on, so that
/// undoing an edit shows the old number at once.
struct ScoreEntry
{
    double perplexity = 0;
    std::int64_t tokens = 0;
    std::int64_t target = 0; ///< tokens
    QString split; ///< "held-out" or "search"
    bool preview = false; ///< fewer documents; shown with ≈
    double seconds = 0;
    std::vector<double> windowNll = {}; ///< mean loss of a token in each window, nats; a preview's is the first of all
    double unigramNll = std::numeric_limits<double>::quiet_NaN(); ///< what counting the tokens would cost, nats a token
};

/// The open project as a QObject: factor sets, target, model, one undo stack; results beside it, outside undo.
/// Every change of the project goes through an undo command here; views read getters and call edit functions.
class Document : public QObject
{
    Q_OBJECT

public:
    explicit Document(QObject* parent = nullptr);

    const project::Project& project() const { return m_project; }
    QUndoStack* undoStack() { return &m_undo; }
    const rope::Geometry& geometry() const { return m_project.geometry; }
    double scale() const; ///< s = target/L, at least 1
    /// What the open model was last trained with; plain RoPE at L until an engine says otherwise. Not in the project.
    const rope::Trained& trained() const { return m_trained; }

    const rope::FactorSet* activeSet() const; ///< null when there are no sets
    const rope::FactorSet* set(const std::string& id) const;
    /// none, PI, NTK and YaRN at the present target, with the ids "none", "pi", "ntk" and "yarn"; not part of the
    /// project.
    std::vector<rope::FactorSet> baselines() const;

    /// An own set or a baseline.
    std::optional<rope::FactorSet> anySet(const std::string& id) const;
    /// A, the set being edited, then B, C, … that it is compared with; what is gone is left out. Everywhere in the
    /// window a letter means its place here.
    std::vector<rope::FactorSet> comparedSets() const;
    QString letter(const std::string& id) const; ///< "A", "B", …; empty = not compared
    /// The set with √(1 + ln s/ln L) at the target for its attention factor, the one at which methods are compared.
    rope::FactorSet atCommonFactor(rope::FactorSet set) const;

    /// Replaces the whole project (open, new): clears undo and results.
    void reset(project::Project project);

    // Edits, each one undo step. Consecutive lambda edits with the same non-zero gesture merge into one (a drag);
    // a gesture that ends where it began leaves no step.
    int beginGesture() { return ++m_lastGesture; } ///< a number no gesture had before
    // An edit that changes nothing, or names no set, is no step.
    // A locked set refuses every edit but its name, its notes and its place; locked pairs keep their λ whatever is asked.
    void setLambda(const std::string& id, std::vector<double> lambda, int gesture = 0, const QString& text = {});
    void setNHat(const std::string& id, std::int64_t nHat, int gesture = 0);
    void setAttentionFactor(const std::string& id, double factor, int gesture = 0);
    void setTarget(std::int64_t tokens);
    /// A name of the user's own, from then on as it was typed.
    void renameSet(const std::string& id, const QString& name);
    void setNotes(const std::string& id, const QString& notes, int gesture = 0);
    /// Makes it active and returns its id: its own where it has one that is free and no baseline's, else "found-N" for
    /// what a search found (its origin says so) and "set-N" for the rest.
    std::string addSet(rope::FactorSet set);
    void removeSet(const std::string& id);
    /// λ, n̂, m and origin of a preset written into a set, as one step.
    void applyPreset(const std::string& id, const rope::FactorSet& preset);
    /// λ, n̂ and m of another set as one step called text; consecutive ones of a gesture merge.
    void setRotation(
        const std::string& id, const rope::FactorSet& rotation, const QString& text, int gesture = 0);
    void setLockedPairs(const std::string& id, std::vector<int> pairs);
    void setLocked(const std::string& id, bool locked);
    void moveSet(const std::string& id, std::size_t place); ///< its index afterwards, at most the last
    /// Takes the lengths that these sets serve (found by id), as one step; none if one of those changed is locked.
    void setLengths(const std::vector<rope::FactorSet>& sets, int gesture = 0);
    /// How the model is opened, and the geometry that it then has.
    void setModelOptions(const project::ModelOptions& options, const rope::Geometry& geometry);
    /// field: of JSON lines, that holds the text.
    void setDocumentsPath(const std::string& path, const std::string& field = {});

    // Not edits.
    void setActiveSet(const std::string& id);
    void setCompared(std::vector<std::string> ids); ///< B, C, …
    void setModel(const std::string& path, const std::string& fingerprint, const rope::Geometry& geometry);
    void setTrained(const rope::Trained& trained); ///< must fit the geometry
    void addSearch(project::SearchRecord record); ///< in place of one with the same journal, else as the last
    void setSearches(std::vector<project::SearchRecord> searches);

    // Results.
    void addScore(const rope::FactorSet& set, const ScoreEntry& entry);
    /// The score of this rotation at the present target on the held-out split; a full one beats a preview.
    std::optional<ScoreEntry> score(const rope::FactorSet& set) const;
    /// The same at another length in tokens.
    std::optional<ScoreEntry> scoreAt(const rope::FactorSet& set, std::int64_t target) const;
    /// What the set of this id scored in full last, at the present target: while it is edited, before the edit.
    std::optional<ScoreEntry> formerScore(const std::string& id) const;
    void clearScores(); ///< another model or other documents

Q_SIGNALS:
    void projectReset();
    void setsChanged(); ///< added, removed, renamed, moved, locked, given other lengths or notes
    void setEdited(const QString& id); ///< λ, n̂ or m of one set
    void activeSetChanged(const QString& id);
    void comparedChanged(); ///< the sets it is compared with; those of active and removed sets change without it
    void targetChanged(qint64 tokens);
    void modelChanged(); ///< its path, fingerprint, geometry, training or options
    void documentsChanged(); ///< the text to score on
    void searchesChanged(); ///< those that the project keeps, or what is known of one
    void scoresChanged();
    void refused(const QString& why); ///< an edit of a locked set

private:
    friend class EditCommand;
    /// The set to edit; null, and refused() said, where there is none or it is locked.
    const rope::FactorSet* editable(const std::string& id);
    void replace(const QString& text, SetField field, rope::FactorSet after, int gesture);
    void noteScored(); ///< for formerScore()
    project::Project m_project;
    rope::Trained m_trained;
    QUndoStack m_undo;
    int m_lastGesture = 0;
    std::unordered_map<std::string, ScoreEntry> m_scores; ///< scoreKey() → entry
    std::unordered_map<std::string, ScoreEntry> m_former; ///< id → its last full score
};

} // namespace ropewalk::views
