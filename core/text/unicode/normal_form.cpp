// SPDX-License-Identifier: Apache-2.0
#include "core/text/unicode/normal_form.h"

#include "core/text/unicode/utf8.h"

#include <algorithm>
#include <cstdint>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <utility>
#include <vector>

namespace ropewalk::text {

namespace {

struct Filtered
{
    Filtered(const icu::Normalizer2& form, const icu::UnicodeSet& characters)
        : known(characters)
        , normalizer(form, known)
    {
    }
    icu::UnicodeSet known;
    icu::FilteredNormalizer2 normalizer; ///< refers to known
};

const icu::Normalizer2* unfiltered(const std::string& name, UErrorCode& error)
{
    if (name == "NFC")
        return icu::Normalizer2::getNFCInstance(error);
    if (name == "NFD")
        return icu::Normalizer2::getNFDInstance(error);
    return name == "NFKC" ? icu::Normalizer2::getNFKCInstance(error) : icu::Normalizer2::getNFKDInstance(error);
}

constexpr std::size_t long_run = 64; // marks; real text has three or four
constexpr std::size_t shortest_part = std::size_t(1) << 16; // bytes normalized at once

bool is_ascii(char byte)
{
    return static_cast<unsigned char>(byte) < 0x80;
}

/// The first place at or behind a byte where a text can be cut: nothing is joined or moved across the front of an ASCII
/// character in any form (UAX 15).
std::size_t next_cut(std::string_view text, std::size_t from)
{
    if (from >= text.size())
        return text.size();
    return static_cast<std::size_t>(std::ranges::find_if(text.substr(from), is_ascii) - text.begin());
}

/// The text with every long run of combining marks in canonical order, which changes no normal form (UAX 15, the
/// canonical ordering algorithm): ICU takes quadratic time to order a run itself.
std::string with_long_runs_ordered(std::string text, const icu::UnicodeSet& known)
{
    std::vector<std::pair<std::uint8_t, char32_t>> run;
    std::size_t run_begin = 0;
    const auto order = [&](std::size_t end) {
        if (run.size() > long_run) {
            std::ranges::stable_sort(run, {}, &std::pair<std::uint8_t, char32_t>::first);
            std::string ordered;
            for (const auto& [combining_class, character] : run)
                append_character(ordered, character);
            text.replace(run_begin, end - run_begin, ordered);
        }
        run.clear();
    };
    for (std::size_t at = 0; at < text.size(); at += character_length(text[at])) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const char32_t character = lead < 0xcc ? 0 : first_character(std::string_view(text).substr(at));
        const auto point = static_cast<UChar32>(character);
        const std::uint8_t combining_class = character < 0x300 ? 0 : u_getCombiningClass(point);
        if (combining_class == 0 || !known.contains(point)) {
            order(at);
            continue;
        }
        if (run.empty())
            run_begin = at;
        run.emplace_back(combining_class, character);
    }
    order(text.size());
    return text;
}

} // namespace

tl::expected<NormalForm, Words> NormalForm::make(const std::string& name)
{
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* form = unfiltered(name, error);
    icu::UnicodeSet known(icu::UnicodeString::fromUTF8("[:age=9.0:]"), error);
    if (U_FAILURE(error))
        return tl::unexpected(words("ICU's data for {1} is missing: {2}", name, u_errorName(error)));
    known.freeze();
    NormalForm out;
    out.m_normalizer = std::make_shared<const Filtered>(*form, known);
    return out;
}

std::string NormalForm::apply(std::string_view text, Pace& pace) const
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::string_view part = text.substr(0, next_cut(text, shortest_part));
        append(part, out);
        pace.done(part.size());
        text.remove_prefix(part.size());
    }
    return out;
}

void NormalForm::append(std::string_view text, std::string& out) const
{
    if (std::ranges::all_of(text, is_ascii)) { // every form leaves ASCII alone
        out += text;
        return;
    }
    const auto& filtered = *static_cast<const Filtered*>(m_normalizer.get());
    const std::string ordered = with_long_runs_ordered(std::string(text), filtered.known);
    UErrorCode error = U_ZERO_ERROR;
    std::string normal;
    icu::StringByteSink<std::string> sink(&normal, static_cast<int32_t>(ordered.size()));
    filtered.normalizer.normalizeUTF8(
        0, icu::StringPiece(ordered.data(), static_cast<int32_t>(ordered.size())), sink, nullptr, error);
    out += U_SUCCESS(error) ? normal : ordered;
}

} // namespace ropewalk::text
