// SPDX-License-Identifier: Apache-2.0
#include "core/rope/edit/isotonic.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace ropewalk::rope {
namespace {

struct Block
{
    double sum;
    std::size_t count;
    double mean() const { return sum / static_cast<double>(count); }
};

} // namespace

std::vector<double> isotonic(const std::vector<double>& values)
{
    std::vector<Block> blocks;
    for (const double value : values) {
        blocks.push_back({ value, 1 });
        while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
            const Block last = blocks.back();
            blocks.pop_back();
            blocks.back() = { blocks.back().sum + last.sum, blocks.back().count + last.count };
        }
    }
    std::vector<double> out;
    out.reserve(values.size());
    for (const Block& block : blocks)
        out.insert(out.end(), block.count, block.mean());
    return out;
}

std::vector<double> isotonic(const std::vector<double>& values, const std::vector<int>& fixed)
{
    std::vector<double> out = values;
    double low = -std::numeric_limits<double>::infinity();
    std::size_t begin = 0;
    for (std::size_t k = 0; k <= fixed.size(); ++k) {
        const std::size_t end = k < fixed.size() ? static_cast<std::size_t>(fixed[k]) : values.size();
        double high = std::numeric_limits<double>::infinity();
        for (std::size_t later = k; later < fixed.size(); ++later)
            high = std::min(high, values[static_cast<std::size_t>(fixed[later])]);
        std::vector<double> run(values.begin() + static_cast<std::ptrdiff_t>(begin),
            values.begin() + static_cast<std::ptrdiff_t>(end));
        run = isotonic(run);
        if (low <= high)
            for (double& value : run)
                value = std::clamp(value, low, high);
        std::copy(run.begin(), run.end(), out.begin() + static_cast<std::ptrdiff_t>(begin));
        if (end < values.size())
            low = std::max(low, values[end]);
        begin = end + 1;
    }
    return out;
}

std::vector<int> violations(const std::vector<double>& lambda)
{
    std::vector<int> out;
    for (std::size_t i = 1; i < lambda.size(); ++i)
        if (lambda[i] < lambda[i - 1])
            out.push_back(static_cast<int>(i));
    return out;
}

} // namespace ropewalk::rope
