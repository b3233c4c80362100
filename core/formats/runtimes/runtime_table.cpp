// SPDX-License-Identifier: Apache-2.0
#include "core/formats/runtimes/runtime_table.h"

#include <cmath>
#include <cstdio>

namespace ropewalk::formats {
namespace {

/// Four significant digits, as the table has room for.
std::string brief(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

bool close(double a, double b)
{
    return std::abs(a - b) <= 1e-6 * std::abs(b);
}

std::string rule(Runtime runtime, const Deployment& deployment)
{
    const std::string length = std::to_string(deployment.geometry.original_length);
    switch (runtime) {
    case Runtime::transformers:
    case Runtime::module:
        return "a call that reaches past " + length;
    case Runtime::vllm:
        return "max_model_len above " + length + ", fixed at its start";
    case Runtime::sglang:
        return "any position in the batch past " + length;
    case Runtime::llama_cpp:
        return "context of a sequence above " + length + ", fixed at its start";
    case Runtime::exllamav3:
        return "configured length above " + length + ", fixed at load";
    case Runtime::mlx_lm:
        return "always";
    case Runtime::microsoft:
        break;
    }
    return "always: it is given one list";
}

void warn_lists(RuntimeRow& row, const Deployment& deployment)
{
    if (!deployment.two_lists())
        return;
    const std::string length = std::to_string(deployment.geometry.original_length);
    if (applied_by(row.runtime, deployment, deployment.geometry.original_length).list == List::long_list)
        row.warnings.push_back("A prompt of up to " + length + " tokens is turned with the long list there, not the "
            "short one"
            + std::string(row.runtime == Runtime::vllm || row.runtime == Runtime::llama_cpp
                        || row.runtime == Runtime::exllamav3
                    ? ", unless it is started for " + length + " at most."
                    : "."));
    if (row.runtime == Runtime::sglang)
        row.warnings.push_back("A short prompt in one batch with a long one is turned with the long list.");
    if (deployment.max_positions > deployment.geometry.original_length
        && applied_by(row.runtime, deployment, deployment.max_positions).list == List::short_list)
        row.warnings.push_back("As it is started, prompts past " + length + " are turned with the short list.");
}

void warn_attention(RuntimeRow& row, const Deployment& deployment)
{
    for (const std::int64_t tokens : { deployment.max_positions, deployment.geometry.original_length }) {
        const double there = applied_by(row.runtime, deployment, tokens).attention_factor;
        const double here = applied_here(deployment, tokens).attention_factor;
        if (close(there, here))
            continue;
        std::string text = "At " + std::to_string(tokens) + " tokens the attention factor is " + brief(there)
            + " there, " + brief(here) + " here";
        if (row.runtime == Runtime::exllamav3)
            text += ": it takes √(1 + ln s/ln L) whatever the file says";
        else if (row.runtime == Runtime::microsoft)
            text += ", unless the number is given as its magnitude_scaling_policy";
        else if (row.runtime == Runtime::transformers || row.runtime == Runtime::llama_cpp)
            text += deployment.says_attention ? ": it has one for both lists" : ": the file does not say it";
        else if (!deployment.says_mscale)
            text += ": it reads short_mscale and long_mscale, which the file does not say";
        row.warnings.push_back(text + ".");
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
    if (row.runtime == Runtime::microsoft)
        row.warnings.push_back("Only its start-token variant leaves the first " + std::to_string(n_hat)
            + " positions unturned; its plain evaluation does not.");
    else
        row.warnings.push_back("It cannot leave the first " + std::to_string(n_hat)
            + " positions unturned: export the Python module, or set n̂ to 0 and score the set again.");
}

void warn_model(RuntimeRow& row, const Deployment& deployment)
{
    if (row.runtime == Runtime::llama_cpp && deployment.model_type != "llama"
        && !deployment.model_type.starts_with("phi3") && deployment.model_type != "mistral")
        row.warnings.push_back("It takes factor tensors for llama and phi3 only; a "
            + (deployment.model_type.empty() ? std::string("model of another kind") : deployment.model_type)
            + " with them does not load.");
}

void warn_keys(RuntimeRow& row, const Deployment& deployment)
{
    if (cached_keys(row.runtime, deployment) != CachedKeys::mixed)
        return;
    row.warnings.push_back("A conversation that grows past " + std::to_string(deployment.geometry.original_length)
        + " keeps the keys that were turned with the short list"
        + (row.runtime == Runtime::module ? "; give apply() the length it may reach to have one list throughout."
                                          : "; start it anew there."));
}

} // namespace

RuntimeRow runtime_row(Runtime runtime, const Deployment& deployment)
{
    RuntimeRow row;
    row.runtime = runtime;
    row.list = rule(runtime, deployment);
    const Applied target = applied_by(runtime, deployment, deployment.max_positions);
    row.attention = brief(target.attention_factor);
    const bool asked = deployment.long_set.n_hat > 0 || (deployment.short_set && deployment.short_set->n_hat > 0);
    row.n_hat = target.n_hat == 0 && asked && runtime != Runtime::module ? "left out" : std::to_string(target.n_hat);
    switch (cached_keys(runtime, deployment)) {
    case CachedKeys::alike:
        row.keys = "turned alike";
        break;
    case CachedKeys::mixed:
        row.keys = "keep the short list";
        break;
    case CachedKeys::dropped:
        row.keys = "dropped and turned anew";
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
