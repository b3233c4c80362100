// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/appearance/appearance.h"
#include "app/studio/session/engine_supervisor.h"

#include <QSize>
#include <QStringList>
#include <optional>

namespace ropewalk::studio {

/// What the command line says.
struct Options
{
    QStringList paths; ///< projects, model folders, factor files, texts
    QString engine; ///< a program or a whole command line; empty = what the preferences
    /// say, else ropewalk-engine beside this program or in PATH
    bool fresh = false; ///< the bundled model, whatever was open last
    QString renderFolder; ///< pictures go here and the program ends; empty = a window as usual
    std::optional<Appearance> appearance;
    std::optional<QSize> size;
    double scale = 1; ///< of the pictures
    bool firstFrame = false; ///< say when it was shown, and end
    bool demonstrate = false; ///< with a short search and every evaluation
};

/// Reads the arguments, the program's name first. Ends the program for --help, --version and mistakes.
Options readOptions(const QStringList& arguments);

/// Starts another window on the bundled model, with the same engine: a program of its own, so that neither takes the
/// other along when it ends badly. False where it cannot be started.
bool openWindow(const Options& options);

/// Starts engines as the options say.
TransportFactory engineFactory(const Options& options);

} // namespace ropewalk::studio
