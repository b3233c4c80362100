// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/evaluation/entropy_messages.h"
#include "core/protocol/fields.h"

/// The keys of entropy's messages. See fields.h.
namespace ropewalk::protocol {

template <class V>
void describe(V& v, Field<V, RowRequest>& s)
{
    v.need("layer", s.layer);
    v.need("head", s.head);
    v.need("query", s.query);
}

template <class V>
void describe(V& v, Field<V, EntropyParams>& s)
{
    v.need("set", s.set);
    v.need("target", s.target);
    v.choice("split", s.split, {"held-out", "search", "whole"});
    v.may("samples", s.samples);
    v.may("position_bins", s.position_bins);
    v.may("log_bins", s.log_bins);
    v.may("sink_tokens", s.sink_tokens);
    v.may("rows", s.rows);
}

template <class V>
void describe(V& v, Field<V, QueryBin>& s)
{
    v.need("from", s.from);
    v.need("to", s.to);
}

template <class V>
void describe(V& v, Field<V, EntropyLayer>& s)
{
    v.need("layer", s.layer);
    v.measured("mean_entropy", s.mean_entropy);
    v.measured("sink_mass", s.sink_mass);
    v.measured("distance", s.distance);
    v.measured("entropy", s.entropy);
    v.measured("share", s.share);
}

template <class V>
void describe(V& v, Field<V, EntropyLayerReport>& s)
{
    v.need("bins", s.bins);
    v.need("layers", s.layers);
    v.need("windows", s.windows);
    v.need("of", s.of);
    v.need("values", s.values);
}

template <class V>
void describe(V& v, Field<V, AttendedKeys>& s)
{
    v.need("from", s.from);
    v.need("to", s.to);
    v.measured("probability", s.probability);
    v.need("text", s.text);
}

template <class V>
void describe(V& v, Field<V, AttentionRow>& s)
{
    v.need("layer", s.layer);
    v.need("head", s.head);
    v.need("query", s.query);
    v.need("text", s.text);
    v.need("visible", s.visible);
    v.measured("entropy", s.entropy);
    v.need("keys", s.keys);
}

template <class V>
void describe(V& v, Field<V, EntropyResult>& s)
{
    v.need("layers", s.layers);
    v.need("heads", s.heads);
    v.need("target", s.target);
    v.need("samples", s.samples);
    v.need("split", s.split);
    v.need("sink_tokens", s.sink_tokens);
    v.need("bins", s.bins);
    v.measured("mean_entropy", s.mean_entropy);
    v.measured("sink_mass", s.sink_mass);
    v.measured("distance", s.distance);
    v.measured("entropy", s.entropy);
    v.measured("share", s.share);
    v.may("rows", s.rows);
    v.need("seconds", s.seconds);
}

template <class V>
void describe(V& v, Field<V, AttentionRowsParams>& s)
{
    v.need("set", s.set);
    v.need("target", s.target);
    v.choice("split", s.split, {"held-out", "search", "whole"});
    v.need("rows", s.rows);
}

template <class V>
void describe(V& v, Field<V, AttentionRowsResult>& s)
{
    v.need("rows", s.rows);
    v.need("seconds", s.seconds);
}

} // namespace ropewalk::protocol
