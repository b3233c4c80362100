// SPDX-License-Identifier: GPL-3.0-only
#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QButtonGroup>
#include <QSettings>
#include <QTest>

#include "quiet_window.h"

#include "app/studio/workspace/evaluate_page.h"

using namespace ropewalk;
using namespace ropewalk::studio;

Q_DECLARE_METATYPE(ropewalk::studio::Workspace)

/// Tab reaches everything that keys can work, in every workspace, and all of it has a name for a screen reader.
class TestReach : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }

    /// A projector may have no more pixels.
    void fitsSmallScreens()
    {
        QuietWindow shown;
        QVERIFY(QTest::qWaitForWindowExposed(&shown.window));
        for (const Workspace workspace : kWorkspaces) {
            shown.window.actions().workspaces.value(workspace)->trigger();
            const QSize least = shown.window.minimumSizeHint();
            QVERIFY2(least.width() <= 1024 && least.height() <= 700,
                qPrintable(QStringLiteral("%1: %2 × %3").arg(workspaceKey(workspace)).arg(least.width()).arg(least.height())));
        }
    }

    void everyWidget_data()
    {
        QTest::addColumn<Workspace>("workspace");
        for (const Workspace workspace : kWorkspaces)
            QTest::newRow(qPrintable(workspaceKey(workspace))) << workspace;
    }

    void everyWidget()
    {
        QFETCH(Workspace, workspace);
        QuietWindow shown;
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        shown.window.actions().workspaces.value(workspace)->trigger();
        QCOMPARE(shown.parts().workspace(), workspace);
        const QList<QWidget*> reached = walk(shown.window);
        QVERIFY(!QTest::currentTestFailed());
        for (QWidget* widget : shown.window.findChildren<QWidget*>()) {
            if (!widget->isVisible() || !widget->isEnabled() || !(widget->focusPolicy() & Qt::TabFocus)
                || widget->focusProxy() || widget->visibleRegion().isEmpty())
                continue;
            // The one button of an exclusive group stands for all; arrows reach the rest.
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            if (button && button->group() && button->group()->exclusive() && !button->isChecked())
                continue;
            QVERIFY2(reached.contains(widget),
                qPrintable(described(widget) + QStringLiteral(" is not reached on the way ") + way(reached)));
        }
        for (QWidget* widget : reached) {
            QAccessibleInterface* told = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(told && !told->text(QAccessible::Name).isEmpty(),
                qPrintable(described(widget) + QStringLiteral(" has no name")));
        }
    }

    /// A plot without a tool tip or a description would be a picture that nobody explains.
    void customWidgetsAreExplained()
    {
        QuietWindow shown;
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        for (const Workspace workspace : kWorkspaces) {
            shown.window.actions().workspaces.value(workspace)->trigger();
            for (QWidget* widget : shown.window.findChildren<QWidget*>())
                if (widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus)
                    && QByteArray(widget->metaObject()->className()).startsWith("ropewalk::"))
                    QVERIFY2(!widget->accessibleName().isEmpty() || !widget->toolTip().isEmpty()
                            || qobject_cast<QAbstractButton*>(widget),
                        qPrintable(described(widget)));
        }
    }

    /// Two commands on the same keys would both be silent.
    void shortcutsAreUnique()
    {
        QuietWindow shown;
        QHash<QKeySequence, const QAction*> taken;
        for (const QAction* action : shown.window.findChildren<QAction*>())
            if (action->shortcutContext() == Qt::WindowShortcut)
                for (const QKeySequence& keys : action->shortcuts()) {
                    QVERIFY2(!taken.contains(keys),
                        qPrintable(QStringLiteral("%1: “%2” and “%3”")
                                       .arg(keys.toString(), action->text(),
                                           taken.contains(keys) ? taken.value(keys)->text() : QString())));
                    taken.insert(keys, action);
                }
        QVERIFY(taken.size() > 30);
    }

private:
    static QString described(const QWidget* widget)
    {
        return QStringLiteral("%1 “%2” in %3")
            .arg(QLatin1String(widget->metaObject()->className()), widget->accessibleName(),
                QLatin1String(widget->parentWidget()->metaObject()->className()));
    }

    static QString way(const QList<QWidget*>& reached)
    {
        QStringList names;
        for (const QWidget* one : reached)
            names << described(one);
        return names.join(QStringLiteral(", "));
    }

    /// What has the focus on the way around, until it comes back.
    static QList<QWidget*> walk(QWidget& window)
    {
        constexpr int most = 400;
        QList<QWidget*> reached;
        for (int step = 0; step < most; ++step) {
            QWidget* here = QApplication::focusWidget();
            if (!here)
                here = &window;
            if (here != &window && reached.contains(here))
                return reached;
            reached.append(here);
            QTest::keyClick(here, Qt::Key_Tab);
            if (QApplication::focusWidget() == here) {
                QTest::qFail(qPrintable(described(here) + QStringLiteral(" keeps the Tab key")), __FILE__, __LINE__);
                return reached;
            }
        }
        QTest::qFail("the way around has no end", __FILE__, __LINE__);
        return reached;
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<TestReach>(argc, argv);
}
#include "tst_reach.moc"
