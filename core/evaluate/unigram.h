// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/documents.h"

#include <cstdint>
#include <span>

namespace ropewalk::evaluate {

/// What the windows' targets cost one who knows no language and counts: mean negative log-likelihood a token, nats, of
/// p(x) = (c(x) + d/V)/(t + d) after t tokens of d kinds, c(x) of them x, in a vocabulary of V (Witten and Bell, IEEE
/// Trans. Inf. Theory 37, 1991, method C, without a context). The counts begin anew nowhere, so it learns the text as it
/// goes. A model that does worse within the length it was trained for has learnt nothing that helps with this text: it is
/// foreign to it, or its tokenizer is another's. ln V, the uniform guess, is no such bound: a text of few kinds of
/// tokens costs a foreign model less than that.
double unigram_nll(std::span<const text::Window> windows, std::int64_t vocabulary);

} // namespace ropewalk::evaluate
