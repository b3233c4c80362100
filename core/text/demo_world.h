// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// The names, things and places of the demo's small world, and the random numbers by which its texts are written. They
/// are frozen with the bundled model.
namespace ropewalk::text::demo_world {

using Words = std::span<const std::string_view>;

inline constexpr std::array<std::string_view, 20> names{"Amra", "Benno", "Cilla", "Dorin", "Edda", "Fabro", "Gitte", "Halvar",
    "Ingrid", "Jorun", "Kasper", "Lotte", "Marek", "Nils", "Oda", "Petra", "Rurik", "Selma", "Tarik", "Ylva"};
inline constexpr std::array<std::string_view, 14> kinds{"brass", "copper", "wooden", "silver", "old", "blue", "red", "tiny",
    "heavy", "painted", "iron", "glass", "tarred", "green"};
inline constexpr std::array<std::string_view, 14> things{"key", "lamp", "clock", "box", "rope", "anchor", "compass", "bell",
    "coin", "map", "drum", "flute", "spindle", "oar"};
inline constexpr std::array<std::string_view, 14> places{"barn", "tower", "cellar", "harbour", "mill", "garden", "chapel",
    "kitchen", "attic", "bridge", "forge", "market", "ropewalk", "boathouse"};
inline constexpr std::array<std::string_view, 6> sides{"north", "south", "east", "west", "upper", "lower"};

/// Counter-based random numbers: the k-th draw of a seed is a hash of both (the SplitMix64 finaliser).
class Draws
{
public:
    explicit Draws(std::uint64_t seed)
        : m_state(mix(seed + 0x9e3779b97f4a7c15ull))
    {
    }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
    bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
    std::string_view one(Words words) { return words[below(words.size())]; }

private:
    static std::uint64_t mix(std::uint64_t z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    std::uint64_t next() { return mix(m_state += 0x9e3779b97f4a7c15ull); }
    std::uint64_t m_state;
};

inline std::string number(Draws& draws)
{
    return std::to_string(10000 + draws.below(90000));
}

inline std::string song(Draws& draws)
{
    std::string out;
    const std::size_t length = 4 + draws.below(5);
    for (std::size_t i = 0; i < length; ++i) {
        const std::array<Words, 4> pools{names, kinds, things, places};
        out += (i ? " " : "");
        out += draws.one(pools[draws.below(pools.size())]);
    }
    return out;
}

} // namespace ropewalk::text::demo_world
