// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/workbench/scorer_cache.h"
#include "app/engine/workbench/text_source.h"
#include "core/protocol/messages.h"
#include "core/yield.h"

#include <memory>

namespace ropewalk::model {
struct Model;
}

namespace ropewalk::engine {

/// A model and the documents opened with it. Work holds on to the one it began with, so that opening
/// something else at a yield point never changes what it measures.
struct Opened
{
    std::shared_ptr<const model::Model> model;
    protocol::ModelInfo info;
    std::shared_ptr<TokenCache> tokens; ///< of this model's tokenizer, for all documents that are opened with it
    std::shared_ptr<TextSource> text; ///< null before documents are open
    ScorerCache scorers;

    Status can_read() const; ///< the model has a tokenizer
    Status has_text() const;
    /// The documents' windows as a scorer; samples as in TextSource::windows.
    Result<std::shared_ptr<evaluate::Scorer>> scorer(
        std::int64_t target, Part part, int samples, const YieldPoint& yield, Dividing dividing = Dividing::once);
};

/// "held-out", "search" or "whole".
Part part_of(const std::string& split);

/// Refuses windows of fewer than 2 tokens and absurdly many.
Status check_target(std::int64_t target);

} // namespace ropewalk::engine
