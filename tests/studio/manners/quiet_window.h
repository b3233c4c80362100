// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/window/main_window.h"
#include "tests/studio/fake_engine.h"
#include "tests/studio/window_program.h"

#include <QTemporaryDir>
#include <memory>

/// The main window as the program shows it, with an engine that greets, opens and scores nothing.
struct QuietWindow
{
    QTemporaryDir folder;
    ropewalk::studio::AppearanceControl appearance;
    ropewalk::studio::MainWindow window{
        [](const ropewalk::studio::EnginePlace&) { return std::make_unique<FakeEngine>(obligingRule()); }, appearance,
        folder.path()};

    QuietWindow()
    {
        window.restorePlace();
        window.show();
        window.activateWindow();
    }
    ropewalk::studio::Layout& parts() { return window.layoutParts(); }
};
