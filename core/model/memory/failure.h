// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <exception>
#include <string>

namespace ropewalk::model {

/// What libtorch threw, as an error that says what to do: memory that is full on the GPU or of the machine, a GPU that
/// this libtorch has no kernels for, a GPU that no longer answers. Other failures keep their first line. file: what
/// the work was about, may be empty.
Error explain(std::exception_ptr thrown, const std::string& file = {});

/// Runs work, which returns a Result; what it throws comes back as its error.
template <class Work>
auto guarded(Work work, const std::string& file = {}) -> decltype(work())
{
    try {
        return work();
    } catch (...) {
        return tl::unexpected(explain(std::current_exception(), file));
    }
}

} // namespace ropewalk::model
