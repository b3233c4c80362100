// SPDX-License-Identifier: Apache-2.0
#include "core/model/scoring/weights.h"

#include "core/model/weights.h"

namespace ropewalk::model {

ScoringWeights prepare_scoring(const Weights& weights, bool prepack)
{
    ScoringWeights out;
    out.embedding = weights.embedding;
    for (const LayerWeights& w : weights.layers)
        out.layers.push_back({w.input_norm, w.post_norm, Linear(fused({w.q, w.k, w.v}), prepack), Linear(w.o, prepack),
            Linear(fused({w.gate, w.up}), prepack), Linear(w.down, prepack)});
    out.norm = weights.norm;
    out.head = Linear(weights.head, prepack);
    return out;
}

} // namespace ropewalk::model
