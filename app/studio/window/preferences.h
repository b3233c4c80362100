// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/appearance/appearance.h"

#include <QDialog>

namespace ropewalk::studio {

/// What a user sets once, as kept: read at the start, changed in the dialog.
struct Preferences
{
    QString engine; ///< the engine's command line, such as "ssh -T host ropewalk-engine serve"; empty = this machine's
    bool reopenLast = true; ///< the project of the last window
    double liveSeconds = 1.0; ///< an edit whose score takes longer waits for the button
    bool operator==(const Preferences&) const = default;

    static Preferences kept();
    void keep() const;
};

/// Changes take effect at once; a new engine command with the next start.
class PreferencesDialog : public QDialog
{
    Q_OBJECT

public:
    PreferencesDialog(AppearanceControl& appearance, QWidget* parent);

Q_SIGNALS:
    void changed(const ropewalk::studio::Preferences& preferences);
};

} // namespace ropewalk::studio
