// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "tests/studio/window_program.h"

#include "app/studio/client/process_transport.h"
#include "app/studio/window/main_window.h"

#include <QTemporaryDir>
#include <memory>

/// A window on the bundled model with a real engine, small enough to answer quickly: 512 tokens.
class RealWindow
{
public:
    static constexpr int kWaitMs = 120'000; ///< for what the engine does; nothing waits this long that goes well
    static constexpr std::int64_t kTarget = 512;

    RealWindow();

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
