// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <ucontext.h>
#include <vector>

/// A GPU's blocks of threads on one thread of the CPU: every thread is a fiber that runs to its next barrier, then the
/// next one does. In which order they run can be chosen: what two orders compute differently lacks a barrier.
namespace gpu_on_cpu {

enum class Order { forward, backward };

class ThreadBlock
{
public:
    static constexpr int warp = 32;

    ThreadBlock(int threads, Order order) : m_order(order), m_fibers(std::size_t(threads))
    {
        for (Fiber& fiber : m_fibers)
            fiber.stack = std::make_unique_for_overwrite<char[]>(stack_bytes);
    }

    /// Runs body as each of the threads, a block's life; before a thread goes on, entered() is told its number. False where threads
    /// wait at a barrier that others of theirs never reach.
    bool run(const std::function<void()>& body, const std::function<void(int)>& entered)
    {
        m_body = &body;
        for (Fiber& fiber : m_fibers)
            begin(fiber);
        for (std::size_t left = m_fibers.size(); left > 0;) {
            for (std::size_t i = 0; i < m_fibers.size(); ++i) {
                m_running = m_order == Order::forward ? i : m_fibers.size() - 1 - i;
                if (m_fibers[m_running].waits != Waits::no)
                    continue;
                entered(int(m_running));
                swapcontext(&m_scheduler, &m_fibers[m_running].context);
                left -= m_fibers[m_running].waits == Waits::for_ever;
            }
            if (left > 0 && !release())
                return false;
        }
        return true;
    }

    /// What __syncthreads does.
    void wait_for_block() { wait(Waits::for_block); }

    /// What __shfl_down_sync of all lanes does.
    template <class Value>
    Value from_lane_above(Value value, int distance)
    {
        static_assert(sizeof value <= sizeof(std::uint64_t));
        Fiber& own = m_fibers[m_running];
        // Two slots in turn: nobody is two exchanges ahead of his warp.
        const std::size_t slot = own.exchanges++ % 2;
        std::memcpy(&own.given[slot], &value, sizeof value);
        const std::size_t number = m_running, other = number + std::size_t(distance);
        wait(Waits::for_warp);
        if (number / warp == other / warp)
            std::memcpy(&value, &m_fibers[other].given[slot], sizeof value);
        return value;
    }

private:
    static constexpr std::size_t stack_bytes = 64 * 1024;
    enum class Waits { no, for_block, for_warp, for_ever };
    struct Fiber
    {
        ucontext_t context;
        std::unique_ptr<char[]> stack;
        Waits waits = Waits::no;
        std::uint64_t given[2] = {};
        std::size_t exchanges = 0;
    };

    void begin(Fiber& fiber)
    {
        fiber.waits = Waits::no;
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack.get();
        fiber.context.uc_stack.ss_size = stack_bytes;
        fiber.context.uc_link = &m_scheduler;
        // makecontext hands on whole numbers only.
        const auto self = reinterpret_cast<std::uintptr_t>(this);
        makecontext(&fiber.context, reinterpret_cast<void (*)()>(&ThreadBlock::live), 2, unsigned(self >> 32), unsigned(self));
    }
    static void live(unsigned high, unsigned low)
    {
        auto* self = reinterpret_cast<ThreadBlock*>(std::uintptr_t(high) << 32 | low);
        (*self->m_body)();
        self->m_fibers[self->m_running].waits = Waits::for_ever;
    }
    void wait(Waits what)
    {
        const std::size_t own = m_running;
        m_fibers[own].waits = what;
        swapcontext(&m_fibers[own].context, &m_scheduler);
    }
    /// Lets those of [first, last) go on when all of them wait for this.
    bool release(std::size_t first, std::size_t last, Waits what)
    {
        for (std::size_t i = first; i < last; ++i)
            if (m_fibers[i].waits != what)
                return false;
        for (std::size_t i = first; i < last; ++i)
            m_fibers[i].waits = Waits::no;
        return true;
    }
    bool release()
    {
        bool any = release(0, m_fibers.size(), Waits::for_block);
        for (std::size_t first = 0; first < m_fibers.size(); first += warp)
            any |= release(first, std::min(first + warp, m_fibers.size()), Waits::for_warp);
        return any;
    }

    Order m_order;
    std::vector<Fiber> m_fibers;
    std::size_t m_running = 0;
    const std::function<void()>* m_body = nullptr;
    ucontext_t m_scheduler = {};
};

} // namespace gpu_on_cpu
