// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/bos_setting.h"

namespace ropewalk::text {

/// Reads a tokenizer.model and runs it with the sentencepiece library (Kudo & Richardson 2018). Where bos leaves it
/// open the first token is the file's own. Throws Refusal.
std::shared_ptr<const Tokenizer> read_sentencepiece_tokenizer(
    const std::filesystem::path& file, const BosSetting& bos);

} // namespace ropewalk::text
