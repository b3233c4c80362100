// SPDX-License-Identifier: GPL-3.0-only
#include "views/language/english_plurals.h"

namespace ropewalk::views {

QString EnglishPlurals::translate(const char*, const char* source, const char*, int n) const
{
    if (n < 0)
        return {};
    QString text = QString::fromUtf8(source);
    return text.replace(QStringLiteral("(s)"), n == 1 ? QString() : QStringLiteral("s"));
}

} // namespace ropewalk::views
