// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/evaluation/choices_messages.h"
#include "core/protocol/fields.h"

/// The keys of the messages of multiple-choice questions. See fields.h.
namespace ropewalk::protocol {

template <class V>
void describe(V& v, Field<V, ChoicesParams>& s)
{
    v.need("set", s.set);
    v.need("path", s.path);
    v.choice("layout", s.layout, {"auto", "arc", "hellaswag", "mmlu", "truthfulqa", "plain"});
    v.may("few_shot", s.few_shot);
    v.may("length_normalised", s.length_normalised);
    v.may("limit", s.limit);
    v.may("short_mode", s.short_mode);
    v.sent("short_set", s.short_set);
}

template <class V>
void describe(V& v, Field<V, ChoiceRow>& s)
{
    v.need("index", s.index);
    v.need("question", s.question);
    v.need("choices", s.choices);
    v.need("answer", s.answer);
    v.need("chosen", s.chosen);
    v.measured("scores", s.scores);
    v.need("tokens", s.tokens);
}

template <class V>
void describe(V& v, Field<V, ChoiceReport>& s)
{
    v.need("row", s.row);
    v.need("questions", s.questions);
    v.need("of", s.of);
    v.need("correct", s.correct);
    v.need("low", s.low);
    v.need("high", s.high);
}

template <class V>
void describe(V& v, Field<V, ChoicesResult>& s)
{
    v.need("name", s.name);
    v.need("layout", s.layout);
    v.need("questions", s.questions);
    v.need("correct", s.correct);
    v.need("accuracy", s.accuracy);
    v.need("low", s.low);
    v.need("high", s.high);
    v.need("chance", s.chance);
    v.need("longest", s.longest);
    v.need("rows", s.rows);
    v.need("seconds", s.seconds);
}

} // namespace ropewalk::protocol
