// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "evaluation_results.h"

/// Made-up entropy and attention, shaped as an engine sends them; blurred = a set whose attention widens beyond 256
/// tokens.
namespace ropewalk::test {

inline protocol::EntropyResult entropyResult(bool blurred)
{
    protocol::EntropyResult result;
    result.layers = 4;
    result.heads = 4;
    result.target = 2048;
    result.samples = 1;
    result.split = "held-out";
    result.sink_tokens = 4;
    for (std::int64_t from = 0; from < 2048;) {
        const std::int64_t to = std::min<std::int64_t>(2048, std::max<std::int64_t>(from + 1, from * 5 / 4));
        result.bins.push_back({ from, to });
        from = to;
    }
    for (int layer = 0; layer < 4; ++layer) {
        auto& entropy = result.entropy.emplace_back();
        auto& share = result.share.emplace_back();
        auto& mean = result.mean_entropy.emplace_back();
        auto& sinks = result.sink_mass.emplace_back();
        auto& distance = result.distance.emplace_back();
        for (int head = 0; head < 4; ++head) {
            auto& line = entropy.emplace_back();
            auto& part = share.emplace_back();
            double sum = 0;
            for (const protocol::QueryBin& bin : result.bins) {
                const double keys = double(bin.from + bin.to + 1) / 2;
                const double focus = 0.25 + 0.12 * head + 0.08 * layer;
                const double blur = blurred && keys > 256 ? std::min(1.0, focus + 0.1 * (layer + 1)) : focus;
                line.push_back(blur * std::log(keys));
                part.push_back(keys > 1 ? blur : std::nan(""));
                sum += line.back() * double(bin.to - bin.from);
            }
            mean.push_back(sum / 2048);
            sinks.push_back(0.1 * (head + 1));
            distance.push_back(20.0 * (layer + 1) * (blurred ? 3 : 1));
        }
    }
    return result;
}

inline protocol::AttentionRow attentionRow(int layer, int head, std::int64_t query, bool blurred)
{
    const char* words[]{ "The", " ferry", " left", " Stone", "wharf", " at", " dawn", ",", " and", " the", " keeper", " of",
        " the", " light", "house", " waved", ".", "\n" };
    protocol::AttentionRow row{ layer, head, query, " keeper", query + 1, blurred ? 4.0 : 1.5, {} };
    double sum = 0;
    for (std::int64_t key = 0; key <= query; ++key) {
        const double weight = blurred ? 1.0 : key % 18 == 10 ? 30.0 : 0.2;
        row.keys.push_back({ key, key + 1, weight, words[key % 18] });
        sum += weight;
    }
    for (protocol::AttendedKeys& keys : row.keys)
        keys.probability /= sum;
    return row;
}

} // namespace ropewalk::test
