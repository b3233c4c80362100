// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/text_source.h"

#include "core/text/token_ids.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <numeric>

namespace ropewalk::engine {

namespace {

namespace fs = std::filesystem;
using Windows = std::vector<text::Window>;

std::vector<text::Stretch> stretches_of(
    const std::vector<std::int64_t>& tokens, Part part, Dividing dividing, std::int64_t step)
{
    if (part == Part::whole)
        return text::undivided(tokens);
    text::Division division
        = dividing == Dividing::once ? text::divided(tokens) : text::divided_by_windows(tokens, step);
    return std::move(part == Part::search ? division.search : division.held_out);
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
    const std::optional<text::Token> bos = m_tokens->reader().bos;
    const text::Division division = text::divided(m_lengths);
    for (const std::int64_t tokens : m_lengths) {
        const std::int64_t windows = text::windows_in(tokens, bos, length);
        out.documents += windows > 0;
        out.windows += windows;
    }
    out.held_out = text::windows_in(division.held_out, bos, length);
    out.search = text::windows_in(division.search, bos, length);
    return out;
}

Result<Windows> TextSource::windows(
    Part part, std::int64_t length, int count, const YieldPoint& yield, Dividing dividing)
{
    const std::int64_t wanted = count > 0 ? count : default_samples;
    if (is_demo() && part == Part::whole)
        return failure(words("the bundled text is endless and has no whole; its held-out and its search's part can be "
                             "asked for"),
            m_path);
    const text::Split split = part == Part::search ? text::Split::search : text::Split::held_out;
    auto out = is_demo() ? demo_windows(split, length, wanted, yield) : cut(part, dividing, length, 0, wanted, yield);
    if (out && (out->empty() || (count > 0 && std::ssize(*out) < wanted)))
        return failure(too_few(part, count > 0 ? count : 1, length, out->size(), tokens()), m_path);
    return out;
}

Result<Windows> TextSource::validation_windows(
    std::int64_t length, int searched, int count, const YieldPoint& yield, Dividing dividing)
{
    if (is_demo())
        return demo_windows(text::Split::validation, length, count, yield);
    return cut(Part::search, dividing, length, searched, count, yield);
}

Result<Windows> TextSource::demo_windows(
    text::Split split, std::int64_t length, std::int64_t count, const YieldPoint& yield) const
{
    const text::Reader& reader = m_tokens->reader();
    Windows out;
    for (std::int64_t next = 0; next < count; ++next) {
        if (!keep_going(yield))
            return cancelled();
        auto window = text::demo_window(*reader.tokenizer, reader.bos, split, length, next, yield);
        if (!window)
            return tl::unexpected(window.error());
        out.push_back(std::move(*window));
    }
    return out;
}

Result<Windows> TextSource::cut(Part part, Dividing dividing, std::int64_t length, std::int64_t skip,
    std::int64_t count, const YieldPoint& yield) const
{
    return m_tokens->get(m_path, m_field, yield).map([&](const std::shared_ptr<const text::Documents>& documents) {
        const std::optional<text::Token> bos = m_tokens->reader().bos;
        const auto stretches = stretches_of(text::lengths_of(*documents), part, dividing, length - (bos ? 1 : 0));
        return text::interleaved_windows(*documents, stretches, bos, length, skip, count);
    });
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

Result<text::Filler> TextSource::filler(Part part, const YieldPoint& yield) const
{
    if (is_demo())
        return text::Filler();
    const auto files = text::document_files(m_path);
    if (!files)
        return tl::unexpected(files.error());
    if (std::ranges::any_of(*files, text::holds_token_ids))
        return text::Filler();
    const auto documents = m_tokens->get(m_path, m_field, yield);
    if (!documents)
        return tl::unexpected(documents.error());
    std::string sentences;
    for (const text::Stretch& stretch : stretches_of(text::lengths_of(**documents), part, Dividing::once, 1)) {
        if (!keep_going(yield))
            return cancelled();
        const auto ids = std::span((*documents)->each[stretch.document].ids)
                             .subspan(static_cast<std::size_t>(stretch.from),
                                 static_cast<std::size_t>(stretch.to - stretch.from));
        sentences.append(m_tokens->reader().tokenizer->decode(ids)).append(1, '\n');
    }
    return text::filler_of_text(sentences, m_path);
}

} // namespace ropewalk::engine
