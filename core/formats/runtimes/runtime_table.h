// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/runtimes/runtimes.h"

#include <vector>

namespace ropewalk::formats {

/// One runtime beside an export, in words.
struct RuntimeRow
{
    Runtime runtime = Runtime::transformers;
    Words list; ///< when the long list is used: "a call that reaches past 256"
    Words attention; ///< the attention factor at the target: "1.17, as here"
    Words n_hat; ///< "28", "left out", "0"
    Words keys; ///< what cached keys were turned with once a conversation crosses L
    std::vector<Words> warnings; ///< a sentence each where it does something else than this project
};

/// A row each for these very numbers.
RuntimeRow runtime_row(Runtime runtime, const Deployment& deployment);
std::vector<RuntimeRow> runtime_table(const Deployment& deployment);

} // namespace ropewalk::formats
