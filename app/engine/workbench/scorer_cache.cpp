// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/scorer_cache.h"

#include <algorithm>

namespace ropewalk::engine {

ScorerCache::ScorerCache(std::size_t max_entries, std::int64_t max_tokens)
    : m_max_entries(max_entries)
    , m_max_tokens(max_tokens)
{
}

ScorerCache::Made ScorerCache::get(const Key& key, const std::function<Made()>& make)
{
    const auto free = std::ranges::find_if(
        m_entries, [&](const Entry& entry) { return entry.key == key && entry.scorer.use_count() == 1; });
    if (free != m_entries.end()) {
        std::rotate(free, free + 1, m_entries.end());
        return m_entries.back().scorer;
    }
    Made made = make();
    if (made) {
        m_entries.push_back({ key, *made });
        trim();
    }
    return made;
}

void ScorerCache::trim()
{
    std::int64_t tokens = 0;
    for (const Entry& entry : m_entries)
        tokens += entry.key.tokens();
    while (m_entries.size() > 1 && (m_entries.size() > m_max_entries || tokens > m_max_tokens)) {
        tokens -= m_entries.front().key.tokens();
        m_entries.erase(m_entries.begin());
    }
}

} // namespace ropewalk::engine
