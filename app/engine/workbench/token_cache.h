// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/documents.h"

#include <memory>
#include <string>
#include <vector>

namespace ropewalk::engine {

/// What a model's tokenizer made of files, kept while they are on the disk as they were read, so that a text is
/// tokenised once for all lengths and evaluations. Bounded; the least recently used goes first. For one thread;
/// reentrant through the yield points.
class TokenCache
{
public:
    using Made = Result<std::shared_ptr<const text::Documents>>;

    /// most_tokens: of all texts that are kept; 4 bytes each. A longer text is read anew each time.
    explicit TokenCache(text::Reader reader, std::int64_t most_tokens = std::int64_t(1) << 26);

    const text::Reader& reader() const { return m_reader; } ///< without a field

    /// What read_documents reads with this field of JSON lines.
    Made get(const std::string& path, const std::string& field, const YieldPoint& yield);

private:
    /// What tells a file from what it was.
    struct Stamp
    {
        std::string file;
        std::uint64_t inode = 0;
        std::int64_t bytes = 0, modified = 0, changed = 0; ///< ns since 1970
        bool operator==(const Stamp&) const = default;
    };
    struct Entry
    {
        std::string path, field;
        std::vector<Stamp> stamps;
        std::shared_ptr<const text::Documents> documents;
    };
    static std::vector<Stamp> stamps_of(const std::string& path);
    void keep(Entry entry);

    text::Reader m_reader;
    std::int64_t m_most_tokens;
    std::vector<Entry> m_entries; ///< the most recently used last
};

} // namespace ropewalk::engine
