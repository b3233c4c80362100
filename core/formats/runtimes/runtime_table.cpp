// SPDX-License-Identifier: Apache-2.0
#include "core/formats/runtimes/runtime_table.h"

#include <cmath>

namespace ropewalk::formats {
namespace {

/// Four significant digits, as the table has room for.
Number brief(double value)
{
    return { value, Number::Form::significant, 4 };
}

bool close(double a, double b)
{
    return std::abs(a - b) <= 1e-6 * std::abs(b);
}

Words rule(Runtime runtime, const Deployment& deployment)
{
    const std::int64_t length = deployment.geometry.original_length;
    switch (runtime) {
    case Runtime::transformers:
    case Runtime::module:
        return words("a call that reaches past {1}", length);
    case Runtime::vllm:
        return words("max_model_len above {1}, fixed at its start", length);
    case Runtime::sglang:
        return words("any position in the batch past {1}", length);
    case Runtime::llama_cpp:
        return words("context of a sequence above {1}, fixed at its start", length);
    case Runtime::exllamav3:
        return words("configured length above {1}, fixed at load", length);
    case Runtime::mlx_lm:
        return words("always");
    case Runtime::microsoft:
        break;
    }
    return words("always: it is given one list");
}

void warn_lists(RuntimeRow& row, const Deployment& deployment)
{
    if (!deployment.two_lists())
        return;
    const std::int64_t length = deployment.geometry.original_length;
    if (applied_by(row.runtime, deployment, length).list == List::long_list)
        row.warnings.push_back(chooses_at_start(row.runtime)
                ? words(
                    "A prompt of up to {1} tokens is turned with the long list there, not the short one, unless it is "
                    "started for {1} at most.",
                    length)
                : words("A prompt of up to {1} tokens is turned with the long list there, not the short one.", length));
    if (row.runtime == Runtime::sglang)
        row.warnings.push_back(words("A short prompt in one batch with a long one is turned with the long list."));
    if (deployment.max_positions > length
        && applied_by(row.runtime, deployment, deployment.max_positions).list == List::short_list)
        row.warnings.push_back(words("As it is started, prompts past {1} are turned with the short list.", length));
}

/// Why the attention factor is another one there; empty where nothing is known of it.
Words reason(Runtime runtime, const Deployment& deployment)
{
    switch (runtime) {
    case Runtime::exllamav3:
        return words("it takes √(1 + ln s/ln L) whatever the file says");
    case Runtime::transformers:
    case Runtime::llama_cpp:
        return deployment.says_attention ? words("it has one for both lists") : words("the file does not say it");
    case Runtime::vllm:
    case Runtime::sglang:
    case Runtime::mlx_lm:
    case Runtime::module:
    case Runtime::microsoft:
        break;
    }
    return deployment.says_mscale ? Words()
                                  : words("it reads short_mscale and long_mscale, which the file does not say");
}

void warn_attention(RuntimeRow& row, const Deployment& deployment)
{
    for (const std::int64_t tokens : { deployment.max_positions, deployment.geometry.original_length }) {
        const double there = applied_by(row.runtime, deployment, tokens).attention_factor;
        const double here = applied_here(deployment, tokens).attention_factor;
        if (close(there, here))
            continue;
        const Words why = reason(row.runtime, deployment);
        if (row.runtime == Runtime::microsoft)
            row.warnings.push_back(
                words("At {1} tokens the attention factor is {2} there, {3} here, unless the number is "
                      "given as its magnitude_scaling_policy.",
                    tokens, brief(there), brief(here)));
        else if (why.empty())
            row.warnings.push_back(
                words("At {1} tokens the attention factor is {2} there, {3} here.", tokens, brief(there), brief(here)));
        else
            row.warnings.push_back(words("At {1} tokens the attention factor is {2} there, {3} here: {4}.", tokens,
                brief(there), brief(here), why));
        return;
    }
}

void warn_n_hat(RuntimeRow& row, const Deployment& deployment)
{
    if (row.runtime == Runtime::module)
        return;
    std::int64_t n_hat = deployment.long_set.n_hat;
    if (deployment.short_set)
        n_hat = std::max(n_hat, deployment.short_set->n_hat);
    if (n_hat == 0)
        return;
    row.warnings.push_back(row.runtime == Runtime::microsoft
            ? words("Only its start-token variant leaves the first {1} positions as they were trained; its plain "
                    "evaluation does not.",
                  n_hat)
            : words("It cannot leave the first {1} positions as they were trained: export the Python module, or set n̂ to "
                    "0 and score the set again.",
                  n_hat));
}

void warn_model(RuntimeRow& row, const Deployment& deployment)
{
    const std::string& type = deployment.model_type;
    if (row.runtime != Runtime::llama_cpp || type == "llama" || type.starts_with("phi3") || type == "mistral")
        return;
    row.warnings.push_back(type.empty()
            ? words("It takes factor tensors for llama and phi3 only; a model of another kind with them does not load.")
            : words("It takes factor tensors for llama and phi3 only; a {1} with them does not load.", type));
}

void warn_keys(RuntimeRow& row, const Deployment& deployment)
{
    if (cached_keys(row.runtime, deployment) != CachedKeys::mixed)
        return;
    const std::int64_t length = deployment.geometry.original_length;
    row.warnings.push_back(row.runtime == Runtime::module
            ? words(
                "A conversation that grows past {1} keeps the keys that were turned with the short list; give apply() "
                "the length it may reach to have one list throughout.",
                length)
            : words(
                "A conversation that grows past {1} keeps the keys that were turned with the short list; start it anew "
                "there.",
                length));
}

} // namespace

RuntimeRow runtime_row(Runtime runtime, const Deployment& deployment)
{
    RuntimeRow row;
    row.runtime = runtime;
    row.list = rule(runtime, deployment);
    const Applied target = applied_by(runtime, deployment, deployment.max_positions);
    row.attention = words("{1}", brief(target.attention_factor));
    const bool asked = deployment.long_set.n_hat > 0 || (deployment.short_set && deployment.short_set->n_hat > 0);
    row.n_hat
        = target.n_hat == 0 && asked && runtime != Runtime::module ? words("left out") : words("{1}", target.n_hat);
    switch (cached_keys(runtime, deployment)) {
    case CachedKeys::alike:
        row.keys = words("turned alike");
        break;
    case CachedKeys::mixed:
        row.keys = words("keep the short list");
        break;
    case CachedKeys::dropped:
        row.keys = words("dropped and turned anew");
        break;
    }
    warn_model(row, deployment);
    warn_n_hat(row, deployment);
    warn_attention(row, deployment);
    warn_lists(row, deployment);
    warn_keys(row, deployment);
    return row;
}

std::vector<RuntimeRow> runtime_table(const Deployment& deployment)
{
    std::vector<RuntimeRow> out;
    for (const Runtime runtime : all_runtimes())
        out.push_back(runtime_row(runtime, deployment));
    return out;
}

} // namespace ropewalk::formats
