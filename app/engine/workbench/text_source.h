// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/workbench/token_cache.h"
#include "core/protocol/documents_messages.h"
#include "core/text/division.h"
#include "core/text/passkey_prompt.h"
#include "core/yield.h"

#include <memory>
#include <string>
#include <vector>

namespace ropewalk::engine {

/// Which of the documents' text. Held-out and search share none, whatever the windows' lengths.
enum class Part
{
    whole,
    held_out,
    search
};

/// How documents are divided: once for all lengths, or as the journals of older builds have it.
enum class Dividing
{
    once,
    by_windows
};

/// Windows asked for when nobody says how many.
inline constexpr int default_samples = protocol::default_samples;

/// The documents that are open: the demo's endless text, a file of text or token ids, or a folder of such files.
/// core/text/division.h says which of the text is held out; the windows of many documents take turns.
class TextSource
{
public:
    /// Yields while the text is tokenised. field: of JSON lines; empty = "text".
    static Result<std::shared_ptr<TextSource>> open(const std::string& path, const std::string& field,
        std::shared_ptr<TokenCache> tokens, const YieldPoint& yield = {});

    const std::string& path() const { return m_path; } ///< as it was opened
    const std::string& field() const { return m_field; }
    bool is_demo() const { return m_path == "demo"; }
    std::string name() const;
    std::int64_t documents() const; ///< of the demo those that are used by default
    std::int64_t tokens() const; ///< 0 for the demo
    /// What can be cut into windows of length tokens (2 or more). The demo's documents fit any length.
    protocol::LengthCount count(std::int64_t length) const;

    const std::vector<Words>& warnings() const { return m_warnings; }

    /// count windows; 0 = default_samples or, where there are fewer, as many as there are (at least one). The demo's text
    /// has no whole. Yields between the demo's documents, and while a file that changed is tokenised again.
    Result<std::vector<text::Window>> windows(Part part, std::int64_t length, int count, const YieldPoint& yield = {},
        Dividing dividing = Dividing::once);
    /// To choose a search's winner on: of the search's part, at most count windows after its first `searched`, which the
    /// candidates were bred on. None where there are no more. The demo has documents of its own for it.
    Result<std::vector<text::Window>> validation_windows(std::int64_t length, int searched, int count,
        const YieldPoint& yield, Dividing dividing = Dividing::once);
    /// The name with a hash of what windows() gives.
    std::string identity(const std::vector<text::Window>& windows) const;
    /// Sentences of a part between which a pass key can be hidden; empty for the demo, whose own are the default, and for
    /// token ids, which are no sentences.
    Result<text::Filler> filler(Part part, const YieldPoint& yield) const;

private:
    /// The windows of a part after the first skip, at most count.
    Result<std::vector<text::Window>> cut(Part part, Dividing dividing, std::int64_t length, std::int64_t skip,
        std::int64_t count, const YieldPoint& yield) const;
    Result<std::vector<text::Window>> demo_windows(
        text::Split split, std::int64_t length, std::int64_t count, const YieldPoint& yield) const;

    std::string m_path, m_field;
    std::shared_ptr<TokenCache> m_tokens;
    std::vector<std::int64_t> m_lengths; ///< tokens of each document, when it was opened
    std::vector<Words> m_warnings;
};

} // namespace ropewalk::engine
