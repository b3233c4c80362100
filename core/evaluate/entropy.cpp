// SPDX-License-Identifier: Apache-2.0
#include "core/evaluate/entropy.h"

#include "core/evaluate/window_check.h"
#include "core/model/kernels/observed_kernels.h"
#include "core/model/memory/failure.h"
#include "core/model/scoring/forward.h"
#include "core/model/scoring/observed_attention.h"

#include <ATen/ops/sum.h>

#include <chrono>
#include <cmath>
#include <limits>

namespace ropewalk::evaluate {
namespace {

constexpr int most_bins = 4096;

/// Sums of one layer over the windows that were worked on.
class LayerSums
{
public:
    LayerSums(int heads, std::size_t bins)
        : m_entropy(std::size_t(heads), std::vector<double>(bins))
        , m_share(m_entropy)
        , m_all(std::size_t(heads))
        , m_sink(std::size_t(heads))
        , m_distance(std::size_t(heads))
    {
    }

    /// observed: one window's; reach: keys that a query sees, 0 = all before it.
    void add(const model::ObservedWindows& observed, const std::vector<QueryBin>& bins, std::int64_t reach)
    {
        const std::int64_t length = observed.entropy.size(2);
        for (std::size_t head = 0; head < m_all.size(); ++head) {
            const auto at = static_cast<std::int64_t>(head) * length;
            const float* entropy = observed.entropy.const_data_ptr<float>() + at;
            const float* distance = observed.distance.const_data_ptr<float>() + at;
            const float* sink = observed.sink.const_data_ptr<float>() + at;
            double all = 0, sinks = 0, distances = 0;
            for (std::size_t bin = 0; bin < bins.size(); ++bin) {
                double sum = 0, share = 0;
                std::int64_t shared = 0;
                for (std::int64_t query = bins[bin].from; query < bins[bin].to; ++query) {
                    sum += double(entropy[query]);
                    sinks += double(sink[query]);
                    distances += double(distance[query]);
                    const std::int64_t visible = reach > 0 ? std::min(reach, query + 1) : query + 1;
                    if (visible > 1) {
                        share += double(entropy[query]) / std::log(double(visible));
                        ++shared;
                    }
                }
                all += sum;
                m_entropy[head][bin] += sum / double(bins[bin].to - bins[bin].from);
                m_share[head][bin]
                    += shared > 0 ? share / double(shared) : std::numeric_limits<double>::quiet_NaN();
            }
            m_all[head] += all / double(length);
            m_sink[head] += sinks / double(length);
            m_distance[head] += distances / double(length);
        }
        ++m_windows;
    }
    void spoil()
    {
        for (std::vector<double>* one : {&m_all, &m_sink, &m_distance})
            one->assign(one->size(), std::numeric_limits<double>::quiet_NaN());
        for (auto* rows : {&m_entropy, &m_share})
            for (std::vector<double>& row : *rows)
                row.assign(row.size(), std::numeric_limits<double>::quiet_NaN());
    }

    LayerEntropy means() const
    {
        LayerEntropy out{m_all, m_sink, m_distance, m_entropy, m_share};
        const auto divide = [&](std::vector<double>& row) {
            for (double& x : row)
                x /= double(m_windows);
        };
        for (std::vector<double>* one : {&out.mean_entropy, &out.sink_mass, &out.distance})
            divide(*one);
        for (auto* rows : {&out.entropy, &out.share})
            for (std::vector<double>& row : *rows)
                divide(row);
        return out;
    }

private:
    std::vector<std::vector<double>> m_entropy, m_share; ///< [head][bin]
    std::vector<double> m_all, m_sink, m_distance; ///< [head]
    int m_windows = 0;
};

Status check(const model::Model& model, const rope::FactorSet& set, const std::vector<text::Window>& windows,
    const EntropySettings& settings)
{
    if (Status fits = rope::validate(set, model.config.geometry); !fits)
        return fits;
    if (windows.empty())
        return failure(words("there is no text to look at"));
    for (const text::Window& window : windows) {
        if (Status fits = check_window(model, window); !fits)
            return fits;
        if (window.ids.size() != windows.front().ids.size())
            return failure(
                words("expected windows of {1} tokens, found {2}", windows.front().ids.size(), window.ids.size()),
                window.source);
    }
    if (settings.bins < 1 || settings.bins > most_bins)
        return failure(words("expected 1 to {1} bins, found {2}", most_bins, settings.bins));
    if (settings.sink_tokens < 0 || settings.sink_tokens > model::kernels::most_sink_keys)
        return failure(
            words("expected 0 to {1} sink tokens, found {2}", model::kernels::most_sink_keys, settings.sink_tokens));
    return {};
}

Result<EntropyMap> run(const model::Model& model, const rope::FactorSet& set, const std::vector<text::Window>& windows,
    const EntropySettings& settings, const LayerProgress& progress, const YieldPoint& yield)
{
    const auto start = std::chrono::steady_clock::now();
    EntropyMap map;
    map.length = static_cast<std::int64_t>(windows.front().ids.size());
    map.bins = query_bins(map.length, settings.bins, settings.log_bins);
    std::vector<LayerSums> sums(std::size_t(model.config.layers), LayerSums(model.config.heads, map.bins.size()));
    const model::Rotation rotation
        = model::make_rotation(model.config.geometry, set, 0, map.length, model.device);
    for (const text::Window& window : windows) {
        const auto attend = [&](std::size_t layer, const at::Tensor& qkv, std::int64_t reach) -> Result<at::Tensor> {
            const auto observed
                = model::observed_attention(model.config, qkv, 1, rotation, reach, settings.sink_tokens, yield);
            if (!observed)
                return tl::unexpected(observed.error());
            sums[layer].add(*observed, map.bins, reach);
            if (!std::isfinite(qkv.sum(at::kFloat).item<float>()))
                sums[layer].spoil();
            if (progress)
                progress(static_cast<int>(layer), map.windows + 1, map.bins, sums[layer].means());
            return observed->attended;
        };
        const std::span<const text::Token> ids[] = {window.ids};
        const auto hidden
            = model::scoring_hidden(model, model::prepare_input(model, ids), rotation, yield, attend);
        if (!hidden)
            return tl::unexpected(hidden.error());
        ++map.windows;
    }
    for (const LayerSums& one : sums)
        map.layers.push_back(one.means());
    map.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return map;
}

} // namespace

std::vector<QueryBin> query_bins(std::int64_t length, int count, bool logarithmic)
{
    std::vector<QueryBin> out;
    std::int64_t from = 0;
    for (int i = 1; i <= count && from < length; ++i) {
        const double share = double(i) / double(count);
        const double end = logarithmic ? std::pow(double(length) + 1, share) - 1 : double(length) * share;
        const std::int64_t to = i == count ? length : std::min(length, static_cast<std::int64_t>(std::llround(end)));
        if (to > from) {
            out.push_back({from, to});
            from = to;
        }
    }
    return out;
}

Result<EntropyMap> entropy(const model::Model& model, const rope::FactorSet& set,
    const std::vector<text::Window>& windows, const EntropySettings& settings, const LayerProgress& progress,
    const YieldPoint& yield)
{
    if (const Status fits = check(model, set, windows, settings); !fits)
        return tl::unexpected(fits.error());
    return model::guarded([&] { return run(model, set, windows, settings, progress, yield); });
}

} // namespace ropewalk::evaluate
