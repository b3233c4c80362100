// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/documents.h"

#include <cstdint>
#include <vector>

namespace ropewalk::text {

/// Tokens from … to − 1 of one of the documents.
struct Stretch
{
    std::size_t document = 0;
    std::int64_t from = 0, to = 0;
    bool operator==(const Stretch&) const = default;
};

/// What of the documents a search may see and what it never sees, each in the documents' order.
struct Division
{
    std::vector<Stretch> held_out, search;
};

/// Divides documents of so many tokens once for windows of any length, so that what is held out at one length is no
/// search's text at another: from the longest on they are held out and searched on by turns, so that both parts have
/// long ones. One that is more than twice as long as every other (or alone) is halved first; its beginning is held out.
Division divided(const std::vector<std::int64_t>& tokens);

/// As the journals of older builds have it, for windows of step text tokens: by turns of the documents that hold a window,
/// or of the windows where one document alone does.
Division divided_by_windows(const std::vector<std::int64_t>& tokens, std::int64_t step);

/// All of every document.
std::vector<Stretch> undivided(const std::vector<std::int64_t>& tokens);

/// Tokens of each document.
std::vector<std::int64_t> lengths_of(const Documents& documents);

/// How many windows of length tokens (2 or more) can be cut, none across two stretches.
std::int64_t windows_in(const std::vector<Stretch>& stretches, std::optional<Token> bos, std::int64_t length);

/// The first window of each stretch, then the second of each, …: at most count of them after the first skip.
std::vector<Window> interleaved_windows(const Documents& documents, const std::vector<Stretch>& stretches,
    std::optional<Token> bos, std::int64_t length, std::int64_t skip, std::int64_t count);

} // namespace ropewalk::text
