// SPDX-License-Identifier: Apache-2.0
#include "core/model/memory/allocation.h"

#include <cstdlib> // defines __GLIBC__

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace ropewalk::model {

void keep_freed_memory()
{
#if defined(__GLIBC__)
    constexpr int mb = 1 << 20;
    mallopt(M_ARENA_MAX, 1); // else each thread's arena gives its pages back on its own account
    mallopt(M_MMAP_THRESHOLD, 32 * mb); // the most that glibc takes
    mallopt(M_TRIM_THRESHOLD, 128 * mb);
    mallopt(M_TOP_PAD, 16 * mb);
#endif
}

} // namespace ropewalk::model
