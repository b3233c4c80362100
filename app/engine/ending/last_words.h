// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ropewalk::engine {

/// A process that cannot go on says so in one sentence and ends with status 1, before main too: libraries that begin
/// throw where memory is limited, and some do not look whether they were given any. In force once the program is linked
/// with it; this only makes sure that it is, and has writes beyond a size limit (ulimit -f) fail instead of ending the
/// process.
void have_last_words();

} // namespace ropewalk::engine
