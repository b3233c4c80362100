// SPDX-License-Identifier: GPL-3.0-only
#include "views/frequency/colour_key.h"

#include "views/plots/colour_map.h"
#include "views/plots/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <array>
#include <cmath>
#include <numbers>

namespace ropewalk::views {

namespace {

constexpr int ramp = 56; // pixels of a colour ramp
constexpr int gap = 5;

std::array<QString, 3> texts(bool phase)
{
    const QString unseen = ColourKey::tr("never seen in training");
    return phase ? std::array { ColourKey::tr("phase −π"), ColourKey::tr("π"), unseen }
                 : std::array { ColourKey::tr("cosine −1"), QStringLiteral("1"), unseen };
}

} // namespace

ColourKey::ColourKey(QWidget* parent)
    : QWidget(parent)
{
    setFont(scaledFont(font(), 0.9));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setPhase(false);
}

void ColourKey::setPhase(bool phase)
{
    m_phase = phase;
    setAccessibleName(phase
            ? tr("Colours: phase from −π, dark, through blue, 0, light, and yellow to π; red: never seen in "
                             "training")
            : tr("Colours: cosine from −1, dark, to 1, light; red: never seen in training"));
    updateGeometry();
    update();
}

QSize ColourKey::sizeHint() const
{
    const QFontMetrics metrics(font());
    int width = 2 * ramp - ramp / 2 + 4 * gap + 6;
    for (const QString& text : texts(m_phase))
        width += metrics.horizontalAdvance(text);
    return { width, metrics.height() + 2 };
}

void ColourKey::paintEvent(QPaintEvent*)
{
    const Theme theme = themeFor(palette());
    const QFontMetrics metrics(font());
    const ColourTable& table = colourTable(ColourMap::cividis);
    const std::array<QString, 3> all = texts(m_phase);
    QPainter painter(this);
    int x = 0;
    const auto write = [&](const QString& text) {
        const int width = metrics.horizontalAdvance(text);
        painter.setPen(theme.muted);
        painter.drawText(QRect(x, 0, width + 1, height()), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += width + gap;
    };
    const auto paintRamp = [&](int width, bool outside) {
        const int high = metrics.ascent() - 2;
        for (int i = 0; i < width; ++i) {
            const double turned = (2.0 * i / (width - 1) - 1) * std::numbers::pi;
            const QRgb colour = m_phase ? phaseColour(std::cos(turned), std::sin(turned))
                                        : table[std::size_t(i * 255 / (width - 1))];
            painter.fillRect(
                x + i, (height() - high) / 2, 1, high, QColor(outside ? outOfDistribution(colour) : colour));
        }
        x += width + gap;
    };
    write(all[0]);
    paintRamp(ramp, false);
    write(all[1]);
    x += 6;
    paintRamp(ramp / 2, true);
    write(all[2]);
}

} // namespace ropewalk::views
