// SPDX-License-Identifier: Apache-2.0
#include "app/engine/device/waiting.h"

#include <cstdlib>
#include <unistd.h>

namespace ropewalk::engine {

void sleep_while_waiting(char** arguments)
{
    constexpr auto policy = "OMP_WAIT_POLICY";
    if (std::getenv(policy) || std::getenv("GOMP_SPINCOUNT"))
        return;
    if (setenv(policy, "PASSIVE", 0) == 0)
        execv("/proc/self/exe", arguments); // comes back only where it fails; then threads spin
}

} // namespace ropewalk::engine
