// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/token_cache.h"

#include <algorithm>
#include <sys/stat.h>

namespace ropewalk::engine {

namespace {

std::int64_t nanoseconds(const timespec& time)
{
    return std::int64_t{ time.tv_sec } * 1'000'000'000 + time.tv_nsec;
}

} // namespace

TokenCache::TokenCache(text::Reader reader, std::int64_t most_tokens)
    : m_reader(std::move(reader))
    , m_most_tokens(most_tokens)
{
}

std::vector<TokenCache::Stamp> TokenCache::stamps_of(const std::string& path)
{
    std::vector<Stamp> out;
    const auto files = text::document_files(path);
    if (!files)
        return out; // reading says why
    for (const std::filesystem::path& file : *files) {
        Stamp& stamp = out.emplace_back();
        stamp.file = file.string();
        struct stat status = {};
        if (::stat(file.c_str(), &status) != 0)
            continue;
        stamp.inode = status.st_ino;
        stamp.bytes = status.st_size;
        stamp.modified = nanoseconds(status.st_mtim);
        stamp.changed = nanoseconds(status.st_ctim);
    }
    return out;
}

TokenCache::Made TokenCache::get(const std::string& path, const std::string& field, const YieldPoint& yield)
{
    std::vector<Stamp> stamps = stamps_of(path); // before reading: a change meanwhile is seen the next time
    const auto known = std::ranges::find_if(m_entries, [&](const Entry& entry) {
        return entry.path == path && entry.field == field && entry.stamps == stamps;
    });
    if (known != m_entries.end()) {
        std::rotate(known, known + 1, m_entries.end());
        return m_entries.back().documents;
    }
    text::Reader reader = m_reader;
    reader.field = field;
    auto read = text::read_documents(path, reader, yield);
    if (!read)
        return tl::unexpected(read.error());
    auto documents = std::make_shared<const text::Documents>(std::move(*read));
    keep({ path, field, std::move(stamps), documents });
    return documents;
}

void TokenCache::keep(Entry entry)
{
    std::erase_if(m_entries, [&](const Entry& old) { return old.path == entry.path && old.field == entry.field; });
    m_entries.push_back(std::move(entry));
    std::int64_t tokens = 0;
    for (const Entry& one : m_entries)
        tokens += one.documents->tokens();
    while (tokens > m_most_tokens) {
        tokens -= m_entries.front().documents->tokens();
        m_entries.erase(m_entries.begin());
    }
}

} // namespace ropewalk::engine
