// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/evaluation/curve_messages.h"
#include "core/protocol/fields.h"

/// The keys of the messages of perplexity against length. See fields.h.
namespace ropewalk::protocol {

template <class V>
void describe(V& v, Field<V, CurveParams>& s)
{
    v.need("sets", s.sets);
    v.need("lengths", s.lengths);
    v.choice("split", s.split, {"held-out", "search", "whole"});
    v.may("samples", s.samples);
    v.may("stride", s.stride);
    v.may("text_length", s.text_length);
    v.choice("mean", s.mean, {"token-weighted", "document-mean"});
    v.may("position_bins", s.position_bins);
}

template <class V>
void describe(V& v, Field<V, PositionLoss>& s)
{
    v.need("from", s.from);
    v.need("to", s.to);
    v.measured("nll", s.nll);
}

template <class V>
void describe(V& v, Field<V, CurvePoint>& s)
{
    v.need("set", s.set);
    v.need("length", s.length);
    v.measured("perplexity", s.perplexity);
    v.may_measured("low", s.low);
    v.may_measured("high", s.high);
    v.may_measured("documents", s.documents);
    v.may("tokens", s.tokens);
    v.may("positions", s.positions);
    v.may("samples", s.samples);
    v.may("split", s.split);
}

template <class V>
void describe(V& v, Field<V, CurveResult>& s)
{
    v.need("points", s.points);
}

template <class V>
void describe(V& v, Field<V, CurvePointReport>& s)
{
    v.need("point", s.point);
}

} // namespace ropewalk::protocol
