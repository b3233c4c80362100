// SPDX-License-Identifier: Apache-2.0
#include "core/model/verify/check.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ropewalk::model::verify {
namespace {

at::Tensor flat(const at::Tensor& x)
{
    return x.detach().to(at::kCPU, at::kDouble).contiguous().view({-1});
}

} // namespace

double unit_roundoff(at::ScalarType dtype)
{
    return dtype == at::kBFloat16 ? 0x1p-8 : dtype == at::kHalf ? 0x1p-11 : dtype == at::kFloat ? float_roundoff : 0x1p-53;
}

Deviation::Deviation(std::string name, double bound) : m_begun(std::chrono::steady_clock::now())
{
    m_check.name = std::move(name);
    m_check.bound = bound;
}

void Deviation::add(double found, double expected, double scale)
{
    double absolute = std::abs(found - expected);
    if (std::isnan(absolute))
        absolute = std::numeric_limits<double>::infinity();
    if (absolute == 0.0)
        return;
    m_check.worst_absolute = std::max(m_check.worst_absolute, absolute);
    m_check.worst_relative = std::max(m_check.worst_relative,
        scale > 0.0 ? absolute / scale : std::numeric_limits<double>::infinity());
}

void Deviation::add(const at::Tensor& found, const at::Tensor& expected, const at::Tensor& scale)
{
    const at::Tensor a = flat(found), b = flat(expected), c = flat(scale);
    const double *x = a.const_data_ptr<double>(), *y = b.const_data_ptr<double>(), *z = c.const_data_ptr<double>();
    for (std::int64_t i = 0; i < a.numel(); ++i)
        add(x[i], y[i], z[i]);
}

Check Deviation::done() const
{
    Check check = m_check;
    check.passed = check.worst_relative <= check.bound;
    check.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begun).count();
    return check;
}

} // namespace ropewalk::model::verify
