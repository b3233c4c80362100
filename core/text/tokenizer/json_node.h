// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::text {

/// Thrown while a tokenizer.json is read and caught by load_tokenizer, which returns the error.
struct Refusal
{
    Error error;
};

/// "[3]", the place of an array's item below its array.
std::string place_of(std::size_t index);
/// "\"▁the\"", a piece as messages show it.
std::string in_quotes(std::string_view text);
/// "an object", "the number 7", "\"the\"": a value as messages show it, never long.
Words in_words(const nlohmann::json& value);

/// A value of a JSON file together with its place, so that whatever is wrong with it can be named.
/// Refers to a document that outlives it. Every member that finds something else than it should throws Refusal.
class JsonNode
{
public:
    JsonNode(const nlohmann::json& value, std::string file)
        : JsonNode(value, std::move(file), {}, 0)
    {
    }

    const nlohmann::json& value() const { return *m_value; }
    bool is_null() const { return m_value->is_null(); }
    bool has(std::string_view key) const; ///< an object's key that is there and not null

    JsonNode at(std::string_view key) const; ///< a key that has to be there
    std::vector<JsonNode> items() const; ///< of an array
    std::string string() const;
    bool boolean() const;
    std::int64_t integer() const;

    std::string string(std::string_view key) const { return at(key).string(); }
    bool boolean(std::string_view key, bool otherwise) const;

    /// The "type" of a step; refuses keys other than "type" and those that the type is known to have.
    std::string type() const { return string("type"); }
    void only(std::initializer_list<std::string_view> keys) const;

    [[noreturn]] void refuse(const Words& message) const;
    [[noreturn]] void refuse_at(const std::string& below, const Words& message) const;

private:
    JsonNode(const nlohmann::json& value, std::string file, std::string path, int depth)
        : m_value(&value)
        , m_file(std::move(file))
        , m_path(std::move(path))
        , m_depth(depth)
    {
    }

    JsonNode child(const nlohmann::json& value, std::string_view below) const;
    std::string below(std::string_view key) const;
    [[noreturn]] void refuse_type(const Words& expected) const;

    const nlohmann::json* m_value;
    std::string m_file;
    std::string m_path; ///< "normalizer.normalizers[1].pattern"
    int m_depth; ///< how many values this one lies in
};

/// The bytes of a file of at most 512 MiB. Throws Refusal.
std::string read_file(const std::filesystem::path& file);
/// The same, parsed as JSON. Throws Refusal.
nlohmann::json read_json(const std::filesystem::path& file);

} // namespace ropewalk::text
