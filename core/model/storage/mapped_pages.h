// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace ropewalk::model {

// Advice to the kernel about bytes of a read-only mapping of a file; ignored where it is not heeded.

/// They are read soon: the file is read ahead.
void will_need(std::span<const std::byte> mapped);
/// They are not read again soon: pages that lie inside entirely leave the process.
void wont_need(std::span<const std::byte> mapped);

} // namespace ropewalk::model
