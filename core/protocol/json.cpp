// SPDX-License-Identifier: Apache-2.0
#include "core/protocol/json.h"

#include "core/formats/factor_file.h"
#include "core/protocol/job_fields.h"
#include "core/protocol/words_json.h"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <initializer_list>
#include <limits>
#include <string_view>
#include <utility>

namespace ropewalk::protocol {

namespace {

using nlohmann::json;

Words kind(const json& value)
{
    switch (value.type()) {
    case json::value_t::null:
        return as_is("null");
    case json::value_t::object:
        return words("an object");
    case json::value_t::array:
        return words("an array");
    case json::value_t::string:
        return words("a string");
    case json::value_t::boolean:
        return words("true or false");
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
        return words("a whole number");
    case json::value_t::number_float:
        return words("a number");
    default:
        return words("something else");
    }
}

tl::unexpected<Error> mismatch(const std::string& key, const Words& expected, const json& found)
{
    return failure(
        words("expected {1}, found {2}", expected, kind(found)), {}, key.empty() ? words("message") : at_key(key));
}

/// Builds an object key by key.
class Writer
{
public:
    static constexpr bool writes = true;

    template <class T>
    void need(const char* key, const T& value)
    {
        m_object[key] = write(value);
    }
    template <class T>
    void may(const char* key, const T& value)
    {
        need(key, value);
    }
    void need(const char* key, const Words& value)
    {
        m_object[key] = value.text();
        if (has_more_than_text(value))
            m_object[key + words_suffix] = words_to_json(value);
    }
    void need(const char* key, const std::vector<Words>& list)
    {
        m_object[key] = texts(list);
        if (std::ranges::any_of(list, has_more_than_text))
            m_object[key + words_suffix] = words_to_json(list);
    }
    void sent(const char* key, const rope::FactorSet& value)
    {
        if (!value.lambda.empty())
            need(key, value);
    }
    template <class T>
    void measured(const char* key, const T& value)
    {
        m_object[key] = number(value);
    }
    template <class T>
    void may_measured(const char* key, const T& value)
    {
        measured(key, value);
    }
    void choice(const char* key, const std::string& value, std::initializer_list<std::string_view>)
    {
        need(key, value);
    }
    json take() { return std::move(m_object); }

private:
    static json number(double value) { return std::isfinite(value) ? json(value) : json(); }
    template <class T>
    static json number(const std::vector<T>& values)
    {
        json array = json::array();
        for (const T& value : values)
            array.push_back(number(value));
        return array;
    }
    template <class T>
        requires std::is_arithmetic_v<T>
    static json write(T value)
    {
        return value;
    }
    static json write(const std::string& value) { return value; }
    static json write(const rope::FactorSet& value) { return formats::to_json(value); }
    static json write(const rope::Geometry& value) { return formats::to_json(value); }
    template <class T>
    static json write(const std::vector<T>& values)
    {
        json array = json::array();
        for (const T& value : values)
            array.push_back(write(value));
        return array;
    }
    template <class T>
        requires std::is_class_v<T>
    static json write(const T& value)
    {
        Writer nested;
        describe(nested, value);
        return nested.take();
    }

    json m_object = json::object();
};

/// Reads an object key by key; after the first error the rest is left alone.
class Reader
{
public:
    static constexpr bool writes = false;

    Reader(const json& object, std::string prefix)
        : m_object(object)
        , m_prefix(std::move(prefix))
    {
    }

