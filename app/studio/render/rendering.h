// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/window/main_window.h"

#include <QDir>
#include <QTimer>

namespace ropewalk::studio {

/// Drives a window without anybody before it: waits until its numbers are there, optionally searches and adopts what
/// was found, then writes pictures of the window and of each view, and ends the program. Says on standard output what
/// it wrote.
class Rendering : public QObject
{
    Q_OBJECT

public:
    Rendering(MainWindow& window, const QString& folder, bool demonstrate, QObject* parent = nullptr);

private:
    void look(); ///< whether the next step can be taken
    bool isQuiet() const;
    void search();
    bool write(); ///< false where a picture could not be written
    void end(int code);

    enum class Step { Numbers, Searching, Adopted };
    MainWindow& m_window;
    QDir m_folder;
    bool m_demonstrate;
    Step m_step = Step::Numbers;
    QTimer m_look; ///< after something changed, so that what it brings has begun
};

} // namespace ropewalk::studio
