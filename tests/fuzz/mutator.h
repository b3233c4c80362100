// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace fuzz {

/// Damages inputs as files are damaged, and worse: the same sequence for the same seed on every machine.
class Mutator
{
public:
    explicit Mutator(std::uint64_t seed) : m_state(seed) {}

    /// One to four changes: bits, bytes, whole numbers, lengths, brackets, parts cut out, doubled, moved or taken from
    /// another input.
    std::string mutated(const std::string& input, std::span<const std::string> others);

private:
    std::uint64_t random(); ///< splitmix64
    std::size_t below(std::size_t bound) { return bound ? static_cast<std::size_t>(random() % bound) : 0; }
    void change(std::string& bytes, std::span<const std::string> others);

    std::uint64_t m_state;
};

} // namespace fuzz
