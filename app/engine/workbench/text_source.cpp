// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/text_source.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <numeric>

namespace ropewalk::engine {

namespace {

namespace fs = std::filesystem;
using Windows = std::vector<text::Window>;

/// The windows of each file, files in their order.
std::vector<Windows> by_file(const Windows& windows)
{
    std::vector<Windows> out;
    for (const text::Window& window : windows) {
        if (out.empty() || out.back().front().source != window.source)
            out.emplace_back();
        out.back().push_back(window);
    }
    return out;
}

/// Every second element: the held-out part begins with the first, the search's with the second.
template <class T>
std::vector<T> half(const std::vector<T>& all, Part part)
{
    std::vector<T> out;
    for (std::size_t i = part == Part::search ? 1 : 0; i < all.size(); i += 2)
        out.push_back(all[i]);
    return out;
}

/// The first window of each file, then the second of each, …
Windows interleaved(const std::vector<Windows>& files)
{
    Windows out;
    bool more = true;
    for (std::size_t i = 0; more; ++i) {
        more = false;
        for (const Windows& file : files)
            if (i < file.size()) {
                out.push_back(file[i]);
                more = true;
            }
    }
    return out;
}

Windows part_of_windows(const Windows& all, Part part)
{
    if (part == Part::whole)
        return all;
    const std::vector<Windows> files = by_file(all);
    return files.size() > 1 ? interleaved(half(files, part)) : half(all, part);
}

/// Why windows are missing: there must be so many, of one part or of the whole text.
Words too_few(Part part, std::int64_t expected, std::int64_t length, std::size_t found, std::int64_t tokens)
{
    switch (part) {
    case Part::search:
        return words("expected {1} windows of {2} tokens for the search, found {3} ({4} tokens in all)", expected,
            length, found, tokens);
    case Part::held_out:
        return words("expected {1} windows of {2} tokens held out, found {3} ({4} tokens in all)", expected, length,
            found, tokens);
    case Part::whole:
        break;
    }
    return words("expected {1} windows of {2} tokens, found {3} ({4} tokens in all)", expected, length, found, tokens);
}

} // namespace

Result<std::shared_ptr<TextSource>> TextSource::open(const std::string& path, const std::string& field,
    std::shared_ptr<TokenCache> tokens, const YieldPoint& yield)
{
    auto source = std::make_shared<TextSource>();
    source->m_path = path;
    source->m_field = field;
    source->m_tokens = std::move(tokens);
    if (source->is_demo()) {
        const text::Reader& reader = source->m_tokens->reader();
        if (!reader.tokenizer)
            return failure(words("the bundled text needs the model's tokenizer, and it has none that can be read "
                                 "({1})",
                reader.why_no_tokenizer));
        return source;
    }
    const auto read = source->m_tokens->get(path, field, yield);
    if (!read)
        return tl::unexpected(read.error());
    for (const text::Document& document : (*read)->each)
        source->m_lengths.push_back(std::ssize(document.ids));
    source->m_warnings = (*read)->warnings;
    return source;
}

std::string TextSource::name() const
{
    if (is_demo())
        return m_path;
    const fs::path path = fs::path(m_path).lexically_normal();
    return (path.has_filename() ? path : path.parent_path()).filename().string();
}

std::int64_t TextSource::documents() const
{
    return is_demo() ? 2 * default_samples : std::ssize(m_lengths);
}

std::int64_t TextSource::tokens() const
{
    return std::accumulate(m_lengths.begin(), m_lengths.end(), std::int64_t{ 0 });
}

protocol::LengthCount TextSource::count(std::int64_t length) const
{
    protocol::LengthCount out;
    out.length = length;
    if (is_demo()) {
        out.documents = out.windows = documents();
        out.held_out = out.search = default_samples;
        return out;
    }
    std::vector<std::int64_t> cut;
    for (const std::int64_t tokens : m_lengths)
        if (const std::int64_t windows = text::windows_in(tokens, m_tokens->reader().bos, length); windows > 0)
            cut.push_back(windows);
    out.documents = std::ssize(cut);
    out.windows = std::accumulate(cut.begin(), cut.end(), std::int64_t{ 0 });
    out.held_out = (out.windows + 1) / 2; // of one document
    if (cut.size() > 1) {
        const std::vector<std::int64_t> held_out = half(cut, Part::held_out);
        out.held_out = std::accumulate(held_out.begin(), held_out.end(), std::int64_t{ 0 });
    }
    out.search = out.windows - out.held_out;
    return out;
}

Result<Windows> TextSource::windows(Part part, std::int64_t length, int count, const YieldPoint& yield)
{
    const auto wanted = static_cast<std::size_t>(count > 0 ? count : default_samples);
    if (is_demo()) {
        const text::Reader& reader = m_tokens->reader();
        const text::Split split = part == Part::search ? text::Split::search : text::Split::held_out;
        Windows out;
        while (out.size() < wanted) {
            if (!keep_going(yield))
                return cancelled();
            const std::int64_t next = std::ssize(out);
            out.push_back(text::demo_windows(*reader.tokenizer, reader.bos, split, length, 1, next).front());
        }
        return out;
    }
    const auto all = m_tokens->get(m_path, m_field, yield).and_then([&](const auto& documents) {
        return text::windows_of_documents(*documents, m_tokens->reader().bos, length, 0);
    });
    if (!all)
        return tl::unexpected(all.error());
    Windows out = part_of_windows(*all, part);
    if (out.empty() || (count > 0 && out.size() < wanted))
        return failure(too_few(part, count > 0 ? count : 1, length, out.size(), tokens()), m_path);
    out.resize(std::min(out.size(), wanted));
    return out;
}

std::string TextSource::identity(const Windows& windows) const
{
    std::uint64_t hash = 0xcbf29ce484222325; // FNV-1a, 64 bits
    for (const text::Window& window : windows)
        for (const text::Token id : window.ids)
            for (int shift = 0; shift < 32; shift += 8)
                hash = (hash ^ ((static_cast<std::uint32_t>(id) >> shift) & 0xff)) * 0x100000001b3;
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
    return name() + " " + digits;
}

Result<text::Filler> TextSource::filler_of_path(
    const std::string& path, const std::string& field, const YieldPoint& yield)
{
    if (path == "demo")
        return text::Filler();
    return text::text_of_path(path, field, yield).and_then([&](const std::string& text) {
        return text.empty() ? text::Filler() : text::filler_of_text(text, path);
    });
}

} // namespace ropewalk::engine
