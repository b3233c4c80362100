// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/files/project_files.h"
#include "app/studio/session/session.h"
#include "app/studio/workspace/evaluate_page.h"
#include "tests/studio/fake_engine.h"

#include <QPointer>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

/// The evaluations' page with the session behind it and an engine in the test's hands.
class EvaluateCase : public QObject
{
    Q_OBJECT

public:
    static constexpr int kWaitMs = 20'000;

private Q_SLOTS:
    void init();
    void cleanup();

protected:
    void start(); ///< the engine; returns when evaluations can be run
    ropewalk::protocol::Request asked(const char* method, std::size_t number); ///< waits for it
    QString folder(const char* name) const { return m_folder->filePath(QString::fromLatin1(name)); }

    FakeEngine::Rule m_rule; ///< of the next engine; empty = obligingRule()
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ropewalk::views::Document> m_document;
    std::unique_ptr<ropewalk::studio::Session> m_session;
    std::unique_ptr<ropewalk::studio::ProjectFiles> m_files;
    std::unique_ptr<ropewalk::studio::EvaluatePage> m_page;
    QPointer<FakeEngine> m_engine;
};
