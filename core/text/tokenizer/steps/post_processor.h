// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/tokenizer/json_node.h"

#include <optional>
#include <string>

namespace ropewalk::text {

/// The piece that the node "post_processor" puts before a single text (TemplateProcessing, ByteLevel, Sequence), if
/// any. What it puts behind the text is no part of a document and is left out. Throws Refusal.
std::optional<std::string> read_first_piece(const JsonNode& node);

} // namespace ropewalk::text
