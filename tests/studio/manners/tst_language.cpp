// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/language/language.h"

#include <QCoreApplication>
#include <QTest>

using namespace ropewalk::studio;

/// Texts in the user's language where there is a translation, else English with its plurals.
class TestLanguage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void german()
    {
        const Language language(QLocale(QLocale::German, QLocale::Austria), folders());
        QVERIFY(language.isTranslated());
        QCOMPARE(QCoreApplication::translate("Actions", "&File"), QStringLiteral("&Datei"));
        QCOMPARE(windows(1), QStringLiteral("1 Abschnitt"));
        QCOMPARE(windows(5), QStringLiteral("5 Abschnitte"));
        // What is not translated yet is English.
        QCOMPARE(QCoreApplication::translate("Actions", "&Edit"), QStringLiteral("&Edit"));
        QCOMPARE(QCoreApplication::translate("Actions", "%n pair(s)", nullptr, 2), QStringLiteral("2 pairs"));
    }

    void english()
    {
        const Language language(QLocale(QLocale::Swahili), folders());
        QVERIFY(!language.isTranslated());
        QCOMPARE(QCoreApplication::translate("Actions", "&File"), QStringLiteral("&File"));
        QCOMPARE(windows(0), QStringLiteral("0 windows"));
        QCOMPARE(windows(1), QStringLiteral("1 window"));
        QCOMPARE(windows(2), QStringLiteral("2 windows"));
    }

private:
    static QStringList folders() { return {QStringLiteral("/nonexistent"), QStringLiteral(TRANSLATIONS)}; }
    static QString windows(int count)
    {
        return QCoreApplication::translate("SearchStatus", "%n window(s)", nullptr, count);
    }
};

QTEST_GUILESS_MAIN(TestLanguage)
#include "tst_language.moc"
