// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/theme.h"

#include "views/plots/marks/set_mark.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QPainter>
#include <array>
#include <cmath>

namespace ropewalk::views {

namespace {

// Okabe and Ito's colours, with grey for what is not stretched; where a theme is dark, lighter ones of the same hue.
constexpr QRgb blue = 0xff0072b2;
constexpr QRgb orange = 0xffe69f00;
constexpr QRgb purple = 0xffcc79a7;
constexpr QRgb vermillion = 0xffd55e00;

struct SetColours
{
    std::array<QRgb, 4> baselines; ///< none, PI, NTK, YaRN
    std::array<QRgb, setColours> others; ///< blue, purple, black or white, yellow, vermillion
};

constexpr SetColours onLight{ { 0xff8c8c96, 0xff56b4e9, 0xff009e73, orange },
    { blue, purple, 0xff22262c, 0xff8a7d00, vermillion } };
constexpr SetColours onDark{ { 0xffa0a0ac, 0xff9ad6f7, 0xff2fbf95, orange },
    { blue, purple, 0xffe6e9ee, 0xfff0e442, vermillion } };

// Least contrast of a set's colour on a panel.
constexpr double onDarkPanel = 5;
constexpr double inHighContrast = 7;
constexpr double surfaceInHighContrast = 0.35; // opacity of what stands behind data

double luminance(const QColor& colour)
{
    auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF());
}

} // namespace

Theme lightTheme()
{
    Theme theme;
    theme.window = QColor(0xf3, 0xf4, 0xf7);
    theme.panel = QColor(0xff, 0xff, 0xff);
    theme.border = QColor(0xd9, 0xdd, 0xe4);
    theme.plot = QColor(0xf8, 0xf9, 0xfb);
    theme.text = QColor(0x22, 0x26, 0x2c);
    theme.muted = QColor(0x66, 0x6d, 0x78);
    theme.faint = QColor(0xa4, 0xaa, 0xb4);
    theme.grid = QColor(0xe4, 0xe7, 0xec);
    theme.axis = QColor(0x9a, 0xa1, 0xab);
    theme.accent = QColor::fromRgb(blue);
    theme.onAccent = QColor(0xff, 0xff, 0xff);
    theme.accentSoft = QColor(0xe4, 0xf0, 0xf8);
    theme.warning = QColor(0xc2, 0x4e, 0x00);
    theme.critical = QColor(0xc0, 0x39, 0x2b);
    theme.good = QColor(0x00, 0x7a, 0x58);
    return theme;
}

Theme darkTheme()
{
    Theme theme;
    theme.dark = true;
    theme.window = QColor(0x14, 0x17, 0x1b);
    theme.panel = QColor(0x1d, 0x21, 0x27);
    theme.border = QColor(0x36, 0x3d, 0x47);
    theme.plot = QColor(0x18, 0x1b, 0x20);
    theme.text = QColor(0xe6, 0xe9, 0xee);
    theme.muted = QColor(0x9a, 0xa4, 0xb1);
    theme.faint = QColor(0x64, 0x6d, 0x79);
    theme.grid = QColor(0x2a, 0x2f, 0x37);
    theme.axis = QColor(0x6a, 0x73, 0x80);
    theme.accent = QColor(0x3f, 0x9b, 0xe0);
    theme.onAccent = QColor(0x0b, 0x12, 0x1a);
    theme.accentSoft = QColor(0x1f, 0x33, 0x45);
    theme.warning = QColor(0xf0, 0x8c, 0x3c);
    theme.critical = QColor(0xf0, 0x7a, 0x6a);
    theme.good = QColor(0x35, 0xc4, 0x99);
    return theme;
}

Theme highContrastTheme()
{
    Theme theme = darkTheme();
    theme.highContrast = true;
    theme.window = theme.panel = theme.plot = Qt::black;
    theme.text = Qt::white;
    theme.border = QColor(0xc8, 0xc8, 0xc8);
    theme.muted = QColor(0xd8, 0xdc, 0xe2);
    theme.faint = QColor(0xa6, 0xac, 0xb4);
    theme.grid = QColor(0x5c, 0x62, 0x6a);
    theme.axis = QColor(0xe0, 0xe0, 0xe0);
    theme.accent = QColor(0x6c, 0xc0, 0xff);
    theme.onAccent = Qt::black;
    theme.accentSoft = QColor(0x14, 0x3c, 0x5c);
    theme.warning = QColor(0xff, 0xb0, 0x60);
    theme.critical = QColor(0xff, 0x9a, 0x8a);
    theme.good = QColor(0x5c, 0xe6, 0xb8);
    return theme;
}

