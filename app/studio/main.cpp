// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/appearance/style.h"
#include "app/studio/control/file_control.h"
#include "app/studio/files/leftovers.h"
#include "app/studio/language/language.h"
#include "app/studio/options.h"
#include "app/studio/render/rendering.h"
#include "app/studio/window/main_window.h"

#include <QApplication>
#include <QIcon>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>

using namespace ropewalk::studio;

namespace {

/// Offscreen every window with a minimum size brings a warning, which would hide what a reader should see.
void leaveOutPlatformsRemark(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    if (message != QLatin1String("This plugin does not support propagateSizeHints()"))
        std::fprintf(stderr, "%s\n", qFormatLogMessage(type, context, message).toLocal8Bit().constData());
    if (type == QtFatalMsg)
        std::abort();
}

/// Before the application is made: what its platform and scale depend on.
void prepareRendering(int argc, char** argv)
{
    const QByteArrayList arguments(argv, argv + argc);
    bool renders = false;
    for (qsizetype i = 1; i < arguments.size(); ++i) {
        renders = renders || arguments[i] == "--render" || arguments[i].startsWith("--render=");
        if (arguments[i] == "--scale" && i + 1 < arguments.size())
            qputenv("QT_SCALE_FACTOR", arguments[i + 1]);
        else if (arguments[i].startsWith("--scale="))
            qputenv("QT_SCALE_FACTOR", arguments[i].mid(8));
    }
    if (renders)
        qInstallMessageHandler(leaveOutPlatformsRemark);
    if (renders && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
}

/// --help and --version answer where there is no display, too.
bool onlyAsks(int argc, char** argv)
{
    const QByteArrayList questions{"-h", "--help", "--help-all", "-v", "--version"};
    return std::any_of(argv + 1, argv + argc, [&](const char* one) { return questions.contains(one); });
}

} // namespace

int main(int argc, char** argv)
{
    prepareRendering(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("Ropewalk"));
    QCoreApplication::setApplicationName(QStringLiteral("ropewalk"));
    QCoreApplication::setApplicationVersion(QStringLiteral(ROPEWALK_VERSION));
    if (onlyAsks(argc, argv)) {
        const QCoreApplication app(argc, argv);
        readOptions(QCoreApplication::arguments()); // answers and ends
    }
    QApplication::setStyle(new Style);
    QApplication app(argc, argv);
    const Language language(QLocale(), Language::installedFolders());
    QApplication::setApplicationDisplayName(QStringLiteral("Ropewalk"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/ropewalk.svg")));
    QGuiApplication::setDesktopFileName(QStringLiteral("ropewalk"));
    const Options options = readOptions(QCoreApplication::arguments());
    const bool renders = !options.renderFolder.isEmpty();

    AppearanceControl appearance;
    if (renders || options.appearance)
        appearance.wear(options.appearance.value_or(Appearance::Light));

    std::signal(SIGXFSZ, SIG_IGN); // a write beyond a size limit (ulimit -f) fails in words
    // Pictures leave nothing behind and depend on nothing that was left but the engine.
    const QTemporaryDir scratch;
    const TransportFactory engine = engineFactory(options);
    if (renders)
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, scratch.path());
    MainWindow window(engine, appearance,
        renders ? scratch.path() : QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
    if (!renders) {
        sweepLeftovers(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
        window.restorePlace();
        if (!options.fresh && options.paths.isEmpty())
            window.reopenLast();
    }
    if (options.size)
        window.resize(*options.size);
    std::unique_ptr<Rendering> rendering; // hears of what cannot be opened
    // Who brings factors of their own needs no search.
    const Demonstration demonstration = !options.demonstrate ? Demonstration::None
        : options.paths.isEmpty()                            ? Demonstration::SearchAndEvaluate
                                                             : Demonstration::Evaluate;
    if (renders)
        rendering = std::make_unique<Rendering>(window, options.renderFolder, demonstration);
    for (const QString& path : options.paths)
        window.fileControl().openPath(path);
    QObject::connect(&window, &MainWindow::painted, &appearance, &AppearanceControl::followDesktop);
    QObject::connect(&window, &MainWindow::newWindowRequested, &window, [&options] { openWindow(options); });
    if (options.firstFrame)
        QObject::connect(&window, &MainWindow::painted, &app, [] {
            const auto now = std::chrono::system_clock::now().time_since_epoch();
            std::printf("%lld\n",
                static_cast<long long>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()));
            std::fflush(stdout);
            QCoreApplication::quit();
        });
    window.show();
    return QCoreApplication::exec();
}
