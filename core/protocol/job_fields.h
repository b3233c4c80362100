// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/fields.h"
#include "core/protocol/job_messages.h"

/// The keys of the messages of long jobs: search, passkey, curve. See fields.h.
namespace ropewalk::protocol {

template <class V>
void describe(V& v, Field<V, SearchParams>& s)
{
    v.need("target", s.target);
    v.may("population", s.population);
    v.may("mutations", s.mutations);
    v.may("crossovers", s.crossovers);
    v.may("generations", s.generations);
    v.may("parents", s.parents);
    v.may("probability", s.probability);
    v.may("bound_factor", s.bound_factor);
    v.may("step", s.step);
    v.may("seed", s.seed);
    v.may("monotone", s.monotone);
    v.may("search_n_hat", s.search_n_hat);
    v.choice("attention_mode", s.attention_mode, {"fixed", "formula", "search"});
    v.may("attention_factor", s.attention_factor);
    v.may("samples", s.samples);
    v.may("journal", s.journal);
}

template <class V>
void describe(V& v, Field<V, EvaluationReport>& s)
{
    v.need("generation", s.generation);
    v.need("evaluated", s.evaluated);
    v.need("of", s.of);
    v.need("evaluations", s.evaluations);
    v.need("evaluations_planned", s.evaluations_planned);
    v.measured("fitness", s.fitness);
    v.measured("best", s.best);
    v.need("origin", s.origin);
    v.sent("candidate", s.candidate);
    v.need("evaluations_per_second", s.evaluations_per_second);
    v.need("seconds_left", s.seconds_left);
}

template <class V>
void describe(V& v, Field<V, GenerationReport>& s)
{
    v.need("generation", s.generation);
    v.need("generations", s.generations);
    v.measured("best", s.best);
    v.measured("median", s.median);
    v.need("best_set", s.best_set);
    v.need("evaluations", s.evaluations);
}

template <class V>
void describe(V& v, Field<V, SearchResult>& s)
{
    v.need("best", s.best);
    v.measured("perplexity", s.perplexity);
    v.measured("held_out", s.held_out);
    v.need("evaluations", s.evaluations);
    v.need("seconds", s.seconds);
    v.may("warnings", s.warnings);
}

template <class V>
void describe(V& v, Field<V, PasskeyCell>& s)
{
    v.need("length", s.length);
    v.need("depth", s.depth);
    v.need("trials", s.trials);
    v.need("correct", s.correct);
}

template <class V>
void describe(V& v, Field<V, PasskeyParams>& s)
{
    v.need("set", s.set);
    v.need("lengths", s.lengths);
    v.may("depths", s.depths);
    v.may("trials", s.trials);
    v.may("seed", s.seed);
}

template <class V>
void describe(V& v, Field<V, PasskeyResult>& s)
{
    v.need("cells", s.cells);
    v.need("accuracy", s.accuracy);
    v.need("seconds", s.seconds);
}

template <class V>
void describe(V& v, Field<V, CurveParams>& s)
{
    v.need("sets", s.sets);
    v.need("lengths", s.lengths);
    v.choice("split", s.split, {"held-out", "search"});
    v.may("samples", s.samples);
}

template <class V>
void describe(V& v, Field<V, CurvePoint>& s)
{
    v.need("set", s.set);
    v.need("length", s.length);
    v.measured("perplexity", s.perplexity);
}

template <class V>
void describe(V& v, Field<V, CurveResult>& s)
{
    v.need("points", s.points);
}

template <class V>
void describe(V& v, Field<V, PauseParams>& s)
{
    v.need("paused", s.paused);
}

template <class V>
void describe(V& v, Field<V, JournalLine>& s)
{
    v.need("line", s.line);
}

template <class V>
void describe(V& v, Field<V, PasskeyCellReport>& s)
{
    v.need("cell", s.cell);
}

template <class V>
void describe(V& v, Field<V, CurvePointReport>& s)
{
    v.need("point", s.point);
}

} // namespace ropewalk::protocol
