// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::text {

/// The endless text of the bundled model's small world: things put in places, songs and numbers, each told once and
/// asked for again at any distance in the words it was told in, with weather and walks in between. A document is a
/// function of its seed alone; sentences are separated by single spaces and numbers are written joined ("40712").
/// Whole sentences, at least `words` words of them (a number counts as one word).
std::string demo_document(std::uint64_t seed, std::int64_t words);

/// Sentences of weather and walking that hold no number and no answer: the filler of passkey prompts.
std::string demo_filler(std::uint64_t seed, std::int64_t words);

/// Every word and mark the generator can write, in a fixed order (numbers as single digits).
std::vector<std::string> demo_words();

/// The line that begins a passkey prompt; some documents of the corpus begin with it too.
inline constexpr std::string_view passkey_task = "A pass key is hidden in this text. Find it and remember it.";

/// Seeds of the splits never meet: training counts from 0, search, held-out and validation from 2^40, 2^41 and 2^42
/// (the questions' documents from 3·2^40).
inline constexpr std::uint64_t search_seed = 1ull << 40;
inline constexpr std::uint64_t held_out_seed = 1ull << 41;
inline constexpr std::uint64_t validation_seed = 1ull << 42;

} // namespace ropewalk::text
