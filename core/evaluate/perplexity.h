// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"
#include "core/text/documents.h"

#include <memory>
#include <span>
#include <vector>

namespace ropewalk::evaluate {

/// The mean of what was scored. perplexity = exp(nll).
struct Score
{
    double perplexity = 0;
    double nll = 0; ///< mean negative log-likelihood a token, nats
    std::int64_t tokens = 0; ///< targets: tokens predicted, BOS never among them
    double seconds = 0;
    std::vector<double> document_nll; ///< mean nll of each window
    double unigram_nll = 0; ///< of the same tokens by counting alone: a model that is worse does not know this text
};

enum class Mean {
    token_weighted, ///< Σ nll / Σ targets
    document_mean, ///< the released code's: exp of the unweighted mean of the documents' means
};

/// Scores factor sets on fixed windows. What comes before the first rotation is computed once, at construction, and
/// shared by all candidates (and by all calls). The full logits never exist: the vocabulary projection and the cross
/// entropy run in chunks of tokens. Not thread-safe; reentrant through yield (another Scorer may run inside it).
class Scorer
{
public:
    static Result<std::unique_ptr<Scorer>> make(std::shared_ptr<const model::Model> model,
        std::vector<text::Window> windows, const YieldPoint& yield = {});
    virtual ~Scorer() = default;

    /// Yields at layer boundaries; cancelled() when the yield point says stop.
    virtual Result<Score> score(const rope::FactorSet& set, Mean mean = Mean::token_weighted,
        const YieldPoint& yield = {}) = 0;
    /// The first of these sets: streamed weights are read once for chunks::candidates_together of them, resident ones
    /// serve one set a call. The same numbers as score()'s, bit by bit. sets: not empty.
    virtual Result<std::vector<Score>> score_together(std::span<const rope::FactorSet> sets,
        Mean mean = Mean::token_weighted, const YieldPoint& yield = {}) = 0;
};

} // namespace ropewalk::evaluate
