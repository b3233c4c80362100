// SPDX-License-Identifier: Apache-2.0
#include "core/model/memory/holding.h"

#include "core/model/kernel_product.h"
#include "core/model/scoring/attention.h"

#include <ATen/Parallel.h>

namespace ropewalk::model {

Holding holding_of(const formats::ModelConfig& config, const at::Device& device, at::ScalarType dtype, bool streamed)
{
    Holding out;
    out.gpu = !device.is_cpu();
    out.element = static_cast<std::int64_t>(c10::elementSize(dtype));
    out.streamed = streamed;
    const ProductKernel* const own = product_kernel(device, dtype);
    out.packed = device.is_cpu() && (!own || packs(*own));
    out.library_attention = library_attends(config, device, dtype);
    out.threads = at::get_num_threads();
    return out;
}

} // namespace ropewalk::model
