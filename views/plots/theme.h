// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

class QPainter;

namespace ropewalk::views {

/// The colours of the window by what they mean. Light and dark; every painted view takes them from its
/// palette.
struct Theme
{
    bool dark = false;
    bool highContrast = false; ///< nothing that is read is see-through
    QColor window; ///< behind the panels
    QColor panel; ///< surface of a panel
    QColor border; ///< of panels and buttons
    QColor plot; ///< background of a plot
    QColor text;
    QColor muted; ///< units, hints, axis titles; still 4.5 : 1 on a panel
    QColor faint; ///< unavailable or stale
    QColor grid;
    QColor axis; ///< lines and ticks of axes
    QColor accent; ///< the one accent: chosen, primary, live
    QColor onAccent; ///< text on accent
    QColor accentSoft; ///< selected row
    QColor warning; ///< attention: what was never trained, an engine restarting
    QColor critical; ///< the critical pair
    QColor good;
};

Theme lightTheme();
Theme darkTheme();
Theme highContrastTheme(); ///< dark, every text at 7 : 1 or more, borders and grid plain to see

/// The theme a widget's palette asks for: dark when its window colour is darker than its text, of high contrast when it
/// is black. Plots have no surface where the palette's AlternateBase is transparent.
Theme themeFor(const QPalette& palette);

/// The palette that makes Qt's own widgets agree with the theme; themeFor() gives the theme back.
QPalette paletteFor(const Theme& theme);

/// The one colour of a factor set, from its id; views/plots/marks/set_mark.h says which and what else tells sets apart.
QColor colourOf(const Theme& theme, const QString& id);

/// Data that stand behind others: see-through, 0 … 1 opaque. In high contrast they are not dimmed.
QColor faded(const Theme& theme, QColor colour, double opacity);
/// A surface behind data, such as the band around a curve: see-through everywhere, less so in high contrast.
QColor shaded(const Theme& theme, QColor colour, double opacity);

/// colour, shifted in lightness until it has at least this contrast (WCAG 2) on background: for text in a
/// set's colour.
QColor readable(QColor colour, const QColor& background, double contrast = 4.5);

/// WCAG 2 contrast ratio of two opaque colours, 1 … 21.
double contrast(const QColor& one, const QColor& other);

/// base with every digit equally wide, scaled: the font itself where its figures are tabular, else the fixed
/// font.
QFont numberFont(const QFont& base, double scale = 1.0, bool bold = false);

/// base scaled, for titles (bold) and hints (below 1).
QFont scaledFont(const QFont& base, double scale, bool bold = false);

/// base for text that holds n̂: taken letter by letter, because DejaVu Sans, shaped, puts the circumflex far
/// above the n.
QFont plainLettersFont(const QFont& base);

/// The frame of a painted widget that has the keyboard's focus, just inside its rectangle.
void paintFocus(QPainter& painter, const QRect& widget, const Theme& theme);

} // namespace ropewalk::views
