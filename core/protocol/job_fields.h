// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/evaluation/choices_fields.h"
#include "core/protocol/evaluation/curve_fields.h"
#include "core/protocol/evaluation/entropy_fields.h"
#include "core/protocol/evaluation/passkey_fields.h"
#include "core/protocol/fields.h"
#include "core/protocol/job_messages.h"

/// The keys of the messages of long jobs: search here, the measurements in evaluation/. See fields.h.
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
    v.may("start", s.start);
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
void describe(V& v, Field<V, SearchFinalist>& s)
{
    v.need("set", s.set);
    v.measured("perplexity", s.perplexity);
    v.measured("validation", s.validation);
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
    v.may_measured("validation", s.validation);
    v.may("samples", s.samples);
    v.may("validation_samples", s.validation_samples);
    v.may("held_out_samples", s.held_out_samples);
    v.may("finalists", s.finalists);
    v.may_measured("held_out_nll", s.held_out_nll);
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

} // namespace ropewalk::protocol
