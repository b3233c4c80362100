// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <string_view>

namespace fuzz {
namespace {

/// What breaks readers: numbers at the edges, other types, deep nesting, ill-formed text.
constexpr std::string_view odd[] = {"0", "-1", "1e999", "-0.0", "NaN", "null", "true", "\"\"", "[]", "{}", "[[[[[[[[",
    "18446744073709551616", "9223372036854775807", "-9223372036854775808", "4294967296", "2147483648", "1e-320", "0.5",
    "\\ud800", "\\u0000", "\xff", "\xc0\x80", "\xf4\x90\x80\x80", ",", ":", "\"", "}", "]", "\r\n\r\n", "Content-Length: "};
constexpr std::size_t longest = 1 << 16;

} // namespace

std::uint64_t Mutator::random()
{
    std::uint64_t x = (m_state += 0x9E3779B97F4A7C15ull);
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

std::string Mutator::mutated(const std::string& input, std::span<const std::string> others)
{
    std::string out = input;
    for (std::size_t changes = 1 + below(4); changes > 0; --changes)
        change(out, others);
    return out.substr(0, longest);
}

void Mutator::change(std::string& bytes, std::span<const std::string> others)
{
    const std::size_t at = below(bytes.size() + 1);
    const std::size_t count = std::min(bytes.size() - at, std::size_t(1) << below(8));
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    switch (below(10)) {
    case 0: // a bit
        if (at < bytes.size())
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        break;
    case 1: // a byte
        if (at < bytes.size())
            bytes[at] = static_cast<char>(random());
        break;
    case 2: bytes.resize(at); break; // cut off
    case 3: bytes.erase(at, count); break;
    case 4: bytes.insert(at, bytes.substr(at, count)); break; // said twice
    case 5: bytes.insert(at, odd[below(std::size(odd))]); break;
    case 6: { // a number becomes another
        const auto begin = std::find_if(bytes.begin() + std::ptrdiff_t(at), bytes.end(), digit);
        const auto end = std::find_if_not(begin, bytes.end(), digit);
        const std::size_t first = std::size_t(begin - bytes.begin()), size = std::size_t(end - begin);
        bytes.replace(first, size, odd[below(std::size(odd))]);
        break;
    }
    case 7: { // eight bytes become a whole number of the format's kind
        const std::uint64_t number = random() >> below(64);
        for (std::size_t i = 0; i < 8 && at + i < bytes.size(); ++i)
            bytes[at + i] = static_cast<char>(number >> (8 * i));
        break;
    }
    case 8: // a part elsewhere
        if (count > 0)
            bytes.insert(below(bytes.size()), bytes.substr(at, count));
        break;
    default: // a part of another input
        if (!others.empty()) {
            const std::string& other = others[below(others.size())];
            const std::size_t from = below(other.size());
            bytes.insert(at, other.substr(from, 1 + below(64)));
        }
    }
}

} // namespace fuzz
