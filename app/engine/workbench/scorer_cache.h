// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/workbench/text_source.h"

#include <functional>
#include <memory>
#include <vector>

namespace ropewalk::evaluate {
class Scorer;
}

namespace ropewalk::engine {

/// Scorers of the open model and documents, kept so that what candidates share is computed once. Bounded; the
/// least recently used goes first. A scorer that is in use is never given out a second time.
class ScorerCache
{
public:
    struct Key
    {
        std::int64_t target = 0; ///< tokens a window
        Part part = Part::held_out;
        int samples = 0;
        Dividing dividing = Dividing::once;
        bool operator==(const Key&) const = default;
        std::int64_t tokens() const { return target * samples; }
    };
    using Made = Result<std::shared_ptr<evaluate::Scorer>>;

    /// max_tokens: of all windows that are kept.
    explicit ScorerCache(std::size_t max_entries = 8, std::int64_t max_tokens = 1 << 18);

    /// A scorer for this key; in use until the caller lets go of it.
    Made get(const Key& key, const std::function<Made()>& make);
    void clear() { m_entries.clear(); }
    std::size_t size() const { return m_entries.size(); }

private:
    struct Entry
    {
        Key key;
        std::shared_ptr<evaluate::Scorer> scorer;
    };
    void trim();

    std::size_t m_max_entries;
    std::int64_t m_max_tokens;
    std::vector<Entry> m_entries; ///< the most recently used last
};

} // namespace ropewalk::engine
