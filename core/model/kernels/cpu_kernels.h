// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/instruction_set.h"

#include <cstddef>
#include <cstdint>

namespace ropewalk::model::kernels {

using Bf16 = std::uint16_t; ///< a bfloat16's bits

constexpr std::int64_t most_head_dim = 1024; ///< that the attention kernels take

/// Queries and keys of every head turn in place. x: rows × heads × head_dim with row_stride elements between rows;
/// row n has position n modulo length. cos, sin: length × pairs.
struct RotateArguments
{
    std::int64_t rows, length, row_stride, heads, head_dim, pairs;
    bool interleaved;
    const float *cos, *sin;
};

/// Causal attention of whole windows, straight from the projection's output. Row n of window b holds the queries of
/// all heads, then the keys and the values of all KV heads; queries and keys are turned while they are read.
struct AttentionArguments
{
    const void* qkv; ///< batch·length rows with row_stride elements between them
    std::int64_t row_stride;
    std::int64_t batch, length, heads, kv_heads, head_dim, pairs;
    bool interleaved;
    const float *cos, *sin; ///< length × pairs; null = already turned
    float scale; ///< of the scores: 1/√head_dim
    void* out; ///< batch·length × heads·head_dim
    std::int64_t reach = 0; ///< keys that a query sees, its own counted; 0 = all before it
};

/// out = x·Wᵀ + bias + residual for a matrix W, outputs × inputs.
template <class Element>
struct ProductArguments
{
    std::int64_t inputs, outputs;
    const void* matrix; ///< W as pack() left it, 64-byte aligned; where there is no pack, W itself without gaps
    const Element* x; ///< rows × inputs, x_stride elements between rows
    std::int64_t x_stride;
    const Element* bias; ///< outputs, or null
    const Element* residual; ///< rows × outputs with residual_stride elements between rows, or null
    std::int64_t residual_stride;
    Element* out; ///< rows × outputs
};

/// The kernels of one numeric type, compiled for one instruction set. Sizes are in elements; all sums are float32.
/// They run on the caller's thread; what may run on several at once is said.
template <class Element>
struct TypedKernels
{
    /// out = weight · x/√(mean x² + eps), row by row. x, out: rows × width.
    void (*rms_norm)(const Element* x, const Element* weight, float eps, std::int64_t rows, std::int64_t width,
        Element* out);
    /// out = silu(gate)·up. gate_up: rows × 2·width; out: rows × width.
    void (*swiglu)(const Element* gate_up, std::int64_t rows, std::int64_t width, Element* out);
    void (*rotate)(Element* x, const RotateArguments& arguments);
    /// −ln softmax(logits)[target] a row. logits: rows × width.
    void (*losses)(const Element* logits, const std::int64_t* targets, std::int64_t rows, std::int64_t width,
        float* out);

    /// Null where libtorch's attention is used instead.
    struct Attention
    {
        std::int64_t block_rows; ///< query rows that attend() handles in one call
        /// Bytes of one window's packed keys and values of one KV head, and of a thread's scratch space; both 64-byte
        /// aligned.
        std::size_t (*packed_bytes)(const AttentionArguments&);
        std::size_t (*scratch_bytes)(const AttentionArguments&);
        /// Turns and packs one KV head of one window.
        void (*pack)(const AttentionArguments&, std::int64_t window, std::int64_t kv_head, void* packed);
        /// Attends with query rows block·block_rows … of one head of one window.
        void (*attend)(const AttentionArguments&, std::int64_t window, std::int64_t head, std::int64_t block,
            const void* packed, void* scratch);
    };
    const Attention* attention;

    /// Null where the library's product is faster.
    struct Product
    {
        std::int64_t most_rows, good_rows; ///< of one call: the most, and those below which it is a waste
        std::int64_t block_outputs; ///< what the first output of a call is a multiple of
        double roundoff; ///< of the type that a chunk of 32 products is summed in; larger sums are float32
        std::size_t (*packed_bytes)(std::int64_t inputs, std::int64_t outputs); ///< null with pack
        std::size_t (*scratch_bytes)(std::int64_t inputs); ///< a thread's; 64-byte aligned
        /// The outputs first_output … first_output + block_outputs − 1 of W, outputs × inputs. Null where multiply()
        /// reads W itself.
        void (*pack)(const Element* matrix, std::int64_t inputs, std::int64_t outputs, std::int64_t first_output,
            void* packed);
        /// These rows and outputs of the product.
        void (*multiply)(const ProductArguments<Element>&, std::int64_t first_row, std::int64_t rows,
            std::int64_t first_output, std::int64_t outputs, void* scratch);
    };
    const Product* product = nullptr;
};

struct CpuKernels
{
    InstructionSet set;
    const char* name; ///< the instruction set, for reports
    TypedKernels<float> f32;
    TypedKernels<Bf16> bf16;
    const struct ObservedKernels* observed; ///< attention that is looked at; observed_kernels.h
};

/// The fastest kernels that this processor runs within the environment's limit (instruction_set.h), found out once.
const CpuKernels& cpu_kernels();
/// All that it runs within the limit, slowest first, for tests.
struct KernelList
{
    const CpuKernels* items[6];
    int count;
    const CpuKernels& fastest() const { return *items[count - 1]; }
};
KernelList all_cpu_kernels();
/// The same whatever the limit.
KernelList processor_kernels();

/// The same written plainly, element by element, in double precision: what the kernels are checked against.
namespace reference {
void rms_norm(const float* x, const float* weight, float eps, std::int64_t rows, std::int64_t width, float* out);
void swiglu(const float* gate_up, std::int64_t rows, std::int64_t width, float* out);
void rotate(float* x, const RotateArguments& arguments);
void losses(const float* logits, const std::int64_t* targets, std::int64_t rows, std::int64_t width, float* out);
/// qkv and out are float.
void attention(const AttentionArguments& arguments);
} // namespace reference

} // namespace ropewalk::model::kernels
