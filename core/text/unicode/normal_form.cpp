// SPDX-License-Identifier: Apache-2.0
#include "core/text/unicode/normal_form.h"

#include <algorithm>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uniset.h>

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

} // namespace

tl::expected<NormalForm, std::string> NormalForm::make(const std::string& name)
{
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* form = unfiltered(name, error);
    icu::UnicodeSet known(icu::UnicodeString::fromUTF8("[:age=9.0:]"), error);
    if (U_FAILURE(error))
        return tl::unexpected("ICU's data for " + name + " is missing: " + u_errorName(error));
    known.freeze();
    NormalForm out;
    out.m_normalizer = std::make_shared<const Filtered>(*form, known);
    return out;
}

std::string NormalForm::apply(std::string text) const
{
    if (std::ranges::all_of(text, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; }))
        return text; // every form leaves ASCII alone
    UErrorCode error = U_ZERO_ERROR;
    std::string out;
    icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(text.size()));
    static_cast<const Filtered*>(m_normalizer.get())
        ->normalizer.normalizeUTF8(
            0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, error);
    return U_SUCCESS(error) ? out : text;
}

} // namespace ropewalk::text
