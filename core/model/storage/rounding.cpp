// SPDX-License-Identifier: Apache-2.0
#include "core/model/storage/rounding.h"

#include "core/model/storage/mapped_pages.h"

#include <algorithm>
#include <c10/util/BFloat16.h>
#include <c10/util/Half.h>
#include <cmath>
#include <cstring>

namespace ropewalk::model {
namespace {

constexpr std::size_t pieces = 64, numbers_a_piece = 64; // of a tensor that are looked at

void look_at(std::span<const std::byte> data, Rounding& out)
{
    for (std::size_t at = 0; at + 2 <= data.size(); at += 2) {
        std::uint16_t bits = 0;
        std::memcpy(&bits, data.data() + at, sizeof bits);
        const auto stored = static_cast<float>(c10::Half(bits, c10::Half::from_bits()));
        if (!std::isfinite(stored))
            continue;
        ++out.looked_at;
        const auto kept = static_cast<float>(c10::BFloat16(stored));
        if (kept == stored)
            continue;
        ++out.rounded;
        out.worst = std::max(out.worst, std::abs(static_cast<double>(kept) / stored - 1.0));
    }
}

} // namespace

Rounding rounding_to_bfloat16(const Checkpoint& checkpoint)
{
    Rounding out;
    for (const auto& [name, entry] : checkpoint.tensors) {
        const StoredTensor& tensor = entry.tensor;
        if (tensor.dtype != "F16")
            continue;
        const std::size_t numbers = tensor.data.size() / 2;
        if (numbers <= pieces * numbers_a_piece) {
            look_at(tensor.data, out);
        } else {
            const std::size_t step = (numbers - numbers_a_piece) / (pieces - 1);
            for (std::size_t i = 0; i < pieces; ++i)
                look_at(tensor.data.subspan(2 * i * step, 2 * numbers_a_piece), out);
        }
        wont_need(tensor.data);
    }
    return out;
}

Words rounding_note(const Rounding& rounding)
{
    if (rounding.rounded == 0)
        return {};
    constexpr double percent = 100;
    const double share = static_cast<double>(rounding.rounded) / static_cast<double>(rounding.looked_at);
    const auto to_three_decimals = [](double value) { return std::round(value * 1000) / 1000; };
    return words("The weights are stored in float16 and opened in bfloat16, which has 8 of their 11 significant bits: "
                 "of {1} numbers looked at {2} % are rounded, by {3} % at most. Open it in float32 to keep them.",
        rounding.looked_at, to_three_decimals(percent * share), to_three_decimals(percent * rounding.worst));
}

} // namespace ropewalk::model
