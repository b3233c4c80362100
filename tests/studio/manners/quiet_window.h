// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/window/main_window.h"
#include "tests/studio/fake_engine.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>
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

    /// A test program's main: settings of its own.
    template <class Test>
    static int run(int argc, char** argv)
    {
        const QTemporaryDir home;
        qputenv("XDG_CONFIG_HOME", home.path().toUtf8());
        QCoreApplication::setOrganizationName(QStringLiteral("Ropewalk"));
        QCoreApplication::setApplicationName(QStringLiteral("test"));
        QApplication app(argc, argv);
        Test test;
        return QTest::qExec(&test, argc, argv);
    }
};
