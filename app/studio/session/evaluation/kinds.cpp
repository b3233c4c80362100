// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/evaluation/kinds.h"

#include <algorithm>
#include <numeric>

namespace ropewalk::studio {

namespace {

constexpr double kEntropyPasses = 2; // the map costs at most this many scoring passes
constexpr double kAnswerTokens = 12; // of a passkey: single steps that cost about as a short text

double sumOf(const std::vector<std::int64_t>& lengths)
{
    return double(std::accumulate(lengths.begin(), lengths.end(), std::int64_t(0)));
}

/// The entry that same() names is replaced, or value is appended.
template <class T, class Same>
void put(std::vector<T>& list, const T& value, const Same& same)
{
    const auto found = std::find_if(list.begin(), list.end(), same);
    if (found == list.end())
        list.push_back(value);
    else
        *found = value;
}

} // namespace

void EntropyKind::grow(Result& result, const protocol::EntropyLayerReport& report, std::int64_t& planned)
{
    const protocol::EntropyLayer& layer = report.values;
    if (report.layers <= 0 || layer.layer < 0 || layer.layer >= report.layers)
        return;
    result.layers = report.layers;
    result.heads = int(layer.mean_entropy.size());
    result.bins = report.bins;
    result.samples = report.windows;
    planned = report.of;
    const auto place = [&](auto& table, const auto& value) {
        table.resize(std::size_t(report.layers));
        table[std::size_t(layer.layer)] = value;
    };
    place(result.mean_entropy, layer.mean_entropy);
    place(result.sink_mass, layer.sink_mass);
    place(result.distance, layer.distance);
    place(result.entropy, layer.entropy);
    place(result.share, layer.share);
}

double EntropyKind::tokens(const Params& params, std::int64_t)
{
    return kEntropyPasses * double(params.target) * std::max(1, params.samples);
}

EntropyKind::Params EntropyKind::of(Params params, const rope::FactorSet& set)
{
    params.set = set;
    return params;
}

void PasskeyKind::grow(Result& result, const protocol::PasskeyCellReport& report, std::int64_t&)
{
    put(result.cells, report.cell, [&](const protocol::PasskeyCell& cell) {
        return cell.length == report.cell.length && cell.depth == report.cell.depth;
    });
    if (!report.trial.expected.empty())
        put(result.trials, report.trial, [&](const protocol::PasskeyTrial& trial) {
            return trial.length == report.trial.length && trial.depth == report.trial.depth
                && trial.trial == report.trial.trial;
        });
    int correct = 0, trials = 0;
    for (const protocol::PasskeyCell& cell : result.cells) {
        correct += cell.correct;
        trials += cell.trials;
    }
    result.accuracy = trials > 0 ? double(correct) / trials : 0;
}

double PasskeyKind::tokens(const Params& params, std::int64_t)
{
    return (sumOf(params.lengths) + kAnswerTokens * double(params.lengths.size())) * params.depths * params.trials;
}

PasskeyKind::Params PasskeyKind::of(Params params, const rope::FactorSet& set)
{
    params.set = set;
    return params;
}

void NeedleKind::grow(Result& result, const protocol::NeedlePointReport& report, std::int64_t&)
{
    put(result.points, report.point, [&](const protocol::NeedlePoint& point) {
        return point.length == report.point.length && point.depth == report.point.depth;
    });
}

double NeedleKind::tokens(const Params& params, std::int64_t)
{
    return sumOf(params.lengths) * params.depths * params.trials;
}

NeedleKind::Params NeedleKind::of(Params params, const rope::FactorSet& set)
{
    params.set = set;
    return params;
}

void CurveKind::grow(Result& result, const protocol::CurvePointReport& report, std::int64_t&)
{
    put(result.points, report.point,
        [&](const protocol::CurvePoint& point) { return point.length == report.point.length; });
}

double CurveKind::tokens(const Params& params, std::int64_t)
{
    if (params.lengths.empty())
        return 0;
    const int texts = std::max(1, params.samples);
    if (params.stride <= 0)
        return sumOf(params.lengths) * texts;
    const double whole = double(std::max(params.text_length, params.lengths.back()));
    double sum = 0;
    for (const std::int64_t length : params.lengths)
        sum += double(length) * std::max(1.0, 1 + (whole - double(length)) / double(params.stride));
    return sum * texts;
}

CurveKind::Params CurveKind::of(Params params, const rope::FactorSet& set)
{
    params.sets = {set};
    return params;
}

void ChoicesKind::grow(Result& result, const protocol::ChoiceReport& report, std::int64_t& planned)
{
    put(result.rows, report.row, [&](const protocol::ChoiceRow& row) { return row.index == report.row.index; });
    result.questions = report.questions;
    result.correct = report.correct;
    result.accuracy = report.questions > 0 ? double(report.correct) / double(report.questions) : 0;
    result.low = report.low;
    result.high = report.high;
    planned = report.of;
}

double ChoicesKind::tokens(const Params& params, std::int64_t planned)
{
    return params.limit > 0 ? params.limit : double(planned);
}

ChoicesKind::Params ChoicesKind::of(Params params, const rope::FactorSet& set)
{
    params.set = set;
    return params;
}

} // namespace ropewalk::studio
