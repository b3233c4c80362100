// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/client/process_transport.h"
#include "app/studio/window/main_window.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

/// A window on the bundled model with a real engine, small enough to answer quickly: 512 tokens.
class RealWindow
{
public:
    static constexpr int kWaitMs = 120'000; ///< for what the engine does; nothing waits this long that goes well
    static constexpr std::int64_t kTarget = 512;

    RealWindow();

    /// A test program's main: the application with folders of its own, then the test.
    template <class Test>
    static int runTest(int argc, char** argv)
    {
        const QTemporaryDir home;
        for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
            qputenv(name, home.path().toUtf8());
        QCoreApplication::setOrganizationName(QStringLiteral("Ropewalk"));
        QCoreApplication::setApplicationName(QStringLiteral("test"));
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        QApplication app(argc, argv);
        QTEST_SET_MAIN_SOURCE_PATH
        Test test;
        return QTest::qExec(&test, argc, argv);
    }

    ropewalk::studio::MainWindow* operator->() { return m_window.get(); }
    ropewalk::studio::MainWindow& operator*() { return *m_window; }
    ropewalk::studio::Layout& parts() { return m_window->layoutParts(); }
    ropewalk::views::Document& document() { return m_window->document(); }
    const ropewalk::rope::FactorSet& active() { return *document().activeSet(); }
    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    bool show(); ///< false: it was not painted
    bool waitForScore(); ///< of the active set, in full
    qint64 engineProcess();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<ropewalk::studio::AppearanceControl> m_appearance;
    std::unique_ptr<ropewalk::studio::MainWindow> m_window;
};
