// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/words.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// How words travel: beside each text, under its key with a suffix, what the text is made of. A program that knows the
/// text alone reads on as before.
namespace ropewalk::protocol {

inline const std::string words_suffix = "_words"; // of "message": "message_words"

/// Whether there is anything to translate; a text that is the same in every language travels without it.
bool has_more_than_text(const Words& value);

/// {"pattern": "{1} tensors, {2} GB", "values": ["a text", 3, {"number": 1.25, "decimals": 1}, {"pattern": …}, [words]]}
nlohmann::json words_to_json(const Words& value);
nlohmann::json words_to_json(const std::vector<Words>& list); ///< an array

/// The same message without them, for scripts: English alone.
nlohmann::json without_words(nlohmann::json message);

/// False for anything else, out left as it is. A list must have as many as out.
bool read_words(const nlohmann::json& value, Words& out);
bool read_words(const nlohmann::json& value, std::vector<Words>& out);

} // namespace ropewalk::protocol
