// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer/steps/byte_alphabet.h"

#include "core/text/unicode/utf8.h"

#include <array>

namespace ropewalk::text {

namespace {

constexpr std::size_t alphabet_end = 0x100 + 68; ///< one past the last character that stands for a byte

constexpr bool stands_for_itself(unsigned byte)
{
    return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

constexpr auto character_of_byte = [] {
    std::array<char32_t, 256> out{};
    char32_t next = 0x100;
    for (unsigned byte = 0; byte < 256; ++byte)
        out[byte] = stands_for_itself(byte) ? byte : next++;
    return out;
}();

constexpr auto byte_of_character = [] {
    std::array<int, alphabet_end> out{};
    out.fill(-1);
    for (unsigned byte = 0; byte < 256; ++byte)
        out[character_of_byte[byte]] = static_cast<int>(byte);
    return out;
}();

} // namespace

std::string bytes_as_characters(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char byte : bytes)
        append_character(out, character_of_byte[static_cast<unsigned char>(byte)]);
    return out;
}

std::optional<std::string> characters_as_bytes(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += character_length(text[at])) {
        const char32_t character = first_character(text.substr(at));
        if (character >= alphabet_end || byte_of_character[character] < 0)
            return std::nullopt;
        out += static_cast<char>(byte_of_character[character]);
    }
    return out;
}

} // namespace ropewalk::text
