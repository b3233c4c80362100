// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/workbench.h"

#include "core/model/model.h"
#include "core/model/verify/verify.h"
#include "core/rope/methods.h"

namespace ropewalk::engine {

namespace {

constexpr std::int64_t stretch = 4; // times the original length
constexpr std::int64_t n_hat = 4; // positions not rescaled, so that both sides of n̂ are compared

} // namespace

Result<model::verify::Report> Workbench::verify(std::int64_t length, const Progress& progress, const YieldPoint& yield)
{
    const auto opened = ready(false);
    if (!opened)
        return tl::unexpected(opened.error());
    model::verify::Subject subject;
    subject.model = (*opened)->model;
    const rope::Geometry& geometry = subject.model->config.geometry;
    subject.set = rope::make_set(rope::Method::yarn, geometry, stretch * geometry.original_length);
    subject.set.n_hat = n_hat;
    auto ids = model::verify::sample_ids(*subject.model, length);
    if (!ids)
        return tl::unexpected(ids.error());
    subject.ids = std::move(*ids);
    return model::verify::verify(subject, model::kernels::all_cpu_kernels(), { progress, yield });
}

} // namespace ropewalk::engine
