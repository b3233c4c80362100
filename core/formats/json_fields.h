// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::formats {

/// Larger files than this are not ours to read: a bound, so that no file can exhaust memory.
inline constexpr std::size_t max_text_bytes = 16u << 20;

/// A regular file of at most max_text_bytes, as it is.
Result<std::string> read_text(const std::filesystem::path& path);

/// JSON of at most 64 levels; the error names line and column. No exception escapes.
Result<nlohmann::json> parse_json(std::string_view text, const std::string& file);

/// What a value is, for the end of "expected …, found …": "the text \"a\"", "a list of 3", "nothing".
Words found(const nlohmann::json* value);

/// Reads the keys of one JSON object. The first thing wrong is kept (key, expected, found) and everything
/// after it reads as the fallback, so that a reader asks for all its keys and looks at error() once.
class Fields
{
public:
    /// object must outlive this; path is where it stands ("" at the top, "sets[0]").
    Fields(const nlohmann::json& object, std::string path);

    bool has(std::string_view key) const; ///< there and not null
    bool present(std::string_view key) const; ///< there, be it null
    const nlohmann::json* find(std::string_view key) const; ///< null when has() is false
    std::string at(std::string_view key) const; ///< "rope_scaling.factor"
    Words place(std::string_view key) const { return at_key(at(key)); } ///< the same for an error

    // Without a fallback the key must be there; with one, a missing or null key is the fallback.
    std::int64_t whole(std::string_view key, std::int64_t least, std::int64_t most,
        std::optional<std::int64_t> fallback = {});
    double number(std::string_view key, double least, double most, std::optional<double> fallback = {});
    double positive(std::string_view key, std::optional<double> fallback = {}); ///< finite and above 0
    std::string text(std::string_view key, std::optional<std::string> fallback = {});
    bool flag(std::string_view key, std::optional<bool> fallback = {});
    std::vector<double> positives(std::string_view key); ///< a list of finite numbers above 0
    const nlohmann::json* object(std::string_view key); ///< null after an error
    const nlohmann::json* list(std::string_view key); ///< null after an error

    /// Keeps "expected …, found …" for a key, unless something was wrong before.
    void refuse(std::string_view key, const Words& expected);
    void fail(Error error); ///< keeps an error from elsewhere, unless something was wrong before
    const std::optional<Error>& error() const { return m_error; }
    /// The unexpected value of the first error, its file filled in.
    tl::unexpected<Error> failure_in(const std::string& file) const;

    /// The keys of the object that are not among known.
    std::vector<std::string> unknown(std::span<const std::string_view> known) const;

private:
    const nlohmann::json& m_object;
    std::string m_path;
    std::optional<Error> m_error;
};

} // namespace ropewalk::formats
