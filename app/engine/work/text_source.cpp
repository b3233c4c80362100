// SPDX-License-Identifier: Apache-2.0
#include "app/engine/work/text_source.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

namespace ropewalk::engine {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t max_bytes = 1u << 30; // of all files together

/// Round robin: the first window of each document, then the second of each, …
std::vector<text::Window> interleaved(
    const std::vector<std::vector<text::Window>>& documents, std::size_t count)
{
    std::vector<text::Window> out;
    for (std::size_t i = 0, before = 1; out.size() < count && out.size() != before; ++i) {
        before = out.size();
        for (const auto& document : documents)
            if (i < document.size() && out.size() < count)
                out.push_back(document[i]);
    }
    return out;
}

/// Every second element, the first one of held_out's kept by held_out.
template <class T>
std::vector<T> half(const std::vector<T>& all, Part part)
{
    std::vector<T> out;
    for (std::size_t i = part == Part::search ? 1 : 0; i < all.size(); i += 2)
        out.push_back(all[i]);
    return out;
}

std::string_view words(Part part)
{
    switch (part) {
    case Part::search:
        return " for the search";
    case Part::held_out:
        return " held out";
    default:
        return "";
    }
}

} // namespace

Result<std::shared_ptr<TextSource>> TextSource::open(const std::string& path, Reader reader)
{
    auto source = std::make_shared<TextSource>();
    source->m_path = path;
    source->m_reader = std::move(reader);
    if (source->is_demo())
        return source;
    std::vector<fs::path> files;
    std::error_code error;
    if (fs::is_directory(path, error)) {
        for (auto entry = fs::directory_iterator(path, error); !error && entry != fs::directory_iterator();
             entry.increment(error))
            if (entry->path().extension() == ".txt")
                files.push_back(entry->path());
        if (error)
            return failure("cannot read the folder: " + error.message(), path);
        if (files.empty())
            return failure("expected .txt files, found none", path);
        std::ranges::sort(files);
    } else {
        files.push_back(path);
    }
    for (const fs::path& file : files)
        if (const Status done = source->read(file); !done)
            return tl::unexpected(done.error());
    return source;
}

Status TextSource::read(const fs::path& file)
{
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (error)
        return failure("cannot read the text: " + error.message(), file.string());
    std::uintmax_t bytes = size;
    for (const Document& document : m_documents)
        bytes += document.text.size();
    if (bytes > max_bytes)
        return failure(
            "expected at most " + std::to_string(max_bytes >> 20) + " MiB of text in all, found more",
            file.string());
    std::ifstream stream(file, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(stream), {});
    if (!stream || text.size() != size)
        return failure("cannot read the text", file.string());
    m_tokens += static_cast<std::int64_t>(m_reader.tokenizer->encode(text).size());
    m_documents.push_back({ file.filename().string(), std::move(text) });
    return {};
}

std::string TextSource::name() const
{
    if (is_demo())
        return m_path;
    const fs::path path = fs::path(m_path).lexically_normal();
    return (path.has_filename() ? path : path.parent_path()).filename().string();
}

std::string TextSource::identity() const
{
    if (is_demo())
        return name();
    std::uint64_t hash = 0xcbf29ce484222325; // FNV-1a, 64 bits
    for (const Document& document : m_documents)
        for (const std::string* part : { &document.name, &document.text })
            for (const char* c = part->c_str(); c <= part->c_str() + part->size(); ++c) // the final zero too
                hash = (hash ^ static_cast<unsigned char>(*c)) * 0x100000001b3;
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
    return name() + " " + digits;
}

std::int64_t TextSource::documents() const
{
    return is_demo() ? 2 * default_samples : static_cast<std::int64_t>(m_documents.size());
}

const TextSource::Cut& TextSource::cut(std::int64_t length)
{
    if (m_cut_length == length)
        return m_cut;
    Cut cut;
    for (const Document& document : m_documents) {
        // A document shorter than one window has none; it is no error before a window is asked for.
        auto windows = text::windows_of_text(
            document.text, *m_reader.tokenizer, m_reader.bos, length, 0, document.name);
        if (windows && !windows->empty())
            cut.push_back(std::move(*windows));
    }
    m_cut = std::move(cut);
    m_cut_length = length;
    return m_cut;
}

std::int64_t TextSource::long_enough(std::int64_t length)
{
    if (is_demo())
        return documents();
    std::int64_t count = 0;
    for (const auto& windows : cut(length))
        count += static_cast<std::int64_t>(windows.size());
    return count;
}

Result<std::vector<text::Window>> TextSource::windows(Part part, std::int64_t length, int count)
{
    const auto wanted = static_cast<std::size_t>(count > 0 ? count : default_samples);
    if (is_demo())
        return text::demo_windows(*m_reader.tokenizer, m_reader.bos,
            part == Part::search ? text::Split::search : text::Split::held_out, length,
            static_cast<std::int64_t>(wanted));
    Cut chosen = cut(length);
    if (part != Part::whole) {
        if (chosen.size() > 1)
            chosen = half(chosen, part);
        else if (chosen.size() == 1)
            chosen.front() = half(chosen.front(), part);
    }
    auto windows = interleaved(chosen, wanted);
    if (windows.empty() || (count > 0 && windows.size() < wanted))
        return failure("expected " + std::to_string(count > 0 ? count : 1) + " windows of "
                + std::to_string(length) + " tokens" + std::string(words(part)) + ", found "
                + std::to_string(windows.size()) + " (" + std::to_string(m_tokens) + " tokens in all)",
            m_path);
    return windows;
}

} // namespace ropewalk::engine
