// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

/// A test program's main: the application with folders of its own, then the test.
template <class Test>
int runWindowTest(int argc, char** argv)
{
    const QTemporaryDir home;
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
        qputenv(name, home.path().toUtf8());
    QCoreApplication::setOrganizationName(QStringLiteral("Ropewalk"));
    QCoreApplication::setApplicationName(QStringLiteral("test"));
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    const QApplication app(argc, argv);
    QTEST_SET_MAIN_SOURCE_PATH
    Test test;
    return QTest::qExec(&test, argc, argv);
}
