// SPDX-License-Identifier: Apache-2.0
#include "core/protocol/rpc.h"

#include "core/excerpt.h"
#include "core/protocol/methods.h"
#include "core/protocol/words_json.h"

#include <algorithm>
#include <utility>

namespace ropewalk::protocol {

namespace {

using nlohmann::json;

tl::unexpected<Malformed> malformed(int code, Words message, std::optional<Id> id = {})
{
    return tl::unexpected(Malformed{{code, std::move(message), {}, {}}, std::move(id)});
}

/// Deepest nesting of a text's brackets, those in strings left out. Counted before parsing, since a parsed tree of
/// millions of levels costs a hundred times the text.
int nesting(std::string_view text)
{
    int depth = 0, deepest = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string && c == '\\')
            ++i;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '[' || c == '{'))
            deepest = std::max(deepest, ++depth);
        else if (!in_string && (c == ']' || c == '}'))
            --depth;
    }
    return deepest;
}

template <class Integer>
std::optional<Integer> read_integer(const json& value)
{
    if (!value.is_number_integer())
        return std::nullopt;
    const bool fits = value.is_number_unsigned() ? std::in_range<Integer>(value.get<std::uint64_t>())
                                                 : std::in_range<Integer>(value.get<std::int64_t>());
    return fits ? std::optional(value.get<Integer>()) : std::nullopt;
}

std::optional<Id> read_id(const json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    return read_integer<std::int64_t>(value);
}

std::string member(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// What stands beside the text of a key; none where an older program wrote the text alone.
std::optional<Words> said(const json& object, const std::string& key)
{
    const auto found = object.find(key + words_suffix);
    Words out;
    return found != object.end() && read_words(*found, out) ? std::optional(out) : std::nullopt;
}

tl::expected<Message, Malformed> read_call(const json& object, bool has_id, const std::optional<Id>& id)
{
    const json& name = object["method"];
    if (!name.is_string() || name.get_ref<const std::string&>().empty())
        return malformed(error_code::invalid_request, words("method: expected a name"), id);
    json params = json::object();
    if (const auto found = object.find("params"); found != object.end() && !found->is_null()) {
        if (!found->is_object())
            return malformed(error_code::invalid_params, words("params: expected an object"), id);
        params = *found;
    }
    if (!has_id)
        return Notification{name.get<std::string>(), std::move(params)};
    return Request{*id, name.get<std::string>(), std::move(params)};
}

tl::expected<Message, Malformed> read_response(const json& object, const std::optional<Id>& id)
{
    const auto result = object.find("result");
    const auto error = object.find("error");
    if ((result == object.end()) == (error == object.end()))
        return malformed(error_code::invalid_request, words("expected one of method, result and error"), id);
    if (result != object.end()) {
        if (!id)
            return malformed(error_code::invalid_request, words("id: expected a whole number or a string"));
        return Response{id, *result, {}};
    }
    const auto code = error->contains("code") ? read_integer<int>((*error)["code"]) : std::nullopt;
    if (!code || !error->contains("message") || !(*error)["message"].is_string())
        return malformed(error_code::invalid_request, words("error: expected a code and a message"), id);
    RpcError out{*code, as_is(member(*error, "message")), {}, {}};
    if (const auto data = error->find("data"); data != error->end() && data->is_object()) {
        out.file = member(*data, "file");
        out.message = said(*data, "message").value_or(out.message);
        out.place = said(*data, "place").value_or(as_is(member(*data, "place")));
    }
    return Response{id, nullptr, std::move(out)};
}

std::string text(const json& value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

tl::expected<Message, Malformed> parse_message(std::string_view body)
{
    if (nesting(body) > max_depth)
        return malformed(error_code::parse_error, words("expected at most {1} levels of nesting", max_depth));
    json object;
    try {
        object = json::parse(body);
    } catch (const json::exception& error) {
        return malformed(error_code::parse_error, as_is(excerpt(error.what())));
    }
    if (object.is_array())
        return malformed(error_code::invalid_request, words("expected one message, found a batch"));
    if (!object.is_object())
        return malformed(error_code::invalid_request, words("expected an object"));
    const auto id_at = object.find("id");
    const bool has_id = id_at != object.end();
    const auto id = has_id ? read_id(*id_at) : std::nullopt;
    if (member(object, "jsonrpc") != "2.0")
        return malformed(error_code::invalid_request, words("jsonrpc: expected \"2.0\""), id);
    const bool anonymous_error = has_id && id_at->is_null() && object.contains("error") && !object.contains("method");
    if (has_id && !id && !anonymous_error)
        return malformed(error_code::invalid_request, words("id: expected a whole number or a string"));
    if (!object.contains("method"))
        return read_response(object, id);
    if (object.contains("result") || object.contains("error"))
        return malformed(error_code::invalid_request, words("expected one of method, result and error"), id);
    return read_call(object, has_id, id);
}

std::string to_text(const Request& request)
{
    return text({{"jsonrpc", "2.0"}, {"id", to_json(request.id)}, {"method", request.method},
        {"params", request.params}});
}

std::string to_text(const Notification& notification)
{
    return text({{"jsonrpc", "2.0"}, {"method", notification.method}, {"params", notification.params}});
}

std::string to_text(const Response& response)
{
    json object{{"jsonrpc", "2.0"}, {"id", response.id ? to_json(*response.id) : json()}};
    if (!response.error) {
        object["result"] = response.result;
        return text(object);
    }
    json error{{"code", response.error->code}, {"message", response.error->message.text()}};
    if (!response.error->file.empty())
        error["data"]["file"] = response.error->file;
    if (!response.error->place.empty())
        error["data"]["place"] = response.error->place.text();
    if (has_more_than_text(response.error->message))
        error["data"]["message" + words_suffix] = words_to_json(response.error->message);
    if (has_more_than_text(response.error->place))
        error["data"]["place" + words_suffix] = words_to_json(response.error->place);
    object["error"] = std::move(error);
    return text(object);
}

RpcError to_rpc(const Error& error, int code)
{
    return {error.cancelled ? error_code::cancelled : code, error.message, error.file, error.place};
}

Error from_rpc(const RpcError& error)
{
    return {error.message, error.file, error.place, error.code == error_code::cancelled};
}

json to_json(const Id& id)
{
    return std::visit([](const auto& value) { return json(value); }, id);
}

json about(const Id& request, json payload)
{
    payload["id"] = to_json(request);
    return payload;
}

Result<Id> request_of(const json& params)
{
    if (params.is_object())
        if (const auto found = params.find("id"); found != params.end())
            if (auto id = read_id(*found))
                return *id;
    return failure(words("expected a whole number or a string"), {}, at_key("id"));
}

} // namespace ropewalk::protocol
