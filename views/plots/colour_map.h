// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QRgb>
#include <array>

namespace ropewalk::views {

/// Perceptually uniform colour maps, dark to light. cividis looks the same to colour-blind eyes.
enum class ColourMap
{
    viridis,
    cividis
};

using ColourTable = std::array<QRgb, 256>;

/// The 256 opaque colours of a map; the reference lives as long as the program.
const ColourTable& colourTable(ColourMap map);

/// The colour at share 0 … 1 of the map; values outside are clamped, NaN is transparent.
QRgb colourAt(ColourMap map, double share);

/// The colour of a mean of unit vectors: light where they point to 0, dark to π, yellow to π/2 and blue to −π/2, and grey
/// where they cancel out. Linear in both in OKLab, so nothing but the mean decides; told apart by colour-blind eyes.
QRgb phaseColour(double meanCosine, double meanSine);
/// A difference in −1 … 1: orange below, blue above, and between them white, or nearly black on a dark ground.
/// Both ends are told apart by colour-blind eyes and grow away from the ground alike. NaN is transparent.
QRgb divergingColour(double share, bool dark);

/// A cell's colour when its angle was never seen in training: red, and still light or dark as the cell was.
QRgb outOfDistribution(QRgb colour);

} // namespace ropewalk::views
