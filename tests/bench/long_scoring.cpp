// SPDX-License-Identifier: Apache-2.0
// Tokens a second of scoring one long window, and the most memory that was resident. Printed as one JSON line for
// long_scoring.py.
//   bench_long_scoring MODEL f32|bf16 LENGTH THREADS
#include "core/evaluate/perplexity.h"
#include "core/model/instruction_limit.h"
#include "core/model/memory/allocation.h"
#include "core/rope/methods.h"

#include <ATen/Parallel.h>
#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

using namespace ropewalk;

namespace {

int fail(const Error& error)
{
    std::cerr << error.text() << "\n";
    return 1;
}

/// The same ids as long_scoring.py makes.
text::Window made_window(std::int64_t length, std::int64_t vocabulary)
{
    text::Window window;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(length); ++i)
        window.ids.push_back(static_cast<text::Token>((i * 2654435761u >> 8) % static_cast<std::uint64_t>(vocabulary)));
    return window;
}

/// The most that was resident so far, bytes.
double peak_memory()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:"))
            return std::stod(line.substr(6)) * 1024.0;
    return 0;
}

} // namespace

int main(int count, char** arguments)
{
    model::keep_freed_memory();
    if (const Status limited = model::limit_instructions(); !limited)
        return fail(limited.error());
    if (count < 5) {
        std::cerr << "usage: bench_long_scoring MODEL f32|bf16 LENGTH THREADS\n";
        return 2;
    }
    at::set_num_threads(std::stoi(arguments[4]));
    const bool half = std::string(arguments[2]) == "bf16";
    const std::int64_t length = std::stoll(arguments[3]);
    const auto model = model::open_model(arguments[1], {.dtype = half ? at::kBFloat16 : at::kFloat});
    if (!model)
        return fail(model.error());
    const rope::FactorSet set = rope::make_set(rope::Method::none, (*model)->config.geometry, length);
    double seconds = 0;
    Result<evaluate::Score> score;
    for (const std::int64_t tokens : {std::int64_t(256), length}) { // the first warms up
        const auto start = std::chrono::steady_clock::now();
        auto scorer = evaluate::Scorer::make(*model, {made_window(tokens, (*model)->config.vocab_size)});
        if (!scorer)
            return fail(scorer.error());
        score = (*scorer)->score(set);
        if (!score)
            return fail(score.error());
        seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    std::cout << nlohmann::json{{"tokens_per_second", double(length) / seconds}, {"peak_memory", peak_memory()},
                     {"nll", score->nll}}
              << "\n";
    return 0;
}
