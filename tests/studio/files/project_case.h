// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "fake_window.h"

#include "app/studio/session/new_project.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

/// A test with a folder of its own, in which a.ropewalk is a project of the bundled model.
class ProjectCase : public QObject
{
    Q_OBJECT

protected:
    static constexpr int kWaitMs = FakeWindow::kWaitMs;

    QString path(const char* name) const { return m_folder->filePath(QString::fromUtf8(name)); }
    QString data() const { return path("data"); } ///< the user's, of all windows

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(
            QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
        m_folder = std::make_unique<QTemporaryDir>();
        ropewalk::project::Project project = ropewalk::studio::demoProject();
        project.sets[0].origin = "the paper, table 3";
        QVERIFY(ropewalk::project::save_project(project, path("a.ropewalk").toStdString()));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};
