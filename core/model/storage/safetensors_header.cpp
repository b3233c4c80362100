// SPDX-License-Identifier: Apache-2.0
#include "core/model/storage/safetensors_header.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace ropewalk::model {
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

    bool null() { return scalar("null"); }
    bool boolean(bool) { return scalar("a boolean"); }
    bool number_float(Json::number_float_t, const Json::string_t& text) { return scalar("the number " + shown_name(text)); }
    bool number_integer(Json::number_integer_t value) { return scalar("the number " + std::to_string(value)); }
    bool binary(Json::binary_t&) { return scalar("bytes"); }

    bool number_unsigned(Json::number_unsigned_t value)
    {
        if (m_state == State::shape) {
            if (m_entry.shape.size() == most_dimensions)
                return refuse("a shape of at most " + std::to_string(most_dimensions) + " dimensions was expected");
            m_entry.shape.push_back(value);
            return true;
        }
        if (m_state == State::offsets) {
            if (m_offsets == 2)
                return refuse("data_offsets must hold two numbers, found more");
            m_entry.offsets[m_offsets++] = value;
            return true;
        }
        return scalar("the number " + std::to_string(value));
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
        return scalar("the string \"" + shown_name(text) + '"');
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
        default: return scalar("an object");
        }
    }

    bool key(Json::string_t& name)
    {
        if (m_state == State::top) {
            m_name = name;
            if (name == "__metadata__") {
                if (m_metadata_seen)
                    return refuse("__metadata__ stands twice in the header");
                m_metadata_seen = true;
                m_state = State::metadata_start;
                return true;
            }
            if (header.tensors.contains(name))
                return refuse("the name stands twice in the header");
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
                return refuse(std::string("the key ") + keys[i] + " stands twice");
            m_state = states[i];
            return true;
        }
        return refuse("expected the keys dtype, shape and data_offsets, found \"" + shown_name(name) + '"');
    }

    bool end_object()
    {
        if (m_state == State::entry) {
            for (std::size_t i = 0; i < m_seen.size(); ++i)
                if (!m_seen[i])
                    return refuse(std::string("the key ") + std::array{"dtype", "shape", "data_offsets"}[i] + " is missing");
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
        return scalar("an array");
    }

    bool end_array()
    {
        if (m_state == State::offsets && m_offsets != 2)
            return refuse("data_offsets must hold two numbers, found " + std::to_string(m_offsets));
        m_state = State::entry;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const Json::exception& exception)
    {
        error = Error{std::string("not valid JSON: ") + exception.what(), m_file,
            "header, byte " + std::to_string(position), false};
        return false;
    }

private:
    enum class State {
        start, top, metadata_start, metadata, metadata_value, entry_start, entry, dtype, shape_start, shape,
        offsets_start, offsets, done
    };

    bool refuse(std::string message)
    {
        const bool in_tensor = m_state != State::start && m_state != State::metadata && m_name != "__metadata__";
        error = Error{std::move(message), m_file, in_tensor ? "tensor " + shown_name(m_name) : "header", false};
        return false;
    }

    /// Refuses a value of a kind that cannot stand here.
    bool scalar(const std::string& found)
    {
        switch (m_state) {
        case State::start: return refuse("the header must be a JSON object, found " + found);
        case State::metadata_start: return refuse("__metadata__ must be an object, found " + found);
        case State::metadata_value:
            return refuse("__metadata__ must map strings to strings; \"" + shown_name(m_key) + "\" is " + found);
        case State::entry_start: return refuse("expected an object with dtype, shape and data_offsets, found " + found);
        case State::dtype: return refuse("dtype must be a string, found " + found);
        case State::shape_start: return refuse("shape must be an array, found " + found);
        case State::shape: return refuse("shape must hold whole numbers from 0 up, found " + found);
        case State::offsets_start: return refuse("data_offsets must be an array, found " + found);
        default: return refuse("data_offsets must hold whole numbers from 0 up, found " + found);
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

std::string shown_name(std::string_view name)
{
    constexpr std::size_t most = 120;
    std::string out(name.substr(0, most));
    if (name.size() > most) {
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80)
            out.pop_back();
        if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xC0)
            out.pop_back();
        out += "…";
    }
    return out;
}

Result<SafetensorsHeader> parse_safetensors_header(std::string_view json, const std::string& file)
{
    HeaderReader reader(file);
    try {
        if (nlohmann::json::sax_parse(json.begin(), json.end(), &reader) && !reader.error)
            return std::move(reader.header);
    } catch (const nlohmann::json::exception& exception) {
        return failure(std::string("not valid JSON: ") + exception.what(), file, "header");
    }
    if (!reader.error)
        return failure("not valid JSON", file, "header");
    return tl::unexpected(*reader.error);
}

} // namespace ropewalk::model
