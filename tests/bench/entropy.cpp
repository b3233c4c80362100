// SPDX-License-Identifier: Apache-2.0
// What an entropy map costs beside a scoring pass over the same window, in turns. One JSON line for entropy.py.
//   bench_entropy MODEL f32|bf16 THREADS LENGTH ROUNDS [WINDOW.json]
// With a sixth argument it writes the window, so that another program can do the same work.
#include "core/evaluate/entropy.h"
#include "core/evaluate/perplexity.h"
#include "core/model/instruction_limit.h"
#include "core/model/memory/allocation.h"
#include "core/rope/methods.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

using namespace ropewalk;

namespace {

int fail(const Error& error)
{
    std::cerr << error.text() << "\n";
    return 1;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

long peak_mebibytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

} // namespace

int main(int count, char** arguments)
{
    model::keep_freed_memory();
    if (const Status limited = model::limit_instructions(); !limited)
        return fail(limited.error());
    if (count < 6) {
        std::cerr << "usage: bench_entropy MODEL f32|bf16 THREADS LENGTH ROUNDS [WINDOW.json]\n";
        return 2;
    }
    at::set_num_threads(std::stoi(arguments[3]));
    const bool half = std::string(arguments[2]) == "bf16";
    const std::int64_t length = std::stoll(arguments[4]);
    const auto model = model::open_model(arguments[1], {.dtype = half ? at::kBFloat16 : at::kFloat});
    if (!model)
        return fail(model.error());
    const auto windows = text::demo_windows(*(*model)->tokenizer, (*model)->bos(), text::Split::search, length, 1);
    if (count > 6)
        std::ofstream(arguments[6]) << nlohmann::json(windows.front().ids);
    const auto scorer = evaluate::Scorer::make(*model, windows);
    if (!scorer)
        return fail(scorer.error());
    const rope::FactorSet set = rope::make_set(rope::Method::yarn, (*model)->config.geometry, length);
    std::vector<double> scoring, looking;
    double mean = 0;
    for (int round = 0; round <= std::stoi(arguments[5]); ++round) {
        const auto score = (*scorer)->score(set);
        const auto map = evaluate::entropy(**model, set, windows, {});
        if (!score || !map)
            return fail(score ? map.error() : score.error());
        if (round > 0) { // the first one warms up
            scoring.push_back(score->seconds);
            looking.push_back(map->seconds);
        }
        mean = map->layers.front().mean_entropy.front();
    }
    std::cout << nlohmann::json{{"length", length}, {"scoring_seconds", median(scoring)},
                     {"entropy_seconds", median(looking)}, {"peak_mebibytes", peak_mebibytes()}, {"mean_entropy", mean}}
              << "\n";
    return 0;
}
