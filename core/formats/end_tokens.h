// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/json_fields.h"

namespace ropewalk::formats {

/// Token ids of a key: one or a list of them, empty for null, nothing where the key is missing. What is no id of the
/// vocabulary is refused by its place.
std::optional<std::vector<std::int64_t>> read_tokens(Fields& fields, const char* key, std::int64_t vocabulary);

/// What a folder's generation_config.json says of where generation ends.
struct GenerationEnds
{
    std::optional<std::vector<std::int64_t>> tokens; ///< eos_token_id; none without the file or the key
    std::optional<Error> error; ///< why the file says nothing
};
GenerationEnds read_generation_ends(const std::filesystem::path& folder, std::int64_t vocabulary);

} // namespace ropewalk::formats
