// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"
#include "core/text/documents.h"

namespace ropewalk::evaluate {

/// Refuses windows of fewer than two tokens and ids that the model does not have.
Status check_window(const model::Model& model, const text::Window& window);

} // namespace ropewalk::evaluate
