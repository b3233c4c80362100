// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/options.h"

#include "app/studio/client/process_transport.h"
#include "app/studio/window/preferences.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>
#include <QStandardPaths>
#include <cstdio>
#include <cstdlib>

namespace ropewalk::studio {

namespace {

constexpr QLatin1String kEngine("ropewalk-engine");

[[noreturn]] void mistake(const QString& what)
{
    std::fprintf(stderr, "ropewalk: %s\n", qPrintable(what));
    std::exit(2);
}

QString option(const char* name)
{
    return QString::fromLatin1(name);
}

} // namespace

Options readOptions(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("Options", "Stretch the context window of a language model, and see what happens."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(option("path"),
        QCoreApplication::translate("Options", "Projects, model folders, factor files or texts to open."), option("[path ...]"));
    parser.addOptions({
        {option("engine"),
            QCoreApplication::translate("Options",
                "The engine: a program, or a command line in quotes such as \"ssh -T host ropewalk-engine serve\"."),
            option("command")},
        {option("new"), QCoreApplication::translate("Options", "Start with the bundled model.")},
        {option("render"), QCoreApplication::translate("Options", "Write pictures of the window and its views, and end."),
            option("folder")},
        {option("demonstrate"), QCoreApplication::translate("Options", "With --render: run a short search first, unless something was named to open, and every evaluation.")},
        {option("appearance"), QCoreApplication::translate("Options", "light, dark, contrast or system."), option("name")},
        {option("size"), QCoreApplication::translate("Options", "Of the window, such as 1280x800."), option("WxH")},
        {option("first-frame"),
            QCoreApplication::translate("Options",
                "Say when the first frame was shown, in nanoseconds since 1970, and end.")},
        {option("scale"), QCoreApplication::translate("Options", "Pixels of the pictures for one of the window, 1 to 4."),
            option("factor")},
    });
    parser.process(arguments);

    Options out;
    out.paths = parser.positionalArguments();
    out.engine = parser.value(option("engine"));
    out.firstFrame = parser.isSet(option("first-frame"));
    out.fresh = parser.isSet(option("new"));
    out.renderFolder = parser.value(option("render"));
    out.demonstrate = parser.isSet(option("demonstrate"));
    if (parser.isSet(option("appearance"))) {
        out.appearance = appearanceFromName(parser.value(option("appearance")));
        if (!out.appearance)
            mistake(QStringLiteral("--appearance: expected light, dark, contrast or system, found \"%1\"")
                        .arg(parser.value(option("appearance"))));
    }
    if (parser.isSet(option("size"))) {
        const QStringList parts = parser.value(option("size")).split(QLatin1Char('x'));
        const QSize size = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
        if (size.width() < 320 || size.height() < 240 || size.width() > 16384 || size.height() > 16384)
            mistake(QStringLiteral("--size: expected 320x240 to 16384x16384, found \"%1\"")
                        .arg(parser.value(option("size"))));
        out.size = size;
    }
    if (parser.isSet(option("scale"))) {
        out.scale = parser.value(option("scale")).toDouble();
        if (!(out.scale >= 1 && out.scale <= 4))
            mistake(QStringLiteral("--scale: expected 1 to 4, found \"%1\"").arg(parser.value(option("scale"))));
    }
    return out;
}

bool openWindow(const Options& options)
{
    QStringList arguments{QStringLiteral("--new")};
    if (!options.engine.isEmpty())
        arguments << QStringLiteral("--engine") << options.engine;
    return QProcess::startDetached(QCoreApplication::applicationFilePath(), arguments);
}

TransportFactory engineFactory(const Options& options)
{
    QStringList command
        = QProcess::splitCommand(options.engine.isEmpty() ? Preferences::kept().engine : options.engine);
    if (command.isEmpty()) {
        const QString beside = QCoreApplication::applicationDirPath() + QLatin1Char('/') + kEngine;
        const QString inPath = QStandardPaths::findExecutable(kEngine);
        command = {QFileInfo(beside).isExecutable() || inPath.isEmpty() ? beside : inPath};
    }
    if (command.size() == 1)
        command << QStringLiteral("serve");
    const QString program = command.takeFirst();
    return [program, command](const EnginePlace& place) {
        QStringList chosen;
        if (!place.device.isEmpty())
            chosen << option("--device") << place.device;
        if (place.threads > 0)
            chosen << option("--threads") << QString::number(place.threads);
        return std::make_unique<ProcessTransport>(program, command + chosen);
    };
}

} // namespace ropewalk::studio
