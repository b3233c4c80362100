// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/messages.h"

#include <type_traits>

/// The keys of every message, said once for reading and writing. A visitor offers need (the key must be there), may
/// (left out = the struct's default), sent (a set, left out where its λ is empty), measured (a number or arrays of them;
/// null = not finite), may_measured (both) and choice (one of some words).
namespace ropewalk::protocol {

template <class V, class T>
using Field = std::conditional_t<V::writes, const T, T>;

template <class V>
void describe(V& v, Field<V, InitializeParams>& s)
{
    v.need("protocol", s.protocol);
    v.may("client", s.client);
}

template <class V>
void describe(V& v, Field<V, InitializeResult>& s)
{
    v.need("protocol", s.protocol);
    v.need("build", s.build);
    v.need("device", s.device);
    v.need("device_name", s.device_name);
    v.need("dtypes", s.dtypes);
    v.need("threads", s.threads);
}

template <class V>
void describe(V& v, Field<V, DeviceInfo>& s)
{
    v.need("id", s.id);
    v.need("name", s.name);
    v.need("memory_total", s.memory_total);
    v.need("memory_free", s.memory_free);
    v.need("dtypes", s.dtypes);
    v.need("usable", s.usable);
    v.need("reason", s.reason);
    v.may("instruction_set", s.instruction_set);
    v.may("instruction_sets", s.instruction_sets);
}

template <class V>
void describe(V& v, Field<V, DevicesResult>& s)
{
    v.need("devices", s.devices);
    v.need("cores", s.cores);
    v.need("driver", s.driver);
    v.need("note", s.note);
}

template <class V>
void describe(V& v, Field<V, OpenModelParams>& s)
{
    v.need("path", s.path);
    v.may("dtype", s.dtype);
    v.may("sliding_window", s.sliding_window);
    v.may("original_length", s.original_length);
    v.may("allow_not_finite", s.allow_not_finite);
    v.choice("stream_weights", s.stream_weights, {"auto", "on", "off"});
}

template <class V>
void describe(V& v, Field<V, rope::Trained>& s)
{
    v.may("lambda", s.lambda);
    v.may("n_hat", s.n_hat);
    v.may("attention_factor", s.attention_factor);
    v.may("length", s.length);
    v.may("short_lambda", s.short_lambda);
}

template <class V>
void describe(V& v, Field<V, ModelInfo>& s)
{
    v.need("name", s.name);
    v.need("path", s.path);
    v.need("fingerprint", s.fingerprint);
    v.need("architecture", s.architecture);
    v.need("layers", s.layers);
    v.need("heads", s.heads);
    v.need("kv_heads", s.kv_heads);
    v.need("hidden_size", s.hidden_size);
    v.need("vocab_size", s.vocab_size);
    v.need("parameters", s.parameters);
    v.need("tied_embeddings", s.tied_embeddings);
    v.need("dtype", s.dtype);
    v.need("stored_dtype", s.stored_dtype);
    v.need("stored_bytes", s.stored_bytes);
    v.need("sliding_window", s.sliding_window);
    v.need("windowed_layers", s.windowed_layers);
    v.need("geometry", s.geometry);
    v.need("has_tokenizer", s.has_tokenizer);
    v.need("tokenizer_error", s.tokenizer_error);
    v.need("shipped", s.shipped);
    v.may("trained", s.trained);
    v.need("warnings", s.warnings);
    v.need("streamed", s.streamed);
}

template <class V>
void describe(V& v, Field<V, DocumentsParams>& s)
{
    v.need("path", s.path);
    v.need("target", s.target);
    v.may("field", s.field);
}

template <class V>
void describe(V& v, Field<V, DocumentsInfo>& s)
{
    v.need("name", s.name);
    v.need("documents", s.documents);
    v.need("tokens", s.tokens);
    v.need("long_enough", s.long_enough);
    v.need("warnings", s.warnings);
}

template <class V>
void describe(V& v, Field<V, ScoreParams>& s)
{
    v.need("set", s.set);
    v.need("target", s.target);
    v.choice("split", s.split, {"held-out", "search", "whole"});
    v.may("samples", s.samples);
    v.may("preview", s.preview);
    v.may("slot", s.slot);
}

template <class V>
void describe(V& v, Field<V, ScoreResult>& s)
{
    v.measured("perplexity", s.perplexity);
    v.measured("nll", s.nll);
    v.need("seconds", s.seconds);
    v.need("tokens", s.tokens);
    v.need("target", s.target);
    v.need("samples", s.samples);
    v.need("split", s.split);
    v.need("preview", s.preview);
    v.may_measured("window_nll", s.window_nll);
    v.may_measured("unigram_nll", s.unigram_nll);
}

template <class V>
void describe(V& v, Field<V, JobProgress>& s)
{
    v.need("done", s.done);
    v.need("total", s.total);
    v.may("seconds_left", s.seconds_left);
    v.may("message", s.message);
}

} // namespace ropewalk::protocol
