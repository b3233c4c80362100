// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/shown_text.h"
#include "app/engine/workbench/workbench.h"
#include "core/evaluate/attention_rows.h"
#include "core/evaluate/entropy.h"

#include <chrono>
#include <cmath>

namespace ropewalk::engine {

namespace {

constexpr std::size_t most_rows = 64; // of one request
constexpr std::size_t most_keys = 4096; // entries of a row
constexpr std::size_t most_text = 24; // characters of an entry
constexpr std::size_t most_decoded = 32; // tokens of an entry that are looked at for its text
constexpr std::int64_t most_numbers = 1 << 19; // layers × heads × bins that fit a message

/// To a millionth, so that maps of many heads stay small on the wire.
double rounded(double x)
{
    return std::isfinite(x) ? std::round(x * 1e6) / 1e6 : x;
}
template <class T>
std::vector<T> rounded(std::vector<T> values)
{
    for (T& value : values)
        value = rounded(value);
    return values;
}

protocol::EntropyLayer travelling(int layer, const evaluate::LayerEntropy& of)
{
    return { layer, rounded(of.mean_entropy), rounded(of.sink_mass), rounded(of.distance), rounded(of.entropy),
        rounded(of.share) };
}

std::vector<protocol::QueryBin> travelling(const std::vector<evaluate::QueryBin>& bins)
{
    std::vector<protocol::QueryBin> out;
    for (const evaluate::QueryBin& bin : bins)
        out.push_back({ bin.from, bin.to });
    return out;
}

Result<std::vector<protocol::AttentionRow>> rows_in(const Opened& opened, const rope::FactorSet& set,
    const text::Window& window, const std::vector<protocol::RowRequest>& wanted, const YieldPoint& yield)
{
    if (wanted.size() > most_rows)
        return failure(words("expected at most {1} rows, found {2}", most_rows, wanted.size()), {}, "rows");
    std::vector<evaluate::RowRequest> requests;
    for (const protocol::RowRequest& one : wanted)
        requests.push_back({ one.layer, one.head, one.query });
    const auto rows = evaluate::attention_rows(*opened.model, set, window, requests, yield);
    if (!rows)
        return tl::unexpected(rows.error());
    const auto text_of = [&](std::int64_t from, std::int64_t to) {
        if (!opened.model->tokenizer)
            return std::string();
        const auto first = static_cast<std::size_t>(from);
        const std::size_t last = std::min(static_cast<std::size_t>(to), first + most_decoded);
        return shortened(
            token_text(*opened.model->tokenizer, opened.model->bos(), window.ids, first, last), most_text);
    };
    // Many rows share a message, so that each may say less.
    const std::size_t keys = std::max<std::size_t>(64, most_keys * 8 / std::max<std::size_t>(8, rows->size()));
    std::vector<protocol::AttentionRow> out;
    for (const evaluate::AttentionRow& row : *rows) {
        protocol::AttentionRow& shown = out.emplace_back();
        shown.layer = row.of.layer;
        shown.head = row.of.head;
        shown.query = row.of.query;
        shown.text = text_of(row.of.query, row.of.query + 1);
        shown.visible = static_cast<std::int64_t>(row.p.size());
        shown.entropy = row.entropy;
        for (const evaluate::AttendedKeys& one : evaluate::condensed(row, keys))
            shown.keys.push_back({ one.from, one.to, one.p, text_of(one.from, one.to) });
    }
    return out;
}

} // namespace

Result<protocol::EntropyResult> Workbench::entropy(
    const protocol::EntropyParams& params, const EntropyWatch& watch, const YieldPoint& yield)
{
    const auto opened = ready(true);
    if (!opened)
        return tl::unexpected(opened.error());
    const protocol::ModelInfo& info = (*opened)->info;
    if (const Status fits = check_target(params.target); !fits)
        return tl::unexpected(fits.error());
    const std::int64_t most = std::max<std::int64_t>(1, most_numbers / info.layers / info.heads);
    if (params.position_bins > most)
        return failure(words("expected at most {1} bins on this model, found {2}", most, params.position_bins), {},
            "position_bins");
    if (const Status fits = affords({ "entropy", { params.target } }); !fits)
        return tl::unexpected(fits.error());
    const auto windows = (*opened)->text->windows(
        part_of(params.split), params.target, params.samples > 0 ? params.samples : 1, yield);
    if (!windows)
        return tl::unexpected(windows.error());
    const auto count = static_cast<int>(windows->size());
    const auto layer
        = [&](int number, int so_far, const std::vector<evaluate::QueryBin>& bins, const evaluate::LayerEntropy& of) {
              if (watch)
                  watch({ travelling(bins), info.layers, so_far, count, travelling(number, of) });
          };
    const auto map = evaluate::entropy(*(*opened)->model, params.set, *windows,
        { params.position_bins, params.log_bins, params.sink_tokens }, layer, yield);
    if (!map)
        return tl::unexpected(map.error());
    protocol::EntropyResult out;
    out.layers = info.layers;
    out.heads = info.heads;
    out.target = params.target;
    out.samples = map->windows;
    out.split = params.split;
    out.sink_tokens = params.sink_tokens;
    out.bins = travelling(map->bins);
    for (const evaluate::LayerEntropy& one : map->layers) {
        protocol::EntropyLayer shown = travelling(0, one);
        out.mean_entropy.push_back(std::move(shown.mean_entropy));
        out.sink_mass.push_back(std::move(shown.sink_mass));
        out.distance.push_back(std::move(shown.distance));
        out.entropy.push_back(std::move(shown.entropy));
        out.share.push_back(std::move(shown.share));
    }
    out.seconds = map->seconds;
    auto rows = rows_in(**opened, params.set, windows->front(), params.rows, yield);
    if (!rows)
        return tl::unexpected(rows.error());
    out.rows = std::move(*rows);
    return out;
}

Result<protocol::AttentionRowsResult> Workbench::attention_rows(
    const protocol::AttentionRowsParams& params, const YieldPoint& yield)
{
    const auto opened = ready(true);
    if (!opened)
        return tl::unexpected(opened.error());
    if (const Status fits = check_target(params.target); !fits)
        return tl::unexpected(fits.error());
    const auto begun = std::chrono::steady_clock::now();
    const auto windows = (*opened)->text->windows(part_of(params.split), params.target, 1, yield);
    if (!windows)
        return tl::unexpected(windows.error());
    auto rows = rows_in(**opened, params.set, windows->front(), params.rows, yield);
    if (!rows)
        return tl::unexpected(rows.error());
    return protocol::AttentionRowsResult{ std::move(*rows),
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count() };
}

} // namespace ropewalk::engine
