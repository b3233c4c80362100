// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer.h"

#include <functional>

namespace ropewalk::text {

/// What tokenizer_config.json says about the first token; it goes before the word of a tokenizer.model beside it. A
/// tokenizer.json says it all itself (transformers 5 does not look here for it either).
struct BosSetting
{
    std::optional<bool> add; ///< add_bos_token
    std::string piece; ///< bos_token; empty where none is named
    std::filesystem::path file; ///< for messages

    /// Of the folder; nothing is set where it has no such file. Throws Refusal.
    static BosSetting read(const std::filesystem::path& folder);

    /// The first token: own where nothing is set, none where none is to be added, else the piece's id.
    /// Throws Refusal where the piece is not in the vocabulary.
    std::optional<Token> choose(
        std::optional<Token> own, const std::function<std::optional<Token>(const std::string&)>& id_of) const;
};

} // namespace ropewalk::text
