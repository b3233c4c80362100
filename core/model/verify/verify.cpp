// SPDX-License-Identifier: Apache-2.0
#include "core/model/verify/verify.h"

#include "core/model/verify/cpu_kernel_checks.h"
#include "core/model/verify/device_checks.h"
#include "core/model/verify/reference.h"
#include "core/text/demo_corpus.h"
#include "core/text/documents.h"

#include <algorithm>
#include <c10/util/Exception.h>
#include <random>

namespace ropewalk::model::verify {
namespace {

constexpr std::int64_t most_in_double = 1'000'000'000; // parameters: 8 GB

Result<Report> run(const Subject& subject, const kernels::KernelList& kernels, const Watch& watch)
{
    if (!subject.model->scoring)
        return failure(words("the weights are streamed from their file; verifying needs them in memory"));
    Report report;
    std::int64_t done = 0;
    const std::int64_t parts = kernels.count + 4;
    const auto take = [&](const std::vector<Check>& checks) {
        report.checks.insert(report.checks.end(), checks.begin(), checks.end());
        if (watch.progress)
            watch.progress(++done, parts);
        return keep_going(watch.yield);
    };
    Subject s = subject;
    s.model = first_layers(*subject.model, most_in_double);
    report.layers = s.model->config.layers;
    const Result<std::vector<Check>> model = check_model(s, watch.yield);
    if (!model)
        return tl::unexpected(model.error());
    if (!take(*model))
        return cancelled();
    const Result<std::optional<KeyBiases>> biases = check_key_biases(s, watch.yield);
    if (!biases)
        return tl::unexpected(biases.error());
    report.key_biases = *biases;
    if (!take(*biases ? std::vector{(*biases)->attention} : std::vector<Check>())
        || !take(check_operations(s.model->device, s.model->dtype)))
        return cancelled();
    for (int i = 0; i < kernels.count; ++i)
        if (!take(check_cpu_kernels(*kernels.items[i])))
            return cancelled();
    report.timings = measure_speed(*subject.model);
    (void)take({});
    return report;
}

} // namespace

bool Report::passed() const
{
    return std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.passed; });
}

Result<Report> verify(const Subject& subject, const kernels::KernelList& kernels, const Watch& watch)
{
    try {
        return run(subject, kernels, watch);
    } catch (const c10::Error& error) { // out of memory on the device, for one
        return failure(as_is(error.what_without_backtrace()));
    } catch (const std::bad_alloc&) {
        return failure(words("not enough memory for a reference in double precision; a smaller length takes less"));
    }
}

Result<std::vector<text::Token>> sample_ids(const Model& model, std::int64_t length)
{
    if (length < 2)
        return failure(words("expected at least 2 tokens, found {1}", length), {}, "length");
    if (model.tokenizer) {
        const auto windows = text::windows_of_text(text::demo_document(text::held_out_seed, 2 * length), *model.tokenizer,
            model.bos(), length, 1, "the demo's text");
        if (windows)
            return windows->front().ids;
    }
    std::mt19937_64 random(1);
    std::vector<text::Token> ids;
    for (std::int64_t i = 0; i < length; ++i)
        ids.push_back(static_cast<text::Token>(random() % static_cast<std::uint64_t>(model.config.vocab_size)));
    return ids;
}

} // namespace ropewalk::model::verify
