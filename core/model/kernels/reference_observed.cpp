// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernels/observed_kernels.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ropewalk::model::kernels::reference {

void observe(const AttentionArguments& a, const Observation& observation)
{
    const auto* qkv = static_cast<const float*>(a.qkv);
    std::vector<float> turned(qkv, qkv + a.batch * a.length * a.row_stride);
    if (a.cos)
        rotate(turned.data(),
            {a.batch * a.length, a.length, a.row_stride, a.heads + a.kv_heads, a.head_dim, a.pairs, a.interleaved, a.cos,
                a.sin});
    std::vector<double> share(std::size_t(a.length));
    for (std::int64_t window = 0; window < a.batch; ++window)
        for (std::int64_t head = 0; head < a.heads; ++head)
            for (std::int64_t query = 0; query < a.length; ++query) {
                const auto at = [&](std::int64_t n, std::int64_t slot) {
                    return turned.data() + (window * a.length + n) * a.row_stride + slot * a.head_dim;
                };
                const float* q = at(query, head);
                const std::int64_t oldest = a.reach > 0 ? std::max<std::int64_t>(0, query - a.reach + 1) : 0;
                double largest = -INFINITY, sum = 0, entropy = 0, distance = 0, sink = 0;
                for (std::int64_t n = oldest; n <= query; ++n) {
                    const float* k = at(n, a.heads + head / (a.heads / a.kv_heads));
                    double score = 0;
                    for (std::int64_t i = 0; i < a.head_dim; ++i)
                        score += double(q[i]) * k[i];
                    share[std::size_t(n)] = score * double(a.scale);
                    largest = std::max(largest, share[std::size_t(n)]);
                }
                for (std::int64_t n = oldest; n <= query; ++n)
                    sum += std::exp(share[std::size_t(n)] - largest);
                for (std::int64_t n = oldest; n <= query; ++n) {
                    const double log_p = share[std::size_t(n)] - largest - std::log(sum), p = std::exp(log_p);
                    entropy -= p * log_p;
                    distance += p * double(query - n);
                    sink += n < observation.sink_keys ? p : 0.0;
                }
                const std::int64_t to = (window * a.heads + head) * a.length + query;
                observation.entropy[to] = float(entropy);
                observation.distance[to] = float(distance);
                observation.sink[to] = float(sink);
            }
}

} // namespace ropewalk::model::kernels::reference
