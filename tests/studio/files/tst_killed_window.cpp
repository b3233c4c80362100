// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/open_mark.h"
#include "app/studio/session/new_project.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {

constexpr int kWaitMs = 60'000;

/// The window's program with folders of its own.
class Window
{
public:
    Window(const QString& home, const QStringList& arguments)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("QT_FATAL_WARNINGS"));
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
            environment.insert(QLatin1String(name), home);
        m_process.setProcessEnvironment(environment);
        m_process.start(QStringLiteral(ROPEWALK_STUDIO_PROGRAM), arguments);
    }
    ~Window() { end(); }
    bool runs() { return m_process.waitForStarted(kWaitMs); }
    /// SIGKILL
    bool end()
    {
        m_process.kill();
        return m_process.waitForFinished(kWaitMs);
    }

private:
    QProcess m_process;
};

} // namespace

/// A window that is killed in the middle of its life, and the next one.
class TestKilledWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNextOneHasTheProject()
    {
        const QTemporaryDir home;
        const QString path = home.filePath(QStringLiteral("kept.ropewalk"));
        QVERIFY(project::save_project(demoProject(), path.toStdString()));
        // Which window has a project is told by its mark.
        const OpenMark marks(home.filePath(QStringLiteral("Ropewalk/ropewalk/open")));
        QVERIFY(!marks.isElsewhere(path));
        for (const QStringList& arguments : {QStringList{path}, QStringList(), QStringList()}) {
            Window window(home.path(), arguments);
            QVERIFY(window.runs());
            QTRY_VERIFY_WITH_TIMEOUT(marks.isElsewhere(path), kWaitMs);
            QVERIFY(window.end());
            QVERIFY(!marks.isElsewhere(path));
        }
    }
};

QTEST_GUILESS_MAIN(TestKilledWindow)
#include "tst_killed_window.moc"
