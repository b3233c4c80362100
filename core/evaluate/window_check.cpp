// SPDX-License-Identifier: Apache-2.0
#include "core/evaluate/window_check.h"

namespace ropewalk::evaluate {

Status check_window(const model::Model& model, const text::Window& window)
{
    if (window.ids.size() < 2)
        return failure(words("a window needs at least two tokens, found {1}", window.ids.size()), window.source);
    for (std::size_t i = 0; i < window.ids.size(); ++i)
        if (window.ids[i] < 0 || window.ids[i] >= model.config.vocab_size)
            return failure(words("expected ids from 0 to {1}, found {2}", model.config.vocab_size - 1, window.ids[i]),
                window.source, words("token {1}", i));
    return {};
}

} // namespace ropewalk::evaluate
