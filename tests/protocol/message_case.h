// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/json.h"

#include <QTest>

#include <algorithm>

/// What every message must withstand.
namespace ropewalk::protocol {

inline rope::FactorSet factors()
{
    rope::FactorSet set;
    set.id = "a1";
    set.name = "mine";
    set.origin = "by hand";
    set.notes = "first try";
    set.lambda = {1.0, 1.37, 8.0, 10.000000000000002};
    set.n_hat = 16;
    set.attention_factor = 1.1234567890123457;
    set.from_length = 256;
    set.to_length = 2048;
    return set;
}

/// Written, read and written again must give the same text, by way of text, so that nothing is lost on the wire.
template <class T>
T again(const T& value)
{
    const auto text = to_json(value).dump();
    const auto read = from_json<T>(nlohmann::json::parse(text));
    if (!read)
        qFatal("%s", read.error().text().c_str());
    if (to_json(*read).dump() != text)
        qFatal("%s became %s", text.c_str(), to_json(*read).dump().c_str());
    return *read;
}

/// Leaves out, and spoils, every key of a message in turn.
template <class T>
void spoil(const T& value, const std::vector<std::string>& optional)
{
    const auto whole = to_json(value);
    QVERIFY(!whole.empty());
    for (const auto& [key, content] : whole.items()) {
        auto without = whole;
        without.erase(key);
        const bool may = std::find(optional.begin(), optional.end(), key) != optional.end();
        const auto read = from_json<T>(without);
        QCOMPARE(read.has_value(), may);
        if (!may)
            QCOMPARE(read.error().place.text(), "key " + key);
        auto wrong = whole;
        wrong[key] = content.is_object() ? nlohmann::json(true) : nlohmann::json::object({{"x", 1}});
        const auto spoiled = from_json<T>(wrong);
        QVERIFY(!spoiled.has_value());
        QVERIFY2(spoiled.error().place.text().find(key) != std::string::npos, spoiled.error().text().c_str());
        QVERIFY(spoiled.error().message.text().find("expected") != std::string::npos);
    }
    auto more = whole;
    more["from a later version"] = nlohmann::json::array({1, 2});
    QVERIFY(from_json<T>(more).has_value());
    QCOMPARE(to_json(*from_json<T>(more)).dump(), whole.dump());
    for (const auto* other : {"null", "3", "\"x\"", "[]", "true"})
        QCOMPARE(from_json<T>(nlohmann::json::parse(other)).error().place.text(), std::string("message"));
}

} // namespace ropewalk::protocol
