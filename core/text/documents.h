// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "core/text/tokenizer.h"
#include "core/yield.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::text {

/// What is scored in one forward pass: token ids, BOS first where the model has one. Token 0 is never a target.
struct Window
{
    std::vector<Token> ids;
    std::string source; ///< which document, for messages
};

/// These ids behind the BOS, where there is one.
Window make_window(std::span<const Token> ids, std::optional<Token> bos, const std::string& source);

/// Cuts a UTF-8 text into count windows of length tokens from its start, each BOS and length − 1 text tokens (length
/// tokens without a BOS); the window after takes up where it ended. count 0 = as many as fit. Too few tokens for the
/// windows asked for is an error that says how many there are.
Result<std::vector<Window>> windows_of_text(std::string_view text, const Tokenizer& tokenizer,
    std::optional<Token> bos, std::int64_t length, std::int64_t count, const std::string& source);

/// What turns documents into ids: the open model's.
struct Reader
{
    std::shared_ptr<const Tokenizer> tokenizer; ///< null: files of token ids alone can be read
    std::optional<Token> bos = {};
    std::int64_t vocabulary = 0; ///< ids of token-id files lie below it; 0 = the tokenizer's
    Words why_no_tokenizer = {}; ///< for messages, where tokenizer is null
    std::string field = {}; ///< of JSON lines, where the text stands; empty = "text"
};

/// A document as ids, without BOS.
struct Document
{
    std::vector<Token> ids;
    std::string source; ///< for messages: its file, and "[3]" where that holds many
};

/// What was read from a path.
struct Documents
{
    std::string path;
    std::vector<Document> each; ///< in their order
    std::vector<Words> warnings; ///< "book.txt: 3 ill-formed UTF-8 sequences …"
    std::int64_t tokens() const; ///< of all
};

/// A file, or the .txt files of a folder in the order of their names (where there is no .txt its .json and .npy files,
/// and where there are none of these its JSON lines). A file holds text or, by its name, token ids (token_ids.h) or JSON
/// lines (json_lines.h), which may be many documents; a BOS that stands first in ids is left out. A folder without
/// documents is an error. Yields between pieces of the files.
Result<Documents> read_documents(
    const std::filesystem::path& path, const Reader& reader, const YieldPoint& yield = {});

/// Each document is cut by itself into as many windows as fit, until there are count (0 = all of them). Errors as of
/// windows_of_text.
Result<std::vector<Window>> windows_of_documents(
    const Documents& documents, std::optional<Token> bos, std::int64_t length, std::int64_t count);

/// The files that read_documents would read.
Result<std::vector<std::filesystem::path>> document_files(const std::filesystem::path& path);

/// Windows of length tokens (2 or more) that are cut out of a document of so many.
std::int64_t windows_in(std::int64_t tokens, std::optional<Token> bos, std::int64_t length);

/// What read_documents would read, as one text; empty for token ids.
Result<std::string> text_of_path(
    const std::filesystem::path& path, const std::string& field, const YieldPoint& yield = {});

/// The demo's own text is split for good: a search never sees the other two; its winner is chosen on validation.
enum class Split { search, held_out, validation };

/// One window of the demo's document of this number; its only error is cancelled().
Result<Window> demo_window(const Tokenizer& tokenizer, std::optional<Token> bos, Split split, std::int64_t length,
    std::int64_t number, const YieldPoint& yield = {});
/// The demo's documents from the first-th on, one window each (its generator is endless, so any length works).
std::vector<Window> demo_windows(const Tokenizer& tokenizer, std::optional<Token> bos, Split split,
    std::int64_t length, std::int64_t count, std::int64_t first = 0);

} // namespace ropewalk::text
