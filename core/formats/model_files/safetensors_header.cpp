// SPDX-License-Identifier: Apache-2.0
#include "core/formats/model_files/safetensors_header.h"

#include "core/excerpt.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace ropewalk::formats {
namespace {

constexpr std::size_t most_dimensions = 64;

/// Accepts exactly {"__metadata__": {string: string}, name: {"dtype": string, "shape": [n…], "data_offsets": [a, b]}}.
class HeaderReader
{
public:
    using Json = nlohmann::json;

    explicit HeaderReader(const std::string& file) : m_file(file) {}

    SafetensorsHeader header;
    std::optional<Error> error;

    bool null() { return scalar(words("null")); }
    bool boolean(bool) { return scalar(words("a boolean")); }
    bool number_float(Json::number_float_t, const Json::string_t& text)
    {
        return scalar(words("the number {1}", excerpt(text)));
    }
    bool number_integer(Json::number_integer_t value) { return scalar(words("the number {1}", value)); }
    bool binary(Json::binary_t&) { return scalar(words("bytes")); }

    bool number_unsigned(Json::number_unsigned_t value)
    {
        if (m_state == State::shape) {
            if (m_entry.shape.size() == most_dimensions)
                return refuse(words("a shape of at most {1} dimensions was expected", most_dimensions));
            m_entry.shape.push_back(value);
            return true;
        }
        if (m_state == State::offsets) {
            if (m_offsets == 2)
                return refuse(words("data_offsets must hold two numbers, found more"));
            m_entry.offsets[m_offsets++] = value;
            return true;
        }
        return scalar(words("the number {1}", value));
    }

    bool string(Json::string_t& text)
    {
        if (m_state == State::metadata_value) {
            header.metadata[m_key] = text;
            m_state = State::metadata;
            return true;
        }
        if (m_state == State::dtype) {
            m_entry.dtype = text;
            m_state = State::entry;
            return true;
        }
        return scalar(words("the string \"{1}\"", excerpt(text)));
    }

    bool start_object(std::size_t)
    {
        switch (m_state) {
        case State::start: m_state = State::top; return true;
        case State::metadata_start: m_state = State::metadata; return true;
        case State::entry_start:
            m_state = State::entry;
            m_entry = {};
            m_seen = {};
            return true;
        default:
            return scalar(words("an object"));
        }
    }

    bool key(Json::string_t& name)
    {
        if (m_state == State::top) {
            m_name = name;
            if (name == "__metadata__") {
                if (m_metadata_seen)
                    return refuse(words("__metadata__ stands twice in the header"));
                m_metadata_seen = true;
                m_state = State::metadata_start;
                return true;
            }
            if (header.tensors.contains(name))
                return refuse(words("the name stands twice in the header"));
            m_state = State::entry_start;
            return true;
        }
        if (m_state == State::metadata) {
            m_key = name;
            m_state = State::metadata_value;
            return true;
        }
        static constexpr std::array<const char*, 3> keys{"dtype", "shape", "data_offsets"};
        static constexpr std::array states{State::dtype, State::shape_start, State::offsets_start};
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (name != keys[i])
                continue;
            if (std::exchange(m_seen[i], true))
                return refuse(words("the key {1} stands twice", keys[i]));
            m_state = states[i];
            return true;
        }
        return refuse(words("expected the keys dtype, shape and data_offsets, found \"{1}\"", excerpt(name)));
    }

    bool end_object()
    {
        if (m_state == State::entry) {
            for (std::size_t i = 0; i < m_seen.size(); ++i)
                if (!m_seen[i])
                    return refuse(words("the key {1} is missing", std::array{"dtype", "shape", "data_offsets"}[i]));
            header.tensors.emplace(std::move(m_name), std::move(m_entry));
            m_state = State::top;
        } else {
            m_state = m_state == State::metadata ? State::top : State::done;
        }
        return true;
    }

    bool start_array(std::size_t)
    {
        if (m_state == State::shape_start) {
            m_state = State::shape;
            return true;
        }
        if (m_state == State::offsets_start) {
            m_state = State::offsets;
            m_offsets = 0;
            return true;
        }
        return scalar(words("an array"));
    }

    bool end_array()
    {
        if (m_state == State::offsets && m_offsets != 2)
            return refuse(words("data_offsets must hold two numbers, found {1}", m_offsets));
        m_state = State::entry;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const Json::exception& exception)
    {
        error
            = Error{words("not valid JSON: {1}", excerpt(exception.what())), m_file,
                words("header, byte {1}", position), false};
        return false;
    }

private:
    enum class State {
        start, top, metadata_start, metadata, metadata_value, entry_start, entry, dtype, shape_start, shape,
        offsets_start, offsets, done
    };

    bool refuse(Words message)
    {
        const bool in_tensor = m_state != State::start && m_state != State::metadata && m_name != "__metadata__";
        error = Error{std::move(message), m_file, in_tensor ? at_tensor(excerpt(m_name)) : words("header"), false};
        return false;
    }

    /// Refuses a value of a kind that cannot stand here.
    bool scalar(const Words& found)
    {
        switch (m_state) {
        case State::start:
            return refuse(words("the header must be a JSON object, found {1}", found));
        case State::metadata_start:
            return refuse(words("__metadata__ must be an object, found {1}", found));
        case State::metadata_value:
            return refuse(words("__metadata__ must map strings to strings; \"{1}\" is {2}", excerpt(m_key), found));
        case State::entry_start:
            return refuse(words("expected an object with dtype, shape and data_offsets, found "
                                "{1}",
                found));
        case State::dtype:
            return refuse(words("dtype must be a string, found {1}", found));
        case State::shape_start:
            return refuse(words("shape must be an array, found {1}", found));
        case State::shape:
            return refuse(words("shape must hold whole numbers from 0 up, found {1}", found));
        case State::offsets_start:
            return refuse(words("data_offsets must be an array, found {1}", found));
        default:
            return refuse(words("data_offsets must hold whole numbers from 0 up, found {1}", found));
        }
    }

    const std::string& m_file;
    State m_state = State::start;
    std::string m_name, m_key;
    HeaderEntry m_entry;
    std::array<bool, 3> m_seen{};
    std::size_t m_offsets = 0;
    bool m_metadata_seen = false;
};

} // namespace

Result<SafetensorsHeader> parse_safetensors_header(std::string_view json, const std::string& file)
{
    HeaderReader reader(file);
    try {
        if (nlohmann::json::sax_parse(json.begin(), json.end(), &reader) && !reader.error)
            return std::move(reader.header);
    } catch (const nlohmann::json::exception& exception) {
        return failure(words("not valid JSON: {1}", excerpt(exception.what())), file, words("header"));
    }
    if (!reader.error)
        return failure(words("not valid JSON"), file, words("header"));
    return tl::unexpected(*reader.error);
}

} // namespace ropewalk::formats
