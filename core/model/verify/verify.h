// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/kernels/cpu_kernels.h"
#include "core/model/verify/key_biases.h"
#include "core/model/verify/speed.h"

namespace ropewalk::model::verify {

struct Report
{
    std::vector<Check> checks;
    std::optional<KeyBiases> key_biases; ///< what they cost, where the model has them; its check is among the others
    std::vector<Timing> timings; ///< for information; they decide nothing
    int layers = 0; ///< of the model that were compared: a float64 copy of more would not fit
    bool passed() const;
};

/// Told after every part how many of how many are done.
struct Watch
{
    Progress progress = {};
    YieldPoint yield = {};
};

/// Whether device and dtype compute what double precision on the CPU does: the model, every kernel of every instruction
/// set in `kernels`, the operations of scoring; then how fast they are.
Result<Report> verify(const Subject& subject, const kernels::KernelList& kernels, const Watch& watch = {});

/// Words of the demo's text under the model's tokenizer, made ids without one.
Result<std::vector<text::Token>> sample_ids(const Model& model, std::int64_t length);

} // namespace ropewalk::model::verify
