// SPDX-License-Identifier: Apache-2.0
// Evaluations a second of the scorer on the bundled model, and what share of the matrix product's own speed they reach.
// Printed as one JSON line for scoring.py.
//   bench_scoring MODEL f32|bf16 SECONDS THREADS [WINDOWS.json]
// With a fifth argument it writes the windows it scores, so that another program can do the same work.
#include "core/evaluate/perplexity.h"
#include "core/model/linear.h"
#include "core/model/instruction_limit.h"
#include "core/model/memory/allocation.h"
#include "core/rope/methods.h"

#include <ATen/Parallel.h>
#include <ATen/ops/rand.h>
#include <chrono>
#include <ctime>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

using namespace ropewalk;

namespace {

constexpr std::int64_t target = 2048; // tokens a window
constexpr std::int64_t samples = 5; // windows an evaluation

/// Processor seconds of all threads.
double processor_seconds()
{
    return double(std::clock()) / CLOCKS_PER_SEC;
}

/// Multiplications of an evaluation: the matrices, and attention over the keys that a query sees. The first layer's
/// projections are kept between evaluations.
double multiplications(const formats::ModelConfig& c)
{
    const double head = c.geometry.head_dim, tokens = double(target * samples);
    const double qkv = double(c.hidden_size) * head * (c.heads + 2 * c.kv_heads);
    const double rest = double(c.hidden_size) * head * c.heads + 3.0 * double(c.hidden_size) * double(c.intermediate_size);
    const double seen = double(target + 1) / 2 * 2 * head * c.heads; // scores and values
    return tokens * (qkv * (c.layers - 1) + (rest + seen) * c.layers + double(c.hidden_size) * double(c.vocab_size));
}

/// Multiplications a processor second of the fastest matrix product there is here, the library's or our own, with a
/// prepacked matrix of a decoder's size.
double product_speed(at::ScalarType dtype)
{
    const c10::InferenceMode inference;
    constexpr std::int64_t rows = 2048, width = 1024;
    const model::Linear linear(at::rand({width, width}).to(dtype));
    const at::Tensor x = at::rand({rows, width}).to(dtype);
    (void)linear(x);
    constexpr int times = 40;
    const double start = processor_seconds();
    for (int i = 0; i < times; ++i)
        (void)linear(x);
    return times * double(rows) * width * width / (processor_seconds() - start);
}

int fail(const Error& error)
{
    std::cerr << error.text() << "\n";
    return 1;
}

} // namespace

int main(int count, char** arguments)
{
    model::keep_freed_memory();
    if (const Status limited = model::limit_instructions(); !limited)
        return fail(limited.error());
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
    const double processor_start = processor_seconds();
    double seconds = 0;
    int evaluations = 0;
    while (score && seconds < std::stod(arguments[3])) {
        score = (*scorer)->score(set);
        ++evaluations;
        seconds = std::chrono::duration<double>(now() - start).count();
    }
    if (!score)
        return fail(score.error());
    const double processor = (processor_seconds() - processor_start) / evaluations;
    const double speed = multiplications((*model)->config) / processor;
    std::cout << nlohmann::json{{"evaluations_per_second", evaluations / seconds}, {"processor_seconds", processor},
        {"share_of_product", speed / product_speed(half ? at::kBFloat16 : at::kFloat)},
        {"perplexity", score->perplexity}}
              << "\n";
    return 0;
}
