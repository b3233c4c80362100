// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "tests/studio/fake_engine.h"
#include "tests/studio/window_program.h"

#include "app/studio/control/file_control.h"
#include "app/studio/window/main_window.h"
#include "views/factors/lambda_editor.h"
#include "views/plots/pill_button.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <memory>

/// A window whose engine answers by a rule of the test's.
class FakeWindow
{
public:
    static constexpr int kWaitMs = 20'000;

    explicit FakeWindow(const QString& dataFolder, FakeEngine::Rule rule = obligingRule())
        : m_window([rule = std::move(rule)](
                       const ropewalk::studio::EnginePlace&) { return std::make_unique<FakeEngine>(rule); },
            m_appearance, dataFolder)
    {
    }

    ropewalk::studio::MainWindow* operator->() { return &m_window; }
    ropewalk::studio::MainWindow& operator*() { return m_window; }
    ropewalk::views::Document& document() { return m_window.document(); }
    ropewalk::studio::ProjectFiles& files() { return m_window.files(); }
    ropewalk::studio::MessageBar& messages() { return *m_window.layoutParts().messages; }
    QString said(const char* key) { return messages().text(QString::fromLatin1(key)); }

    bool show()
    {
        QSignalSpy painted(&m_window, &ropewalk::studio::MainWindow::painted);
        m_window.show();
        return painted.wait(kWaitMs);
    }

    /// Clicks a message's button, wherever it stands.
    bool choose(const char* label)
    {
        for (auto* button : messages().findChildren<ropewalk::views::PillButton*>())
            if (button->text() == QString::fromUtf8(label) && !button->isHidden()
                && !button->parentWidget()->isHidden()) {
                QTest::mouseClick(button, Qt::LeftButton);
                return true;
            }
        return false;
    }

    void edit(double last)
    {
        auto lambda = document().activeSet()->lambda;
        lambda.back() = last;
        document().setLambda(document().activeSet()->id, lambda);
    }
    double last() { return document().activeSet()->lambda.back(); }

private:
    ropewalk::studio::AppearanceControl m_appearance;
    ropewalk::studio::MainWindow m_window;
};
