// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/huggingface.h"

namespace ropewalk::formats {

/// The text of a Python module (torch and transformers alone) whose apply(model) gives a transformers model these sets:
/// cos and sin by position, n̂ and each set's attention factor included, and the switch at L. Refuses sets that do not
/// fit the geometry.
Result<std::string> write_python_module(const HuggingFaceScaling& scaling);

} // namespace ropewalk::formats
