// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model.h"
#include "core/model/verify/check.h"

#include <functional>

namespace ropewalk::model::verify {

/// What is verified: an open model, a text and a rotation on its device.
struct Subject
{
    std::shared_ptr<const Model> model;
    std::vector<text::Token> ids; ///< of one window
    rope::FactorSet set;
    /// cos and sin of positions first … on the model's device: make_rotation's, unless a test gives others.
    std::function<Rotation(std::int64_t first, std::int64_t count)> rotation = {};
};

/// The rotation's angles, turned queries and keys, the first layer's attention, the losses and the gradients of λ, each
/// beside the reference in double precision. Yields between them.
Result<std::vector<Check>> check_model(const Subject& subject, const YieldPoint& yield = {});

} // namespace ropewalk::model::verify
