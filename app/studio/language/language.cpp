// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/language/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>

namespace ropewalk::studio {

Language::Language(const QLocale& locale, const QStringList& folders)
{
    // The one installed last is asked first.
    QCoreApplication::installTranslator(&m_plurals);
    const QString separator(QLatin1Char('_'));
    for (const QString& folder : folders)
        if (m_own.load(locale, QStringLiteral("ropewalk"), separator, folder))
            break;
    if (!isTranslated())
        return; // Qt's dialogs in another language than the rest would help nobody
    if (m_qt.load(locale, QStringLiteral("qtbase"), separator, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qt);
    QCoreApplication::installTranslator(&m_own);
}

QStringList Language::installedFolders()
{
    const QString program = QCoreApplication::applicationDirPath();
    return {program + QStringLiteral("/translations"), program + QStringLiteral("/../share/ropewalk/translations")};
}

} // namespace ropewalk::studio
