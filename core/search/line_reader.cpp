// SPDX-License-Identifier: Apache-2.0
#include "core/search/line_reader.h"

#include <cmath>
#include <limits>

namespace ropewalk::search {

namespace {

using nlohmann::json;

constexpr std::int64_t largest_count = std::numeric_limits<int>::max();

tl::unexpected<Error> expected(const Words& what, const std::string& key)
{
    return failure(words("expected {1}", what), {}, at_key(key));
}

/// A whole number from 0 to largest_count.
Result<std::int64_t> count(const json& object, const std::string& key, const std::string& prefix = {})
{
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_unsigned() || found->get<std::uint64_t>() > largest_count)
        return expected(words("a whole number from 0 to {1}", largest_count), prefix + key);
    return found->get<std::int64_t>();
}

Result<double> fitness(const json& object, const std::string& key, const std::string& prefix = {})
{
    const auto found = object.find(key);
    if (found != object.end() && found->is_null())
        return std::numeric_limits<double>::infinity();
    if (found == object.end() || !found->is_number())
        return expected(words("a number or null"), prefix + key);
    return found->get<double>();
}

bool is_positive(const json& value)
{
    return value.is_number() && std::isfinite(value.get<double>()) && value.get<double>() > 0;
}

Result<Individual> individual(const json& object, const std::string& prefix)
{
    if (!object.is_object())
        return expected(words("an object"), prefix);
    Individual out;
    const auto lambda = object.find("lambda");
    if (lambda == object.end() || !lambda->is_array())
        return expected(words("a list of numbers"), prefix + ".lambda");
    for (const json& value : *lambda) {
        if (!is_positive(value))
            return expected(words("finite numbers above 0"), prefix + ".lambda");
        out.lambda.push_back(value.get<double>());
    }
    const auto factor = object.find("attention_factor");
    if (factor == object.end() || !is_positive(*factor))
        return expected(words("a finite number above 0"), prefix + ".attention_factor");
    out.attention_factor = factor->get<double>();
    const auto origin = object.find("origin");
    if (origin == object.end() || !origin->is_string())
        return expected(words("a string"), prefix + ".origin");
    out.origin = origin->get<std::string>();
    const auto parents = object.find("parents");
    if (parents == object.end() || !parents->is_array())
        return expected(words("a list of ids"), prefix + ".parents");
    for (const json& parent : *parents) {
        if (!parent.is_number_unsigned() || parent.get<std::uint64_t>() > largest_count)
            return expected(words("ids"), prefix + ".parents");
        out.parents.push_back(parent.get<std::int64_t>());
    }
    return count(object, "id", prefix + ".")
        .and_then([&](std::int64_t id) {
            out.id = id;
            return count(object, "n_hat", prefix + ".");
        })
        .and_then([&](std::int64_t n_hat) {
            out.n_hat = n_hat;
            return fitness(object, "fitness", prefix + ".");
        })
        .map([&](double value) {
            out.fitness = value;
            return out;
        });
}

Status header(const json& object, Known& known)
{
    if (object["ropewalk"] != "journal")
        return expected(as_is("\"journal\""), "ropewalk");
    const auto version = count(object, "version");
    if (!version)
        return tl::unexpected(version.error());
    if (*version != journal_version)
        return failure(
            words("expected version {1} of the journal, found {2}", journal_version, *version), {}, at_key("version"));
    for (const auto* key : {"settings", "geometry", "identity"})
        if (!object.contains(key) || !object[key].is_object())
            return expected(words("an object"), key);
    known.settings = object["settings"];
    if (!known.settings.contains("attention_mode")) // what it was before there was a choice
        known.settings.update({{"attention_mode", "fixed"}, {"attention_factor", 1.0}});
    known.geometry = object["geometry"];
    known.identity = known.segment = object["identity"];
    return {};
}

Status evaluation(const json& object, Known& known)
{
    if (!object.is_object())
        return expected(words("an object"), "evaluation");
    const auto generation = count(object, "generation", "evaluation.");
    const auto index = count(object, "index", "evaluation.");
    const auto value = fitness(object, "fitness", "evaluation.");
    for (const Result<std::int64_t>* part : {&generation, &index})
        if (!*part)
            return tl::unexpected(part->error());
    if (!value)
        return tl::unexpected(value.error());
    known.fitness[{static_cast<int>(*generation), static_cast<int>(*index)}] = *value;
    return {};
}

Status generation(const json& object, Known& known)
{
    const auto number = count(object, "generation");
    if (!number)
        return tl::unexpected(number.error());
    if (*number != static_cast<std::int64_t>(known.generations.size()))
        return failure(
            words("expected generation {1}, found {2}", known.generations.size(), *number), {}, at_key("generation"));
    const auto median = fitness(object, "median");
    if (!median)
        return tl::unexpected(median.error());
    const auto list = object.find("individuals");
    if (list == object.end() || !list->is_array())
        return expected(words("a list"), "individuals");
    std::vector<Individual> individuals;
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto one = individual((*list)[i], "individuals[" + std::to_string(i) + "]");
        if (!one)
            return tl::unexpected(one.error());
        known.fitness[{static_cast<int>(*number), static_cast<int>(i)}] = one->fitness;
        individuals.push_back(std::move(*one));
    }
    known.generations.push_back(std::move(individuals));
    known.medians.push_back(*median);
    return {};
}

Status validation(const json& object, Known& known)
{
    if (!object.is_object())
        return expected(words("an object"), "validation");
    const auto windows = object.find("windows");
    if (windows == object.end() || !windows->is_string())
        return expected(words("a string"), "validation.windows");
    const auto scores = object.find("scores");
    if (scores == object.end() || !scores->is_array())
        return expected(words("a list"), "validation.scores");
    Validation out{windows->get<std::string>(), {}};
    for (std::size_t i = 0; i < scores->size(); ++i) {
        const std::string place = "validation.scores[" + std::to_string(i) + "]";
        const json& one = (*scores)[i];
        if (!one.is_object())
            return expected(words("an object"), place);
        const auto id = count(one, "id", place + ".");
        const auto perplexity = fitness(one, "perplexity", place + ".");
        if (!id)
            return tl::unexpected(id.error());
        if (!perplexity)
            return tl::unexpected(perplexity.error());
        out.scores.emplace_back(*id, *perplexity);
    }
    known.validation = std::move(out);
    return {};
}

} // namespace

Status read_line(const json& object, Known& known)
{
    if (!object.is_object())
        return failure(words("expected an object"));
    if (known.settings.is_null())
        return object.contains("ropewalk") ? header(object, known) : expected(words("a journal's header"), "ropewalk");
    if (known.finished)
        return object.contains("validation") ? validation(object["validation"], known)
                                             : failure(words("expected only validations after the outcome"));
    if (object.contains("segment")) {
        if (!object["segment"].is_object())
            return expected(words("an object"), "segment");
        known.segment = object["segment"];
        return {};
    }
    if (object.contains("evaluation"))
        return evaluation(object["evaluation"], known);
    if (object.contains("generation"))
        return generation(object, known);
    if (object.contains("outcome")) {
        known.finished = true;
        return {};
    }
    return failure(words("expected a segment, an evaluation, a generation or the outcome"));
}

} // namespace ropewalk::search