    template <class T>
    void need(const char* key, T& out)
    {
        if (const json* value = find(key, true))
            keep(read(*value, m_prefix + key, out));
    }
    template <class T>
    void may(const char* key, T& out)
    {
        if (const json* value = find(key, false))
            keep(read(*value, m_prefix + key, out));
    }
    void need(const char* key, Words& out) { spoken<std::string>(key, out, true); }
    void may(const char* key, Words& out) { spoken<std::string>(key, out, false); }
    void need(const char* key, std::vector<Words>& out) { spoken<std::vector<std::string>>(key, out, true); }
    void may(const char* key, std::vector<Words>& out) { spoken<std::vector<std::string>>(key, out, false); }
    void sent(const char* key, rope::FactorSet& out) { may(key, out); }
    template <class T>
    void measured(const char* key, T& out)
    {
        if (const json* value = find(key, true))
            keep(number(*value, m_prefix + key, out));
    }
    template <class T>
    void may_measured(const char* key, T& out)
    {
        if (const json* value = find(key, false))
            keep(number(*value, m_prefix + key, out));
    }
    void choice(const char* key, std::string& out, std::initializer_list<std::string_view> allowed)
    {
        may(key, out);
        Words expected;
        for (const auto word : allowed) {
            if (out == word)
                return;
            expected = expected.empty() ? words("'{1}'", word) : words("{1} or '{2}'", expected, word);
        }
        keep(failure(words("expected {1}, found '{2}'", expected, out.substr(0, 40)), {}, at_key(m_prefix + key)));
    }
    Status status() const { return m_status; }

    template <class T>
        requires std::is_class_v<T>
    static Status read(const json& value, const std::string& key, T& out)
    {
        if (!value.is_object())
            return mismatch(key, words("an object"), value);
        Reader nested(value, key.empty() ? key : key + ".");
        describe(nested, out);
        return nested.status();
    }

private:
    const json* find(const char* key, bool needed)
    {
        if (!m_status)
            return nullptr;
        const auto found = m_object.find(key);
        if (found != m_object.end())
            return &*found;
        if (needed)
            keep(failure(words("expected this key, found none"), {}, at_key(m_prefix + key)));
        return nullptr;
    }
    /// A text, or texts, and what stands beside them where there is anything.
    template <class Plain, class T>
    void spoken(const char* key, T& out, bool needed)
    {
        const json* value = find(key, needed);
        if (!value)
            return;
        Plain text;
        keep(read(*value, m_prefix + key, text));
        out = as_is(std::move(text));
        const std::string beside = key + words_suffix;
        if (const json* made_of = find(beside.c_str(), false); made_of && !read_words(*made_of, out))
            keep(mismatch(m_prefix + beside, words("a pattern and its values for each text"), *made_of));
    }
    void keep(Status status)
    {
        if (m_status)
            m_status = std::move(status);
    }

    static Status read(const json& value, const std::string& key, bool& out)
    {
        if (!value.is_boolean())
            return mismatch(key, words("true or false"), value);
        out = value.get<bool>();
        return {};
    }
    template <std::integral T>
    static Status read(const json& value, const std::string& key, T& out)
    {
        if (!value.is_number_integer())
            return mismatch(key, words("a whole number"), value);
        const bool fits = value.is_number_unsigned() ? std::in_range<T>(value.get<std::uint64_t>())
                                                     : std::in_range<T>(value.get<std::int64_t>());
        if (!fits)
            return failure(words("expected a whole number from {1} to {2}, found {3}", std::numeric_limits<T>::min(),
                               std::numeric_limits<T>::max(), value.dump()),
                {}, at_key(key));
        out = value.get<T>();
        return {};
    }
    static Status read(const json& value, const std::string& key, double& out)
    {
        if (!value.is_number())
            return mismatch(key, words("a number"), value);
        out = value.get<double>();
        return {};
    }
    static Status read(const json& value, const std::string& key, std::string& out)
    {
        if (!value.is_string())
            return mismatch(key, words("a string"), value);
        out = value.get_ref<const std::string&>();
        return {};
    }
    static Status read(const json& value, const std::string& key, rope::FactorSet& out)
    {
        return formats::factor_set_from_json(value, key).map([&](auto set) { out = std::move(set); });
    }
    static Status read(const json& value, const std::string& key, rope::Geometry& out)
    {
        return formats::geometry_from_json(value, key).map([&](auto geometry) { out = geometry; });
    }
    template <class T>
    static Status read(const json& value, const std::string& key, std::vector<T>& out)
    {
        return items(value, key, out,
            [](const json& one, const std::string& place, T& item) { return read(one, place, item); });
    }
    static Status number(const json& value, const std::string& key, double& out)
    {
        if (!value.is_null())
            return read(value, key, out);
        out = std::numeric_limits<double>::infinity();
        return {};
    }
    template <class T>
    static Status number(const json& value, const std::string& key, std::vector<T>& out)
    {
        return items(value, key, out,
            [](const json& one, const std::string& place, T& item) { return number(one, place, item); });
    }
    template <class T, class Item>
    static Status items(const json& value, const std::string& key, std::vector<T>& out, Item item_of)
    {
        if (!value.is_array())
            return mismatch(key, words("an array"), value);
        out.clear();
        out.reserve(value.size());
        for (std::size_t i = 0; i < value.size(); ++i) {
            T item{};
            if (auto status = item_of(value[i], key + "[" + std::to_string(i) + "]", item); !status)
                return status;
            out.push_back(std::move(item));
        }
        return {};
    }

