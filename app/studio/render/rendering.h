// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/window/main_window.h"

#include <QDir>
#include <QTimer>

namespace ropewalk::studio {

/// What a rendering does before it writes.
enum class Demonstration
{
    None,
    Evaluate, ///< measures every evaluation
    SearchAndEvaluate ///< searches and adopts what was found first
};

/// Drives a window without anybody before it: waits until its numbers are there, optionally searches, writes pictures
/// of the window and of each view, optionally measures every evaluation and writes those, and ends the program. Says on
/// standard output what it wrote. What was named and cannot be opened is said on standard error and ends it with 1 before a
/// picture is made; where nothing can be scored the pictures are written without scores, that is said and it ends with 1.
/// Made before anything is opened.
class Rendering : public QObject
{
    Q_OBJECT

public:
    Rendering(MainWindow& window, const QString& folder, Demonstration demonstration, QObject* parent = nullptr);

private:
    void look(); ///< whether the next step can be taken
    bool isQuiet() const;
    QString whyNoScores() const; ///< what stands in the way of any; empty = nothing
    void complain(const QString& what);
    void search();
    bool write(); ///< false where a picture could not be written
    bool writePicture(const QString& name, QWidget& widget);
    void evaluate();
    void end(int code);

    enum class Step { Numbers, Searching, Adopted, Evaluating };
    MainWindow& m_window;
    QDir m_folder;
    Demonstration m_demonstration;
    Step m_step = Step::Numbers;
    QString m_unscored; ///< why the active set has no score; empty = it has, or will have one
    QTimer m_look; ///< after something changed, so that what it brings has begun
};

} // namespace ropewalk::studio
