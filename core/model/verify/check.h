// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>
#include <chrono>
#include <string>
#include <vector>

namespace ropewalk::model::verify {

/// Numbers of a device and dtype beside those of a reference in double precision.
struct Check
{
    std::string name;
    double worst_absolute = 0; ///< largest |found − expected|, in the quantity's own unit
    double worst_relative = 0; ///< largest |found − expected| over the scale that the check says
    double bound = 0; ///< of worst_relative
    bool passed = false;
    double seconds = 0;
};

/// Half the distance from 1 to the next number: what one rounding may change, relatively.
double unit_roundoff(at::ScalarType dtype);
inline constexpr double float_roundoff = 0x1p-24;

/// Gathers a check's deviations; what is not a number counts as infinitely far away.
class Deviation
{
public:
    explicit Deviation(std::string name, double bound);

    void add(double found, double expected, double scale);
    /// Element by element, of tensors of one shape on any device.
    void add(const at::Tensor& found, const at::Tensor& expected, const at::Tensor& scale);

    Check done() const;

private:
    Check m_check;
    std::chrono::steady_clock::time_point m_begun;
};

} // namespace ropewalk::model::verify
