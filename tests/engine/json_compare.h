// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFloat16> // JSON's conversions look at every type that QCOMPARE knows
#include <QTest>
#include <nlohmann/json.hpp>

/// What QCOMPARE shows of a JSON value.
template <>
inline char* QTest::toString(const nlohmann::json& value)
{
    return qstrdup(value.dump().c_str());
}
