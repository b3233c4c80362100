// SPDX-License-Identifier: Apache-2.0
#include "core/text/documents.h"

#include "core/text/demo_corpus.h"
#include "core/text/json_lines.h"
#include "core/text/token_ids.h"
#include "core/text/unicode/utf8.h"

#include <algorithm>
#include <fstream>

namespace ropewalk::text {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_text = 1ull << 30;
constexpr std::size_t piece_of_file = std::size_t(8) << 20; // bytes
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// A file's bytes, read in pieces.
Result<std::string> read_text(const fs::path& file, const YieldPoint& yield)
{
    std::error_code error;
    const std::uintmax_t size = fs::file_size(file, error);
    if (error)
        return failure(words("cannot be read: {1}", error.message()), file.string());
    if (size > largest_text)
        return failure(words("is {1} MiB large; at most 1024 MiB are read", size >> 20), file.string());
    std::string text(size, '\0');
    std::ifstream in(file, std::ios::binary);
    for (std::size_t at = 0; at < text.size(); at += piece_of_file) {
        if (!keep_going(yield))
            return cancelled();
        if (!in.read(text.data() + at, static_cast<std::streamsize>(std::min(piece_of_file, text.size() - at))))
            return failure(words("cannot be read to its end"), file.string());
    }
    if (!in)
        return failure(words("cannot be read to its end"), file.string());
    return text;
}

std::string_view without_mark(std::string_view text)
{
    return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

/// "[3]" of many documents in a file; empty where there is one.
std::string numbered(std::size_t document, std::size_t of)
{
    return of > 1 ? std::string(1, '[').append(std::to_string(document)).append(1, ']') : std::string();
}

/// The files of a folder that a name is wanted for, in the order of their names.
template <class Wanted>
std::vector<fs::path> files_in(const fs::path& folder, const Wanted& wanted, std::error_code& error)
{
    std::vector<fs::path> files;
    fs::directory_iterator it(folder, error);
    for (; !error && it != fs::directory_iterator(); it.increment(error))
        if (std::error_code ignored; wanted(it->path()) && it->is_regular_file(ignored))
            files.push_back(it->path());
    std::ranges::sort(files);
    return files;
}

/// The texts of a file of text or of JSON lines, a byte order mark included, and what each is called.
Result<std::vector<std::pair<std::string, std::string>>> read_texts(
    const fs::path& file, const std::string& field, const YieldPoint& yield)
{
    auto whole = read_text(file, yield);
    if (!whole)
        return tl::unexpected(whole.error());
    std::vector<std::pair<std::string, std::string>> out;
    if (!holds_json_lines(file)) {
        out.emplace_back(std::move(*whole), file.string());
        return out;
    }
    auto lines = texts_of_lines(without_mark(*whole), field, file.string(), yield);
    if (!lines)
        return tl::unexpected(lines.error());
    for (std::string& text : *lines)
        out.emplace_back(std::move(text), file.string() + numbered(out.size(), lines->size()));
    return out;
}

/// Appends the documents of one file and what was odd about it.
Status append_file(const fs::path& file, const Reader& reader, const YieldPoint& yield, Documents& out)
{
    if (holds_token_ids(file)) {
        const std::int64_t vocabulary = reader.vocabulary > 0 || !reader.tokenizer
            ? reader.vocabulary
            : static_cast<std::int64_t>(reader.tokenizer->vocabulary_size());
        auto documents = read_token_ids(file, vocabulary);
        if (!documents)
            return tl::unexpected(documents.error());
        for (std::size_t number = 0; number < documents->size(); ++number) {
            std::vector<Token>& ids = (*documents)[number];
            if (reader.bos && !ids.empty() && ids.front() == *reader.bos)
                ids.erase(ids.begin());
            out.each.push_back({std::move(ids), file.string() + numbered(number, documents->size())});
        }
        return {};
    }
    if (!reader.tokenizer)
        return failure(words("text needs a tokenizer, and the model has none that can be read ({1}); token ids in "
                             "a .json or .npy file can be read",
                           reader.why_no_tokenizer),
            file.string());
    const auto texts = read_texts(file, reader.field, yield);
    if (!texts)
        return tl::unexpected(texts.error());
    for (const auto& [text, name] : *texts) {
        if (const IllFormed found = ill_formed_utf8(text); found.count > 0)
            out.warnings.push_back(words("{1}: {2}", name, in_words(found)));
        auto ids = reader.tokenizer->encode(without_mark(text), yield);
        if (!ids)
            return tl::unexpected(ids.error());
        out.each.push_back({std::move(*ids), name});
    }
    return {};
}

/// Tokens of text in a window.
std::int64_t text_tokens(std::optional<Token> bos, std::int64_t length)
{
    return length - (bos ? 1 : 0);
}

Status check_length(std::int64_t length, std::int64_t count, const std::string& source)
{
    if (length < 2)
        return failure(words("a window of {1} tokens has nothing to score; two are the least", length), source);
    if (count < 0)
        return failure(words("{1} windows were asked for", count), source);
    return {};
}

/// Appends windows until there are count (0: as many as fit).
void append_windows(std::vector<Window>& out, std::span<const Token> ids, std::optional<Token> bos,
    std::int64_t length, std::int64_t count, const std::string& source)
{
    const auto step = static_cast<std::size_t>(text_tokens(bos, length));
    for (; ids.size() >= step && (count == 0 || std::ssize(out) < count); ids = ids.subspan(step))
        out.push_back(make_window(ids.first(step), bos, source));
}

Status check_enough(const std::vector<Window>& windows, std::int64_t tokens, std::int64_t length, std::int64_t count,
    const std::string& source)
{
    if (!windows.empty() && std::ssize(windows) >= count)
        return {};
    return failure(words("the text has {1} tokens, enough for {2} windows of {3} tokens; {4} were asked for", tokens,
                       windows.size(), length, std::max<std::int64_t>(count, 1)),
        source);
}

/// What a split's documents are counted from and called.
std::pair<std::uint64_t, const char*> demo_split(Split split)
{
    switch (split) {
    case Split::search:
        return {search_seed, "demo search document "};
    case Split::validation:
        return {validation_seed, "demo validation document "};
    case Split::held_out:
        break;
    }
    return {held_out_seed, "demo held-out document "};
}

} // namespace

Window make_window(std::span<const Token> ids, std::optional<Token> bos, const std::string& source)
{
    Window window{{}, source};
    window.ids.reserve(ids.size() + 1);
    if (bos)
        window.ids.push_back(*bos);
    window.ids.insert(window.ids.end(), ids.begin(), ids.end());
    return window;
}

Result<std::vector<Window>> windows_of_text(std::string_view text, const Tokenizer& tokenizer,
    std::optional<Token> bos, std::int64_t length, std::int64_t count, const std::string& source)
{
    if (const Status status = check_length(length, count, source); !status)
        return tl::unexpected(status.error());
    const std::vector<Token> ids = tokenizer.encode(text);
    std::vector<Window> out;
    append_windows(out, ids, bos, length, count, source);
    if (const Status status = check_enough(out, std::ssize(ids), length, count, source); !status)
        return tl::unexpected(status.error());
    return out;
}

Result<std::vector<fs::path>> document_files(const fs::path& path)
{
    std::error_code error;
    if (!fs::is_directory(path, error))
        return std::vector{path};
    auto files = files_in(path, [](const fs::path& file) { return file.extension() == ".txt"; }, error);
    if (!error && files.empty())
        files = files_in(path, holds_token_ids, error);
    if (!error && files.empty())
        files = files_in(path, holds_json_lines, error);
    if (error)
        return failure(words("the folder cannot be read: {1}", error.message()), path.string());
    if (files.empty())
        return failure(
            words("the folder holds no .txt file, no .json or .npy of token ids, and no JSON lines"), path.string());
    return files;
}

std::int64_t Documents::tokens() const
{
    std::int64_t out = 0;
    for (const Document& document : each)
        out += std::ssize(document.ids);
    return out;
}

Result<Documents> read_documents(const fs::path& path, const Reader& reader, const YieldPoint& yield)
{
    const auto files = document_files(path);
    if (!files)
        return tl::unexpected(files.error());
    Documents out;
    out.path = path.string();
    for (const fs::path& file : *files)
        if (const Status read = append_file(file, reader, yield, out); !read)
            return tl::unexpected(read.error());
    return out;
}

Result<std::vector<Window>> windows_of_documents(
    const Documents& documents, std::optional<Token> bos, std::int64_t length, std::int64_t count)
{
    if (const Status status = check_length(length, count, documents.path); !status)
        return tl::unexpected(status.error());
    std::vector<Window> out;
    for (const Document& document : documents.each)
        append_windows(out, document.ids, bos, length, count, document.source);
    if (const Status status = check_enough(out, documents.tokens(), length, count, documents.path); !status)
        return tl::unexpected(status.error());
    return out;
}

std::int64_t windows_in(std::int64_t tokens, std::optional<Token> bos, std::int64_t length)
{
    return tokens / std::max<std::int64_t>(1, text_tokens(bos, length));
}

Result<std::string> text_of_path(const fs::path& path, const std::string& field, const YieldPoint& yield)
{
    const auto files = document_files(path);
    if (!files)
        return tl::unexpected(files.error());
    std::string out;
    for (const fs::path& file : *files) {
        if (holds_token_ids(file))
            return std::string();
        const auto texts = read_texts(file, field, yield);
        if (!texts)
            return tl::unexpected(texts.error());
        for (const auto& [text, name] : *texts)
            out.append(without_mark(text)).append(1, '\n');
    }
    return out;
}

Result<Window> demo_window(const Tokenizer& tokenizer, std::optional<Token> bos, Split split, std::int64_t length,
    std::int64_t number, const YieldPoint& yield)
{
    const auto [seed, name] = demo_split(split);
    const auto needed = static_cast<std::size_t>(std::max<std::int64_t>(text_tokens(bos, length), 0));
    const std::string source = name + std::to_string(number);
    // A word is at least one token to the demo's tokenizer; another one may need more words.
    std::vector<Token> ids;
    for (std::int64_t words = length; ids.size() < needed && words <= 64 * length; words *= 2) {
        auto encoded = tokenizer.encode(demo_document(seed + static_cast<std::uint64_t>(number), words), yield);
        if (!encoded)
            return tl::unexpected(encoded.error());
        ids = std::move(*encoded);
    }
    return make_window(std::span(ids).first(std::min(needed, ids.size())), bos, source);
}

std::vector<Window> demo_windows(const Tokenizer& tokenizer, std::optional<Token> bos, Split split,
    std::int64_t length, std::int64_t count, std::int64_t first)
{
    std::vector<Window> out;
    for (std::int64_t k = first; k < first + count; ++k)
        out.push_back(*demo_window(tokenizer, bos, split, length, k));
    return out;
}

} // namespace ropewalk::text
