// SPDX-License-Identifier: Apache-2.0
#include "core/model/verify/cpu_kernel_checks.h"

#include "core/model/kernels/observed_kernels.h"
#include "core/model/kernels/shared_arithmetic.h"
#include "core/model/verify/exact_attention.h"
#include "core/model/verify/kernel_problem.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <type_traits>

namespace ropewalk::model::verify {
namespace {

using namespace kernels;

template <class Element>
constexpr bool is_float = std::is_same_v<Element, float>;

template <class Element>
at::ScalarType type()
{
    return is_float<Element> ? at::kFloat : at::kBFloat16;
}
template <class Element>
const Element* in(const Numbers& numbers)
{
    if constexpr (is_float<Element>)
        return numbers.f32.data();
    else
        return numbers.bf16.data();
}
double wide(float x)
{
    return x;
}
double wide(Bf16 x)
{
    return from_bfloat16(x);
}
/// What a kernel that writes nothing leaves behind is not a number.
template <class Element>
std::vector<Element> unset(std::size_t count)
{
    if constexpr (is_float<Element>)
        return std::vector<Element>(count, std::numeric_limits<float>::quiet_NaN());
    else
        return std::vector<Element>(count, Bf16(0x7FC0));
}

/// What rounding the result to the type and `steps` operations of float32 may change, as a share of the result.
template <class Element>
double rounded(double steps)
{
    return (is_float<Element> ? 0.0 : unit_roundoff(at::kBFloat16)) + steps * float_roundoff;
}

struct Rows
{
    std::int64_t count, width;
};
constexpr Rows row_problems[] = {{1, 1}, {3, 7}, {5, 16}, {33, 256}, {9, 688}, {4, 32003}};
constexpr double widest = 32003;

template <class Element>
void check_rows(const TypedKernels<Element>& run, const std::string& suffix, std::vector<Check>& out)
{
    constexpr float eps = 1e-5f;
    // A sum of `widest` squares of float32, then root, quotient and two products. A gate's exponential is good to 2e-7 of
    // itself and feels the rounding of gate·log2 e, which is as many times larger as the gate: at most 36 here.
    Deviation norm("norm" + suffix, rounded<Element>(std::sqrt(widest) + 6));
    Deviation product("SwiGLU" + suffix, rounded<Element>(36 + 16));
    // Over the largest logit and the loss: they are subtracted in float32, whatever the logits are stored in.
    Deviation loss("cross entropy" + suffix, (std::sqrt(widest) + 16) * float_roundoff);
    for (const auto& [count, width] : row_problems) {
        const auto size = static_cast<std::size_t>(count * width);
        const Numbers x = made_numbers(size, 4.0, 1), both = made_numbers(2 * size, 6.0, 2);
        const Numbers weight = made_numbers(std::size_t(width), 1.0, 3);
        std::vector<std::int64_t> targets;
        for (std::int64_t row = 0; row < count; ++row)
            targets.push_back(row * 7919 % width);
        std::vector<float> expected(size), expected_loss(targets.size());
        std::vector<Element> found = unset<Element>(size);
        const auto compare = [&](Deviation& deviation) {
            for (std::size_t i = 0; i < size; ++i)
                deviation.add(wide(found[i]), expected[i], std::abs(expected[i]));
        };
        reference::rms_norm(x.f32.data(), weight.f32.data(), eps, count, width, expected.data());
        run.rms_norm(in<Element>(x), in<Element>(weight), eps, count, width, found.data());
        compare(norm);
        found = unset<Element>(size);
        reference::swiglu(both.f32.data(), count, width, expected.data());
        run.swiglu(in<Element>(both), count, width, found.data());
        compare(product);
        std::vector<float> found_loss = unset<float>(targets.size());
        reference::losses(x.f32.data(), targets.data(), count, width, expected_loss.data());
        run.losses(in<Element>(x), targets.data(), count, width, found_loss.data());
        for (std::size_t row = 0; row < targets.size(); ++row) {
            const auto begin = x.f32.begin() + std::int64_t(row) * width;
            const float largest = *std::max_element(begin, begin + width);
            loss.add(found_loss[row], expected_loss[row], std::abs(largest) + expected_loss[row]);
        }
    }
    for (const Deviation* one : {&norm, &product, &loss})
        out.push_back(one->done());
}

/// Memory as libtorch aligns it.
auto aligned(std::size_t bytes)
{
    std::unique_ptr<void, decltype(&std::free)> memory(std::aligned_alloc(64, (bytes + 63) / 64 * 64), &std::free);
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

/// Calls attend(window, head, block, packed, scratch) for all of them, each head after its keys were packed.
template <class Kernel, class Attend>
void over_blocks(const Kernel& kernel, const AttentionArguments& a, Attend attend)
{
    const auto packed = aligned(kernel.packed_bytes(a)), scratch = aligned(kernel.scratch_bytes(a));
    for (std::int64_t window = 0; window < a.batch; ++window)
        for (std::int64_t head = 0; head < a.heads; ++head) {
            kernel.pack(a, window, head / (a.heads / a.kv_heads), packed.get());
            for (std::int64_t block = 0; block * kernel.block_rows < a.length; ++block)
                attend(window, head, block, packed.get(), scratch.get());
        }
}

/// What a sum of products may differ: over the result and the length of its vector of products, which is how large a sum of
/// terms of either sign gets.
void check_product(const TypedKernels<Bf16>& run, const std::string& suffix, std::vector<Check>& out)
{
    // In a chunk of 32 partial sums are some 4 products large where each is rounded, and the worst of thousands of results
    // some 4 times the usual; beyond it √inputs roundings of float32, bias and residual.
    constexpr double most_inputs = 1100;
    Deviation deviation("matrix product" + suffix,
        unit_roundoff(at::kBFloat16) + 16 * run.product->roundoff + (std::sqrt(most_inputs) + 2) * float_roundoff);
    constexpr struct
    {
        std::int64_t rows, inputs, outputs;
    } problems[] = {{1, 1, 1}, {3, 7, 5}, {33, 256, 200}, {96, 64, 64}, {100, std::int64_t(most_inputs), 70}};
    for (const auto& [rows, inputs, outputs] : problems) {
        const Numbers x = made_numbers(std::size_t(rows * inputs), 3.0, 1);
        const Numbers matrix = made_numbers(std::size_t(outputs * inputs), 0.1, 2);
        const Numbers bias = made_numbers(std::size_t(outputs), 1.0, 3);
        const Numbers residual = made_numbers(std::size_t(rows * outputs), 1.0, 4);
        const auto packed = aligned(run.product->pack ? run.product->packed_bytes(inputs, outputs) : 0);
        const auto scratch = aligned(run.product->scratch_bytes(inputs));
        for (std::int64_t output = 0; run.product->pack && output < outputs; output += run.product->block_outputs)
            run.product->pack(matrix.bf16.data(), inputs, outputs, output, packed.get());
        std::vector<Bf16> found = unset<Bf16>(std::size_t(rows * outputs));
        const void* const read = run.product->pack ? packed.get() : matrix.bf16.data();
        const ProductArguments<Bf16> a{inputs, outputs, read, x.bf16.data(), inputs, bias.bf16.data(),
            residual.bf16.data(), outputs, found.data()};
        for (std::int64_t row = 0; row < rows; row += run.product->most_rows)
            run.product->multiply(a, row, std::min(run.product->most_rows, rows - row), 0, outputs, scratch.get());
        for (std::int64_t row = 0; row < rows; ++row)
            for (std::int64_t output = 0; output < outputs; ++output) {
                const auto at = std::size_t(row * outputs + output);
                double sum = double(bias.f32[std::size_t(output)]) + residual.f32[at], squares = 0;
                for (std::int64_t i = 0; i < inputs; ++i) {
                    const double product = double(x.f32[std::size_t(row * inputs + i)])
                        * matrix.f32[std::size_t(output * inputs + i)];
                    sum += product;
                    squares += product * product;
                }
                deviation.add(wide(found[at]), sum, std::abs(sum) + std::sqrt(squares));
            }
    }
    out.push_back(deviation.done());
}

std::int64_t longest_problem()
{
    std::int64_t longest = 0;
    for (const AttentionProblem& problem : attention_problems())
        longest = std::max(longest, problem.length);
    return longest;
}

/// Entropy over the logarithm of the keys, distance over their number, the sink's share as it is; each times what the
/// scores' own roundings may move (AttentionCase::sensitivity).
template <class Element>
void check_observed(const ObservedAttention<Element>& run, const std::string& suffix, std::vector<Check>& out)
{
    constexpr std::int64_t sink_keys = 4;
    Deviation deviation("observed attention" + suffix, attention_bound(type<Element>(), longest_problem()));
    for (const AttentionProblem& problem : attention_problems()) {
        const AttentionCase made(problem);
        const std::size_t count = made.sensitivity.size();
        std::vector<float> found = unset<float>(3 * count), expected(3 * count);
        const auto into = [&](std::vector<float>& x) {
            return Observation{x.data(), x.data() + count, x.data() + 2 * count, sink_keys};
        };
        reference::observe(made.attention(made.qkv.f32.data(), nullptr), into(expected));
        std::vector<Element> attended = unset<Element>(problem.outputs());
        const AttentionArguments a = made.attention(in<Element>(made.qkv), attended.data());
        over_blocks(run, a, [&](auto window, auto head, auto block, const void* packed, void* scratch) {
            run.attend(a, into(found), window, head, block, packed, scratch);
        });
        const auto keys = static_cast<double>(problem.length);
        const double sizes[] = {1.0 + std::log(keys), keys, 1.0};
        for (std::size_t i = 0; i < 3 * count; ++i)
            deviation.add(found[i], expected[i], sizes[i / count] * made.sensitivity[i % count]);
    }
    out.push_back(deviation.done());
}

template <class Element>
void check_heads(const TypedKernels<Element>& run, const std::string& suffix, std::vector<Check>& out)
{
    // Over the pair's length: two products, their sum, and the result.
    Deviation rotation("rotation" + suffix, rounded<Element>(3 * std::sqrt(2.0)));
    Deviation attention("attention" + suffix, attention_bound(type<Element>(), longest_problem()));
    for (const AttentionProblem& problem : attention_problems()) {
        const AttentionCase made(problem);
        std::vector<Element> x(in<Element>(made.qkv), in<Element>(made.qkv) + made.turned.size());
        run.rotate(x.data(), made.rotation());
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto slot = std::int64_t(i) % problem.stride();
            const auto component = slot % problem.head_dim, first = std::int64_t(i) - component;
            double length = 0; // what does not turn is not touched
            if (slot / problem.head_dim < problem.heads + problem.kv_heads && component < 2 * problem.pairs) {
                const auto pair = problem.interleaved ? component / 2 : component % problem.pairs;
                length = std::hypot(made.turned[std::size_t(first + first_of_pair(pair, problem.interleaved))],
                    made.turned[std::size_t(first + second_of_pair(pair, problem.pairs, problem.interleaved))]);
            }
            rotation.add(wide(x[i]), made.turned[i], length);
        }
        if (!run.attention)
            continue;
        std::vector<Element> found = unset<Element>(problem.outputs());
        const AttentionArguments a = made.attention(in<Element>(made.qkv), found.data());
        over_blocks(*run.attention, a, [&](auto window, auto head, auto block, const void* packed, void* scratch) {
            run.attention->attend(a, window, head, block, packed, scratch);
        });
        for (std::size_t i = 0; i < found.size(); ++i)
            attention.add(wide(found[i]), made.expected[i], made.scale[i]);
    }
    out.push_back(rotation.done());
    if (run.attention)
        out.push_back(attention.done());
}

} // namespace

std::vector<Check> check_cpu_kernels(const CpuKernels& kernels)
{
    std::vector<Check> out;
    const std::string name = std::string(", ") + kernels.name;
    check_rows(kernels.f32, name + ", f32", out);
    check_heads(kernels.f32, name + ", f32", out);
    check_rows(kernels.bf16, name + ", bf16", out);
    check_heads(kernels.bf16, name + ", bf16", out);
    if (kernels.bf16.product)
        check_product(kernels.bf16, name + ", bf16", out);
    if (kernels.observed) {
        check_observed(*kernels.observed->f32, name + ", f32", out);
        check_observed(*kernels.observed->bf16, name + ", bf16", out);
    }
    return out;
}

} // namespace ropewalk::model::verify
