// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/evaluation/passkey_messages.h"
#include "core/protocol/fields.h"

/// The keys of the messages of passkeys and needles. See fields.h.
namespace ropewalk::protocol {

template <class V>
void describe(V& v, Field<V, PasskeyCell>& s)
{
    v.need("length", s.length);
    v.need("depth", s.depth);
    v.need("trials", s.trials);
    v.need("correct", s.correct);
    v.may("low", s.low);
    v.may("high", s.high);
}

template <class V>
void describe(V& v, Field<V, PasskeyTrial>& s)
{
    v.need("length", s.length);
    v.need("depth", s.depth);
    v.need("trial", s.trial);
    v.need("prompt_end", s.prompt_end);
    v.need("expected", s.expected);
    v.need("produced", s.produced);
    v.need("correct", s.correct);
    v.need("active", s.active);
}

/// What passkey and needle both take.
template <class V, class T>
void describe_keys(V& v, T& s)
{
    v.need("set", s.set);
    v.need("lengths", s.lengths);
    v.may("depths", s.depths);
    v.may("trials", s.trials);
    v.may("seed", s.seed);
    v.may("keys", s.keys);
    v.may("filler", s.filler);
    v.choice("runtime", s.runtime, {"engine", "transformers", "vllm", "llama.cpp"});
    v.sent("short_set", s.short_set);
    v.choice("split", s.split, {"held-out", "search", "whole"});
}

template <class V>
void describe(V& v, Field<V, PasskeyParams>& s)
{
    describe_keys(v, s);
}

template <class V>
void describe(V& v, Field<V, PasskeyResult>& s)
{
    v.need("cells", s.cells);
    v.need("accuracy", s.accuracy);
    v.need("seconds", s.seconds);
    v.may("trials", s.trials);
    v.may("filler", s.filler);
    v.may("split", s.split);
    v.may("low", s.low);
    v.may("high", s.high);
}

template <class V>
void describe(V& v, Field<V, PasskeyCellReport>& s)
{
    v.need("cell", s.cell);
    v.may("trial", s.trial);
}

template <class V>
void describe(V& v, Field<V, NeedleParams>& s)
{
    describe_keys(v, s);
}

template <class V>
void describe(V& v, Field<V, NeedlePoint>& s)
{
    v.need("length", s.length);
    v.need("depth", s.depth);
    v.need("trials", s.trials);
    v.need("tokens", s.tokens);
    v.measured("nll", s.nll);
    v.measured("perplexity", s.perplexity);
}

template <class V>
void describe(V& v, Field<V, NeedleResult>& s)
{
    v.need("points", s.points);
    v.measured("nll", s.nll);
    v.measured("perplexity", s.perplexity);
    v.need("seconds", s.seconds);
    v.may("filler", s.filler);
    v.may("split", s.split);
}

template <class V>
void describe(V& v, Field<V, NeedlePointReport>& s)
{
    v.need("point", s.point);
}

} // namespace ropewalk::protocol
