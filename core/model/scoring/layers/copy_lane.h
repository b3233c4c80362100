// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Event.h>
#include <c10/core/Stream.h>
#include <utility>
#include <vector>

namespace ropewalk::model {

/// A GPU's second stream, on which weights are copied while the first one computes. A slot is memory for one layer: its
/// pinned half on the host and its half on the GPU. For slot after slot: open(), fill the host half, send(); the
/// computing stream then waits for the copy, and the slot's next open() for what was queued up to retire().
class CopyLane
{
public:
    /// device: a CUDA device; the computing stream is its current one.
    explicit CopyLane(const at::Device& device);

    class Slot
    {
    public:
        explicit Slot(const at::Device& device) : m_copied(device.type()), m_used(device.type()) {}

    private:
        friend CopyLane;
        c10::Event m_copied; ///< the last copy out of the host half
        c10::Event m_used; ///< the last computation with the GPU's half
    };

    /// Waits until the host half may be written.
    void open(Slot& slot) const;
    /// Copies each host tensor to its GPU tensor once the GPU has done with what was there.
    void send(Slot& slot, const std::vector<std::pair<at::Tensor, at::Tensor>>& to_from) const;
    /// Nothing queued from now on uses the slot's GPU half.
    void retire(Slot& slot) const;

private:
    c10::Stream m_compute, m_copy;
};

} // namespace ropewalk::model
