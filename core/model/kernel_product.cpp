// SPDX-License-Identifier: Apache-2.0
#include "core/model/kernel_product.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <algorithm>

namespace ropewalk::model {
namespace {

const kernels::Bf16* numbers(const at::Tensor& x)
{
    return x.defined() ? static_cast<const kernels::Bf16*>(x.const_data_ptr()) : nullptr;
}

at::Tensor with_rows(const at::Tensor& x)
{
    return x.defined() && x.stride(1) != 1 ? x.contiguous() : x;
}

std::int64_t parts(std::int64_t whole, std::int64_t part)
{
    return (whole + part - 1) / part;
}

} // namespace

const ProductKernel* product_kernel(const at::Device& device, at::ScalarType dtype)
{
    return device.is_cpu() && dtype == at::kBFloat16 ? kernels::cpu_kernels().bf16.product : nullptr;
}

at::Tensor matrix_for(const ProductKernel& kernel, const at::Tensor& weight)
{
    const at::Tensor plain = weight.contiguous();
    if (!packs(kernel))
        return plain;
    const std::int64_t inputs = plain.size(1), outputs = plain.size(0);
    at::Tensor packed = at::empty({static_cast<std::int64_t>(kernel.packed_bytes(inputs, outputs))}, at::kByte);
    void* const to = packed.mutable_data_ptr();
    const std::int64_t block = kernel.block_outputs;
    at::parallel_for(0, parts(outputs, block), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            kernel.pack(numbers(plain), inputs, outputs, i * block, to);
    });
    return packed;
}

at::Tensor kernel_product(const ProductKernel& kernel, const at::Tensor& x, const at::Tensor& matrix,
    std::int64_t outputs, const at::Tensor& bias, const at::Tensor& residual)
{
    const at::Tensor from = with_rows(x), added = with_rows(residual);
    const std::int64_t rows = x.size(0), threads = at::get_num_threads();
    at::Tensor out = at::empty({rows, outputs}, x.options());
    const kernels::ProductArguments<kernels::Bf16> arguments{x.size(1), outputs, matrix.const_data_ptr(), numbers(from),
        from.stride(0), numbers(bias), numbers(added), added.defined() ? added.stride(0) : 0,
        static_cast<kernels::Bf16*>(out.mutable_data_ptr())};
    // Blocks of one size, as many for every thread. Few rows: the outputs are shared out, too, so that each has a part.
    const std::int64_t fewest = parts(rows, kernel.most_rows), most = parts(rows, kernel.good_rows);
    const std::int64_t blocks = std::min(parts(fewest, threads) * threads, most);
    const std::int64_t block_rows = parts(rows, blocks);
    const std::int64_t columns = std::min(parts(outputs, kernel.block_outputs), parts(2 * threads, blocks));
    const std::int64_t width = parts(parts(outputs, columns), kernel.block_outputs) * kernel.block_outputs;
    at::parallel_for(0, blocks * columns, 1, [&](std::int64_t begin, std::int64_t end) {
        const at::Tensor scratch
            = at::empty({static_cast<std::int64_t>(kernel.scratch_bytes(arguments.inputs))}, at::kByte);
        for (std::int64_t task = begin; task < end; ++task) {
            const std::int64_t row = task / columns * block_rows, output = task % columns * width;
            if (row < rows && output < outputs)
                kernel.multiply(arguments, row, std::min(block_rows, rows - row), output, std::min(width, outputs - output),
                    scratch.mutable_data_ptr());
        }
    });
    return out;
}

} // namespace ropewalk::model
