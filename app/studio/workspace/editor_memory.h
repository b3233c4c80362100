// SPDX-License-Identifier: GPL-3.0-only
#pragma once

namespace ropewalk::views {
class LambdaEditor;
}

namespace ropewalk::studio {

// How the λ editor was left, from one session to the next: the tool with its brush and rules, the axes, the ghost
// curves, the parts that are shown and the runtime on the length axis.

void keepEditor(views::LambdaEditor& editor);
void restoreEditor(views::LambdaEditor& editor); ///< leaves alone what was never kept or cannot be read

} // namespace ropewalk::studio
