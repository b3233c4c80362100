// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/tools/segment_form.h"

#include "core/rope/methods.h"

#include <algorithm>

namespace ropewalk::views {

std::vector<std::pair<int, double>> SegmentForm::handles() const
{
    if (tool == Tool::twoBoundaries)
        return { { boundaries.low, 1.0 }, { boundaries.high, boundaries.scale } };
    if (tool == Tool::longRope2)
        return { { pivot, pivotLambda } };
    return {};
}

SegmentForm SegmentForm::moved(std::size_t handle, int pair, double lambda, int pairs) const
{
    SegmentForm form = *this;
    if (tool == Tool::longRope2) {
        form.pivot = std::clamp(pair, 1, std::max(1, pairs - 1));
        form.pivotLambda = std::max(1.0, lambda);
    } else if (handle == 0) {
        form.boundaries.low = std::clamp(pair, 0, std::max(0, boundaries.high - 1));
    } else {
        form.boundaries.high = std::clamp(pair, boundaries.low + 1, std::max(boundaries.low + 1, pairs - 1));
        form.boundaries.scale = std::max(1.0, lambda);
    }
    return form;
}

std::vector<double> SegmentForm::curve(const std::vector<double>& before) const
{
    if (tool == Tool::twoBoundaries)
        return rope::two_boundary_lambda(int(before.size()), boundaries);
    std::vector<double> lambda = before;
    if (tool != Tool::longRope2 || pivot >= int(lambda.size()))
        return lambda;
    lambda[std::size_t(pivot)] = pivotLambda;
    return rope::longrope2_lambda(lambda, pivot);
}

int SegmentForm::lastTouched(int pairs) const
{
    return tool == Tool::longRope2 ? pivot : pairs - 1;
}

SegmentForm fittedForm(
    Tool tool, const std::vector<double>& lambda, const rope::Geometry& geometry, double scale)
{
    SegmentForm form;
    form.tool = tool;
    if (lambda.size() < 2)
        return form;
    form.boundaries = rope::fit_two_boundary(lambda, lambda.back() > 1.005 ? lambda.back() : scale);
    form.pivot = rope::fit_longrope2(lambda, rope::critical_pair(geometry));
    form.pivotLambda = lambda[std::size_t(form.pivot)];
    return form;
}

} // namespace ropewalk::views
