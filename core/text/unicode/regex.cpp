// SPDX-License-Identifier: Apache-2.0
#include "core/text/unicode/regex.h"

#include "core/text/unicode/utf8.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace ropewalk::text {

namespace {

constexpr std::uint32_t match_limit = 100'000'000;

struct Free
{
    void operator()(pcre2_compile_context* p) const { pcre2_compile_context_free(p); }
    void operator()(pcre2_match_context* p) const { pcre2_match_context_free(p); }
    void operator()(pcre2_match_data* p) const { pcre2_match_data_free(p); }
};

/// One escape of the pattern in PCRE2's words; nothing when the two dialects differ in it.
/// White space and word characters are spelt as properties because PCRE2's own \s also holds U+180E and its \w
/// changed between versions.
const char* translated_escape(char escape, bool in_class)
{
    switch (escape) {
    case 's': return "\\p{White_Space}";
    case 'S': return "\\P{White_Space}";
    case 'w':
        return in_class ? "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}" : "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]";
    case 'W': return in_class ? nullptr : "[^\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]";
    case 'd': return "\\d";
    case 'D': return "\\D";
    case 'p': return "\\p";
    case 'P': return "\\P";
    case 'r': return "\\r";
    case 'n': return "\\n";
    case 't': return "\\t";
    case 'f': return "\\f";
    case 'x': return "\\x";
    default: return nullptr;
    }
}

bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

tl::expected<std::string, Words> translated(std::string_view pattern)
{
    std::string out;
    bool in_class = false;
    std::size_t class_begin = 0; // where a ']' would still be an ordinary character
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        const std::string_view rest = pattern.substr(i);
        if (c == '\\') {
            if (++i == pattern.size())
                return tl::unexpected(words("the pattern ends in a backslash"));
            const char escape = pattern[i];
            if (!is_letter_or_digit(escape)) {
                out += {'\\', escape};
                continue;
            }
            const char* replaced = translated_escape(escape, in_class);
            if (!replaced)
                return tl::unexpected(words("the escape {1} is not supported", std::string{'\\', escape}));
            out += replaced;
            // The braces of \p{L} and \x{41} belong to the escape; any others are a repeat.
            const std::size_t close = pattern.find('}', i);
            if (std::string_view("pPx").find(escape) != std::string_view::npos && pattern.substr(i + 1).starts_with('{')
                && close != std::string_view::npos) {
                out += pattern.substr(i + 1, close - i);
                i = close;
            }
            continue;
        }
        if (in_class) {
            if (c == '[' || rest.starts_with("&&"))
                return tl::unexpected(words("a class inside a class is not supported"));
            in_class = c != ']' || i == class_begin;
        } else if (c == '[') {
            in_class = true;
            class_begin = i + (rest.starts_with("[^") ? 2 : 1);
            if (rest.starts_with("[^")) {
                out += c;
                ++i;
                out += '^';
                continue;
            }
        } else if (rest.starts_with("}+") || rest.starts_with("{,")) {
            return tl::unexpected(words("the repeat {1} is not supported", rest.substr(0, 2)));
        } else if (rest.starts_with("(?")) {
            const std::string_view kind = rest.substr(2);
            const bool known = kind.starts_with(':') || kind.starts_with('=') || kind.starts_with('!')
                || kind.starts_with('>') || kind.starts_with("<=") || kind.starts_with("<!")
                || kind.starts_with("i:") || kind.starts_with("i)");
            if (!known)
                return tl::unexpected(words("the group {1} is not supported", rest.substr(0, 4)));
        }
        out += c;
    }
    return out;
}

} // namespace

tl::expected<Regex, Words> Regex::compile(std::string_view pattern)
{
    const auto rewritten = translated(pattern);
    if (!rewritten)
        return tl::unexpected(rewritten.error());
    const std::unique_ptr<pcre2_compile_context, Free> context(pcre2_compile_context_create(nullptr));
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    int error = 0;
    PCRE2_SIZE offset = 0;
    // Ruby's ^ and $ stand at every line.
    pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(rewritten->data()), rewritten->size(),
        PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE, &error, &offset, context.get());
    if (!code) {
        PCRE2_UCHAR message[256];
        pcre2_get_error_message(error, message, sizeof message);
        return tl::unexpected(
            words("not a regular expression that can be read: {1}", reinterpret_cast<const char*>(message)));
    }
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); // without it matching is slower, not different
    Regex out;
    out.m_code = std::shared_ptr<const void>(code, [](const void* p) {
        pcre2_code_free(static_cast<pcre2_code*>(const_cast<void*>(p)));
    });
    return out;
}

std::vector<Range> Regex::find_all(std::string_view text, Pace& pace) const
{
    const auto* code = static_cast<const pcre2_code*>(m_code.get());
    const std::unique_ptr<pcre2_match_data, Free> data(pcre2_match_data_create_from_pattern(code, nullptr));
    const std::unique_ptr<pcre2_match_context, Free> context(pcre2_match_context_create(nullptr));
    pcre2_set_match_limit(context.get(), match_limit);
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    const auto match = [&](std::size_t at, std::uint32_t options) {
        return pcre2_match(code, subject, text.size(), at, PCRE2_NO_UTF_CHECK | options, data.get(), context.get());
    };

    std::vector<Range> out;
    std::size_t at = 0;
    while (at <= text.size()) {
        int found = match(at, 0);
        if (found == PCRE2_ERROR_JIT_STACKLIMIT)
            found = match(at, PCRE2_NO_JIT);
        if (found < 0)
            break;
        const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(data.get());
        const Range range{offsets[0], offsets[1]};
        out.push_back(range);
        pace.done(range.second - at);
        at = range.second;
        if (range.first == range.second) // an empty match: go on behind the next character
            at += at < text.size() ? character_length(text[at]) : 1;
    }
    return out;
}

} // namespace ropewalk::text
