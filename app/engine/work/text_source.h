// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/documents.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace ropewalk::engine {

/// Which of the documents' windows. Held-out and search never share one.
enum class Part
{
    whole,
    held_out,
    search
};

/// Windows asked for when nobody says how many.
inline constexpr int default_samples = 5;

/// The documents that are open: the demo's endless text, a text file, or a folder of text files. In one file
/// every second window is the search's; in a folder every second file that is long enough is.
class TextSource
{
public:
    struct Reader ///< what turns text into windows: the open model's
    {
        std::shared_ptr<const text::Tokenizer> tokenizer;
        std::optional<text::Token> bos;
    };

    static Result<std::shared_ptr<TextSource>> open(const std::string& path, Reader reader);

    const std::string& path() const { return m_path; } ///< as it was opened
    std::string name() const;
    std::string identity() const; ///< "demo", or the name with a hash of the text
    bool is_demo() const { return m_path == "demo"; }
    std::int64_t documents() const; ///< files; of the demo those that are used by default
    std::int64_t tokens() const { return m_tokens; } ///< 0 for the demo

    /// Windows of length tokens that can be cut out of all of it. The demo's documents fit any length.
    std::int64_t long_enough(std::int64_t length);

    /// count windows; 0 = default_samples or, where there are fewer, as many as there are (at least one).
    Result<std::vector<text::Window>> windows(Part part, std::int64_t length, int count);

private:
    struct Document
    {
        std::string name;
        std::string text;
    };
    using Cut = std::vector<std::vector<text::Window>>; ///< windows of each document that has any

    Status read(const std::filesystem::path& file);
    const Cut& cut(std::int64_t length);

    std::string m_path;
    Reader m_reader;
    std::vector<Document> m_documents;
    std::int64_t m_tokens = 0;
    std::int64_t m_cut_length = 0; ///< of m_cut; the last length asked for is kept
    Cut m_cut;
};

} // namespace ropewalk::engine