    const json& m_object;
    std::string m_prefix; ///< "" or "cells[2]."
    Status m_status;
};

template <class T>
json written(const T& value)
{
    Writer writer;
    describe(writer, value);
    return writer.take();
}

} // namespace

template <class T>
Result<T> from_json(const json& value)
{
    T out;
    return Reader::read(value, {}, out).map([&] { return std::move(out); });
}

#define ROPEWALK_MESSAGE(T)                                                                                    \
    json to_json(const T& value)                                                                               \
    {                                                                                                          \
        return written(value);                                                                                 \
    }                                                                                                          \
    template Result<T> from_json<T>(const json& value);

ROPEWALK_MESSAGE(InitializeParams)
ROPEWALK_MESSAGE(InitializeResult)
ROPEWALK_MESSAGE(DevicesResult)
ROPEWALK_MESSAGE(OpenModelParams)
ROPEWALK_MESSAGE(ModelInfo)
ROPEWALK_MESSAGE(DocumentsParams)
ROPEWALK_MESSAGE(DocumentsInfo)
ROPEWALK_MESSAGE(ScoreParams)
ROPEWALK_MESSAGE(ScoreResult)
ROPEWALK_MESSAGE(SearchParams)
ROPEWALK_MESSAGE(EvaluationReport)
ROPEWALK_MESSAGE(GenerationReport)
ROPEWALK_MESSAGE(SearchResult)
ROPEWALK_MESSAGE(JobProgress)
ROPEWALK_MESSAGE(PasskeyCell)
ROPEWALK_MESSAGE(PasskeyParams)
ROPEWALK_MESSAGE(PasskeyResult)
ROPEWALK_MESSAGE(CurveParams)
ROPEWALK_MESSAGE(CurvePoint)
ROPEWALK_MESSAGE(CurveResult)
ROPEWALK_MESSAGE(PauseParams)
ROPEWALK_MESSAGE(JournalLine)
ROPEWALK_MESSAGE(DocumentsCountParams)
ROPEWALK_MESSAGE(DocumentsCountResult)
ROPEWALK_MESSAGE(MemoryParams)
ROPEWALK_MESSAGE(MemoryResult)
ROPEWALK_MESSAGE(PasskeyCellReport)
ROPEWALK_MESSAGE(CurvePointReport)
ROPEWALK_MESSAGE(NeedleParams)
ROPEWALK_MESSAGE(NeedlePoint)
ROPEWALK_MESSAGE(NeedleResult)
ROPEWALK_MESSAGE(NeedlePointReport)
ROPEWALK_MESSAGE(PasskeyTrial)
ROPEWALK_MESSAGE(PositionLoss)
ROPEWALK_MESSAGE(ChoicesParams)
ROPEWALK_MESSAGE(ChoiceRow)
ROPEWALK_MESSAGE(ChoiceReport)
ROPEWALK_MESSAGE(ChoicesResult)
ROPEWALK_MESSAGE(EntropyParams)
ROPEWALK_MESSAGE(EntropyLayer)
ROPEWALK_MESSAGE(EntropyLayerReport)
ROPEWALK_MESSAGE(AttentionRow)
ROPEWALK_MESSAGE(EntropyResult)
ROPEWALK_MESSAGE(AttentionRowsParams)
ROPEWALK_MESSAGE(AttentionRowsResult)
#undef ROPEWALK_MESSAGE
template Result<rope::Trained> from_json<rope::Trained>(const json& value); // stands in a journal, too

} // namespace ropewalk::protocol
