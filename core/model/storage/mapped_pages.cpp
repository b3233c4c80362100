// SPDX-License-Identifier: Apache-2.0
#include "core/model/storage/mapped_pages.h"

#include <cstdint>
#include <sys/mman.h>
#include <unistd.h>

namespace ropewalk::model {
namespace {

void advise(std::uintptr_t begin, std::uintptr_t end, int advice)
{
    if (begin < end)
        (void)::madvise(reinterpret_cast<void*>(begin), end - begin, advice);
}

std::uintptr_t page()
{
    return static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

void will_need(std::span<const std::byte> mapped)
{
    const auto begin = reinterpret_cast<std::uintptr_t>(mapped.data());
    advise(begin / page() * page(), begin + mapped.size(), MADV_WILLNEED);
}

void wont_need(std::span<const std::byte> mapped)
{
    const auto begin = reinterpret_cast<std::uintptr_t>(mapped.data());
    advise((begin + page() - 1) / page() * page(), (begin + mapped.size()) / page() * page(), MADV_DONTNEED);
}

} // namespace ropewalk::model
