// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/layers/copy_lane.h"

#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace ropewalk::model {

CopyLane::CopyLane(const at::Device& device)
    : m_compute(c10::impl::VirtualGuardImpl(device.type()).getStream(device))
    , m_copy(c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device))
{
}

void CopyLane::open(Slot& slot) const
{
    if (slot.m_copied.was_marked_for_recording())
        slot.m_copied.synchronize();
    else
        slot.m_used.record(m_compute); // its memory may be what the computing stream has just let go of
}

void CopyLane::send(Slot& slot, const std::vector<std::pair<at::Tensor, at::Tensor>>& to_from) const
{
    slot.m_used.block(m_copy);
    {
        const c10::StreamGuard guard(m_copy);
        for (const auto& [to, from] : to_from)
            to.copy_(from, /*non_blocking=*/true);
    }
    slot.m_copied.record(m_copy);
    slot.m_copied.block(m_compute);
}

void CopyLane::retire(Slot& slot) const
{
    slot.m_used.record(m_compute);
}

} // namespace ropewalk::model
