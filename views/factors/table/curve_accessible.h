// SPDX-License-Identifier: GPL-3.0-only
#pragma once

namespace ropewalk::views {

/// Every LambdaCanvas tells QAccessible that it is a table with a row a pair: λ, and the wavelength as
/// stretched. A cell says "pair 13, λ 2.13"; choosing a row chooses the pair. Takes effect once, however
/// often it is called.
void makeCurvesAccessible();

} // namespace ropewalk::views
