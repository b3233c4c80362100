// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/language/english_plurals.h"

#include <QLocale>
#include <QStringList>

namespace ropewalk::studio {

/// The window's texts in the user's language: ropewalk_<locale>.qm and Qt's own where there are any, else English with
/// its plurals. Installed while it lives.
class Language
{
public:
    /// folders: where to look for ropewalk_*.qm, the first that has one.
    Language(const QLocale& locale, const QStringList& folders);

    bool isTranslated() const { return !m_own.isEmpty(); }

    /// translations/ beside the program, and share/ropewalk/translations where it is installed.
    static QStringList installedFolders();

private:
    views::EnglishPlurals m_plurals;
    QTranslator m_qt;
    QTranslator m_own;
};

} // namespace ropewalk::studio
