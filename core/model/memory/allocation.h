// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ropewalk::model {

/// Has the process keep up to some tens of MB that tensors gave back, for the next ones: an evaluation allocates the
/// same sizes layer after layer, and fetching their pages from the system anew costs a tenth of its time. Call it
/// first thing in main. Without effect where the C library is not glibc.
void keep_freed_memory();

} // namespace ropewalk::model
