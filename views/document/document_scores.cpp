// SPDX-License-Identifier: GPL-3.0-only
#include "views/document/document.h"
#include "views/document/score_key.h"

#include "core/rope/methods.h"

namespace ropewalk::views {

rope::FactorSet Document::atCommonFactor(rope::FactorSet set) const
{
    set.attention_factor = rope::longrope_attention_factor(m_project.geometry, scale());
    return set;
}

void Document::addScore(const rope::FactorSet& set, const ScoreEntry& entry)
{
    m_scores[scoreKey(m_project, set, entry.target, entry.split, entry.preview)] = entry;
    noteScored();
    Q_EMIT scoresChanged();
}

std::optional<ScoreEntry> Document::score(const rope::FactorSet& set) const
{
    return scoreAt(set, m_project.target_length);
}

std::optional<ScoreEntry> Document::scoreAt(const rope::FactorSet& set, std::int64_t target) const
{
    for (bool preview : { false, true }) {
        const auto found
            = m_scores.find(scoreKey(m_project, set, target, QStringLiteral("held-out"), preview));
        if (found != m_scores.end())
            return found->second;
    }
    return std::nullopt;
}

void Document::noteScored()
{
    for (const rope::FactorSet& set : m_project.sets)
        if (const auto entry = score(set); entry && !entry->preview)
            m_former[set.id] = *entry;
}

std::optional<ScoreEntry> Document::formerScore(const std::string& id) const
{
    const auto found = m_former.find(id);
    return found == m_former.end() ? std::nullopt : std::optional(found->second);
}

void Document::clearScores()
{
    m_scores.clear();
    m_former.clear();
    Q_EMIT scoresChanged();
}

} // namespace ropewalk::views
