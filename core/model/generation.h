// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"

#include <span>

namespace ropewalk::model {

/// Decoding with a cache of turned keys and of values: the prompt once, then a token at a time.
class CachedDecoder
{
public:
    /// capacity: the most tokens that prompt and continuation may take together.
    CachedDecoder(std::shared_ptr<const Model> model, const rope::FactorSet& set, std::int64_t capacity);

    /// Takes the prompt in; the cache must be empty. Returns the logits after its last token, 1 × vocabulary.
    Result<at::Tensor> prefill(std::span<const text::Token> ids, const YieldPoint& yield = {});
    /// Takes one more token in and returns the logits after it, 1 × vocabulary.
    Result<at::Tensor> step(text::Token id, const YieldPoint& yield = {});

    /// Turns queries and keys by another set from the next token on. Cached keys stay as they were turned, which is what
    /// runtimes do that change their list in the middle of a conversation.
    void use(const rope::FactorSet& set);

    std::int64_t length() const { return m_length; } ///< tokens in the cache

private:
    struct LayerCache
    {
        at::Tensor keys, values; ///< kv_heads × capacity × head_dim
    };
    Result<at::Tensor> run(std::span<const text::Token> ids, const YieldPoint& yield);
    Result<at::Tensor> attend(std::size_t layer, at::Tensor& qkv, const YieldPoint& yield);

    std::shared_ptr<const Model> m_model;
    Rotation m_rotation; ///< of positions 0 … capacity − 1
    std::vector<LayerCache> m_cache;
    std::int64_t m_capacity;
    std::int64_t m_length = 0;
};

} // namespace ropewalk::model
