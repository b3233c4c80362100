// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// The envelopes of JSON-RPC 2.0. Bodies are UTF-8 JSON objects; batches are refused.
namespace ropewalk::protocol {

using Id = std::variant<std::int64_t, std::string>;

struct Request
{
    Id id;
    std::string method;
    nlohmann::json params = nlohmann::json::object(); ///< an object
};

struct Notification
{
    std::string method;
    nlohmann::json params = nlohmann::json::object(); ///< an object
};

/// An error as it travels: message in English, data with file and place where they are known; beside message and place
/// what they are made of, as message_words and place_words, for whoever speaks another language.
struct RpcError
{
    int code = 0; ///< error_code::…
    Words message;
    std::string file;
    Words place;
    bool operator==(const RpcError&) const = default;
};

struct Response
{
    std::optional<Id> id; ///< none only in the answer to something whose id could not be read
    nlohmann::json result; ///< without an error
    std::optional<RpcError> error;
};

using Message = std::variant<Request, Notification, Response>;

/// Why a body is no message: parse_error, invalid_request or invalid_params.
struct Malformed
{
    RpcError error;
    std::optional<Id> id; ///< where it could still be read
    Response answer() const { return {id, nullptr, error}; }
};

/// Levels of arrays and objects that a body may nest.
inline constexpr int max_depth = 64;

tl::expected<Message, Malformed> parse_message(std::string_view body);

/// Bodies, to be framed. Bytes that are no UTF-8 (a file name's) become U+FFFD.
std::string to_text(const Request& request);
std::string to_text(const Notification& notification);
std::string to_text(const Response& response);

/// core's error as it travels: cancelled, or code.
RpcError to_rpc(const Error& error, int code);
/// … and back.
Error from_rpc(const RpcError& error);

nlohmann::json to_json(const Id& id);
/// Params of a notification about a request: payload (an object) with the request's "id" added.
nlohmann::json about(const Id& request, nlohmann::json payload = nlohmann::json::object());
/// The "id" of such params.
Result<Id> request_of(const nlohmann::json& params);

} // namespace ropewalk::protocol