Theme themeFor(const QPalette& palette)
{
    if (palette.color(QPalette::Window) == Qt::black)
        return highContrastTheme();
    const bool dark
        = luminance(palette.color(QPalette::Window)) < luminance(palette.color(QPalette::WindowText));
    Theme theme = dark ? darkTheme() : lightTheme();
    if (palette.color(QPalette::AlternateBase).alpha() == 0)
        theme.plot = Qt::transparent;
    return theme;
}

QPalette paletteFor(const Theme& theme)
{
    // On black the style's own frames cannot be seen: there fields and buttons stand out by their surface.
    const bool black = theme.window == Qt::black;
    const QColor light(0xf4, 0xf5, 0xf8);
    QPalette palette;
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, black ? QColor(0x2a, 0x2a, 0x2a) : theme.panel);
    palette.setColor(QPalette::AlternateBase, theme.plot);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.muted);
    palette.setColor(QPalette::Button, black ? QColor(0x48, 0x48, 0x48) : theme.dark ? theme.panel.lighter(125) : light);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::BrightText, theme.warning);
    palette.setColor(QPalette::ToolTipBase, theme.panel);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.onAccent);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::Light, theme.panel.lighter(theme.dark ? 140 : 100));
    palette.setColor(QPalette::Midlight, theme.border.lighter(theme.dark ? 110 : 104));
    palette.setColor(QPalette::Mid, theme.border);
    palette.setColor(QPalette::Dark, theme.axis);
    palette.setColor(QPalette::Shadow, theme.dark ? QColor(0x08, 0x0a, 0x0c) : theme.axis);
    for (QPalette::ColorRole role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText })
        palette.setColor(QPalette::Disabled, role, theme.faint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.border);
    return palette;
}

QColor colourOf(const Theme& theme, const QString& id)
{
    const SetLook look = lookOf(id);
    const SetColours& colours = theme.dark ? onDark : onLight;
    const auto place = std::size_t(look.colour);
    const bool baseline = look.kind == SetLook::Kind::baseline;
    const QColor chosen = QColor::fromRgb(baseline ? colours.baselines[place] : colours.others[place]);
    return theme.dark ? readable(chosen, theme.panel, theme.highContrast ? inHighContrast : onDarkPanel) : chosen;
}

QColor faded(const Theme& theme, QColor colour, double opacity)
{
    if (!theme.highContrast)
        colour.setAlphaF(float(opacity));
    return colour;
}

double contrast(const QColor& one, const QColor& other)
{
    const double a = luminance(one) + 0.05;
    const double b = luminance(other) + 0.05;
    return a > b ? a / b : b / a;
}

QColor shaded(const Theme& theme, QColor colour, double opacity)
{
    colour.setAlphaF(float(theme.highContrast ? std::max(opacity, surfaceInHighContrast) : opacity));
    return colour;
}

QColor readable(QColor colour, const QColor& background, double wanted)
{
    const bool darken = luminance(background) > 0.18;
    float hue = 0, saturation = 0, lightness = 0;
    colour.getHslF(&hue, &saturation, &lightness);
    while (contrast(colour, background) < wanted && lightness > 0.02F && lightness < 0.98F) {
        lightness += darken ? -0.01F : 0.01F;
        colour.setHslF(std::max(hue, 0.0F), saturation, lightness);
    }
    return colour;
}

QFont scaledFont(const QFont& base, double scale, bool bold)
{
    QFont font = base;
    if (base.pointSizeF() > 0)
        font.setPointSizeF(base.pointSizeF() * scale);
    else
        font.setPixelSize(std::max(1, int(std::lround(base.pixelSize() * scale))));
    font.setBold(bold);
    return font;
}

QFont plainLettersFont(const QFont& base)
{
    QFont font = base;
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

QFont numberFont(const QFont& base, double scale, bool bold)
{
    const QFont font = scaledFont(base, scale, bold);
    const QFontMetricsF metrics(font);
    for (char16_t digit = u'1'; digit <= u'9'; ++digit)
        if (std::abs(metrics.horizontalAdvance(QChar(digit)) - metrics.horizontalAdvance(u'0')) > 0.01) {
            QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
            fixed.setPointSizeF(QFontInfo(font).pointSizeF());
            fixed.setBold(bold);
            return fixed;
        }
    return font;
}

void paintFocus(QPainter& painter, const QRect& widget, const Theme& theme)
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(widget.adjusted(0, 0, -1, -1));
}

} // namespace ropewalk::views
