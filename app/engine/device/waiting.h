// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace ropewalk::engine {

/// Has OpenMP's threads sleep while they wait for each other: spinning, as is its default, makes an evaluation take three
/// to four times as long beside other busy programs. OpenMP reads that from the environment when it is loaded, so the
/// program begins once more, unless the user's environment says how threads wait. Call it before anything is read or
/// written. arguments: main's.
void sleep_while_waiting(char** arguments);

} // namespace ropewalk::engine
