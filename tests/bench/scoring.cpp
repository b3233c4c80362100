// SPDX-License-Identifier: Apache-2.0
// Evaluations a second of the scorer on the bundled model. Printed as one JSON line for scoring.py.
//   bench_scoring MODEL f32|bf16 SECONDS THREADS [WINDOWS.json]
// With a fifth argument it writes the windows it scores, so that another program can do the same work.
#include "core/evaluate/perplexity.h"
#include "core/rope/methods.h"

#include <ATen/Parallel.h>
#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

using namespace ropewalk;

namespace {

constexpr std::int64_t target = 2048; // tokens a window
constexpr std::int64_t samples = 5; // windows an evaluation

int fail(const Error& error)
{
    std::cerr << error.text() << "\n";
    return 1;
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 5) {
        std::cerr << "usage: bench_scoring MODEL f32|bf16 SECONDS THREADS [WINDOWS.json]\n";
        return 2;
    }
    at::set_num_threads(std::stoi(arguments[4]));
    const bool half = std::string(arguments[2]) == "bf16";
    const auto model = model::open_model(arguments[1], {.dtype = half ? at::kBFloat16 : at::kFloat});
    if (!model)
        return fail(model.error());
    std::vector<text::Window> windows
        = text::demo_windows(*(*model)->tokenizer, (*model)->bos(), text::Split::search, target, samples);
    if (count > 5) {
        nlohmann::json ids = nlohmann::json::array();
        for (const text::Window& window : windows)
            ids.push_back(window.ids);
        std::ofstream(arguments[5]) << ids;
    }
    auto scorer = evaluate::Scorer::make(*model, std::move(windows));
    if (!scorer)
        return fail(scorer.error());

    const rope::FactorSet set = rope::make_set(rope::Method::yarn, (*model)->config.geometry, target);
    const auto now = [] { return std::chrono::steady_clock::now(); };
    auto score = (*scorer)->score(set); // the first one warms up
    const auto start = now();
    double seconds = 0;
    int evaluations = 0;
    while (score && seconds < std::stod(arguments[3])) {
        score = (*scorer)->score(set);
        ++evaluations;
        seconds = std::chrono::duration<double>(now() - start).count();
    }
    if (!score)
        return fail(score.error());
    std::cout << nlohmann::json{{"evaluations_per_second", evaluations / seconds}, {"perplexity", score->perplexity}}
              << "\n";
    return 0;
}
