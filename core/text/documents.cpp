// SPDX-License-Identifier: Apache-2.0
#include "core/text/documents.h"

#include "core/text/demo_corpus.h"

#include <algorithm>
#include <fstream>

namespace ropewalk::text {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_text = 1ull << 30;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

Result<std::string> read_text(const fs::path& file)
{
    std::error_code error;
    const std::uintmax_t size = fs::file_size(file, error);
    if (error)
        return failure("cannot be read: " + error.message(), file.string());
    if (size > largest_text)
        return failure("is " + std::to_string(size >> 20) + " MiB large; at most 1024 MiB are read", file.string());
    std::string text(size, '\0');
    std::ifstream in(file, std::ios::binary);
    if (!in.read(text.data(), static_cast<std::streamsize>(size)))
        return failure("cannot be read to its end", file.string());
    if (text.starts_with(byte_order_mark))
        text.erase(0, byte_order_mark.size());
    return text;
}

/// The file itself, or the .txt files of the folder in the order of their names.
Result<std::vector<fs::path>> text_files(const fs::path& path)
{
    std::error_code error;
    if (!fs::is_directory(path, error))
        return std::vector{path};
    std::vector<fs::path> files;
    fs::directory_iterator it(path, error);
    for (; !error && it != fs::directory_iterator(); it.increment(error))
        if (std::error_code ignored; it->path().extension() == ".txt" && it->is_regular_file(ignored))
            files.push_back(it->path());
    if (error)
        return failure("the folder cannot be read: " + error.message(), path.string());
    if (files.empty())
        return failure("the folder holds no .txt file", path.string());
    std::sort(files.begin(), files.end());
    return files;
}

/// Tokens of text in a window.
std::int64_t text_tokens(std::optional<Token> bos, std::int64_t length)
{
    return length - (bos ? 1 : 0);
}

Status check_length(std::int64_t length, std::int64_t count, const std::string& source)
{
    if (length < 2)
        return failure(
            "a window of " + std::to_string(length) + " tokens has nothing to score; two are the least", source);
    if (count < 0)
        return failure(std::to_string(count) + " windows were asked for", source);
    return {};
}

Window cut_window(std::span<const Token> ids, std::optional<Token> bos, const std::string& source)
{
    Window window{{}, source};
    window.ids.reserve(ids.size() + 1);
    if (bos)
        window.ids.push_back(*bos);
    window.ids.insert(window.ids.end(), ids.begin(), ids.end());
    return window;
}

/// Appends windows until there are count (0: as many as fit).
void append_windows(std::vector<Window>& out, std::span<const Token> ids, std::optional<Token> bos,
    std::int64_t length, std::int64_t count, const std::string& source)
{
    const auto step = static_cast<std::size_t>(text_tokens(bos, length));
    for (; ids.size() >= step && (count == 0 || std::ssize(out) < count); ids = ids.subspan(step))
        out.push_back(cut_window(ids.first(step), bos, source));
}

Status check_enough(const std::vector<Window>& windows, std::int64_t tokens, std::int64_t length, std::int64_t count,
    const std::string& source)
{
    if (!windows.empty() && std::ssize(windows) >= count)
        return {};
    return failure("the text has " + std::to_string(tokens) + " tokens, enough for " + std::to_string(windows.size())
            + " windows of " + std::to_string(length) + " tokens; " + std::to_string(std::max<std::int64_t>(count, 1))
            + " were asked for",
        source);
}

} // namespace

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

Result<std::vector<Window>> windows_of_file(const fs::path& file, const Tokenizer& tokenizer, std::optional<Token> bos,
    std::int64_t length, std::int64_t count)
{
    return read_text(file).and_then([&](const std::string& text) {
        return windows_of_text(text, tokenizer, bos, length, count, file.string());
    });
}

Result<std::vector<Window>> windows_of_path(const fs::path& path, const Tokenizer& tokenizer, std::optional<Token> bos,
    std::int64_t length, std::int64_t count)
{
    if (const Status status = check_length(length, count, path.string()); !status)
        return tl::unexpected(status.error());
    const auto files = text_files(path);
    if (!files)
        return tl::unexpected(files.error());
    std::vector<Window> out;
    std::int64_t tokens = 0;
    for (const fs::path& file : *files) {
        if (count > 0 && std::ssize(out) >= count)
            break;
        const auto text = read_text(file);
        if (!text)
            return tl::unexpected(text.error());
        const std::vector<Token> ids = tokenizer.encode(*text);
        tokens += std::ssize(ids);
        append_windows(out, ids, bos, length, count, file.string());
    }
    if (const Status status = check_enough(out, tokens, length, count, path.string()); !status)
        return tl::unexpected(status.error());
    return out;
}

Result<TextCount> count_text(const fs::path& path, const Tokenizer& tokenizer, std::optional<Token> bos,
    std::int64_t length)
{
    if (const Status status = check_length(length, 0, path.string()); !status)
        return tl::unexpected(status.error());
    const auto files = text_files(path);
    if (!files)
        return tl::unexpected(files.error());
    TextCount out;
    for (const fs::path& file : *files) {
        const auto text = read_text(file);
        if (!text)
            return tl::unexpected(text.error());
        const std::int64_t tokens = std::ssize(tokenizer.encode(*text));
        ++out.documents;
        out.tokens += tokens;
        out.windows += tokens / text_tokens(bos, length);
    }
    return out;
}

std::vector<Window> demo_windows(const Tokenizer& tokenizer, std::optional<Token> bos, Split split,
    std::int64_t length, std::int64_t count)
{
    const std::uint64_t first = split == Split::search ? search_seed : held_out_seed;
    const auto needed = static_cast<std::size_t>(std::max<std::int64_t>(text_tokens(bos, length), 0));
    std::vector<Window> out;
    for (std::int64_t k = 0; k < count; ++k) {
        const std::string source
            = (split == Split::search ? "demo search document " : "demo held-out document ") + std::to_string(k);
        // A word is at least one token to the demo's tokenizer; another one may need more words.
        std::vector<Token> ids;
        for (std::int64_t words = length; ids.size() < needed && words <= 64 * length; words *= 2)
            ids = tokenizer.encode(demo_document(first + static_cast<std::uint64_t>(k), words));
        out.push_back(cut_window(std::span(ids).first(std::min(needed, ids.size())), bos, source));
    }
    return out;
}

} // namespace ropewalk::text
