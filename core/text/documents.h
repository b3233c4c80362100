// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <filesystem>
#include <optional>
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

/// Cuts one UTF-8 text file into count windows of length tokens from its start, each BOS and length − 1 text tokens
/// (length tokens without a BOS); the window after takes up where it ended. count 0 = as many as fit. Too few
/// tokens for the windows asked for is an error that says how many there are.
Result<std::vector<Window>> windows_of_file(const std::filesystem::path& file, const Tokenizer& tokenizer,
    std::optional<Token> bos, std::int64_t length, std::int64_t count);

/// The same of a text in memory.
Result<std::vector<Window>> windows_of_text(std::string_view text, const Tokenizer& tokenizer,
    std::optional<Token> bos, std::int64_t length, std::int64_t count, const std::string& source);

/// A text file, or the .txt files of a folder in the order of their names: each file is cut by itself into as many
/// windows as fit, until there are count (0 = all of them). Errors as above; a folder without .txt files is one too.
Result<std::vector<Window>> windows_of_path(const std::filesystem::path& path, const Tokenizer& tokenizer,
    std::optional<Token> bos, std::int64_t length, std::int64_t count);

/// How much text there is.
struct TextCount
{
    std::int64_t documents = 0; ///< files
    std::int64_t tokens = 0; ///< of text, without BOS
    std::int64_t windows = 0; ///< windows of the length asked about that windows_of_path can cut
};

/// Counts what windows_of_path would read; no windows is no error here.
Result<TextCount> count_text(const std::filesystem::path& path, const Tokenizer& tokenizer, std::optional<Token> bos,
    std::int64_t length);

/// The demo's own text is split for good: a search never sees the held-out documents.
enum class Split { search, held_out };

/// The demo's documents, one window each (its generator is endless, so any length works).
std::vector<Window> demo_windows(const Tokenizer& tokenizer, std::optional<Token> bos, Split split,
    std::int64_t length, std::int64_t count);

} // namespace ropewalk::text
