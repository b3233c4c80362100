// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/workspace/command_palette.h"
#include "app/studio/workspace/panel_area.h"
#include "fake_engine.h"
#include "tests/studio/window_program.h"

#include "app/studio/window/main_window.h"
#include "app/studio/window/preferences.h"
#include "views/factors/lambda_editor.h"
#include "views/frequency/frequency_panel.h"
#include "views/plots/theme.h"
#include "views/search/search_panel.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {

/// A window with an engine that obliges.
struct Window
{
    QTemporaryDir folder;
    AppearanceControl appearance;
    MainWindow window{[](const EnginePlace&) { return std::make_unique<FakeEngine>(obligingRule()); }, appearance,
        folder.path()};

    Window()
    {
        window.restorePlace();
        window.show();
    }
    Layout& parts() { return window.layoutParts(); }
    QAction& action(Workspace workspace) { return *window.actions().workspaces.value(workspace); }
};

} // namespace

/// The workspaces, the panels that a user arranges, and the list of commands.
class TestWorkspaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }

    void eachHasItsPanels()
    {
        Window shown;
        Layout& parts = shown.parts();
        QVERIFY(parts.editor->isVisible() && parts.frequency->isVisible() && parts.search->isVisible());
        QVERIFY(shown.action(Workspace::Edit).isChecked());
        const int before = parts.search->height();

        QToolButton* word = nullptr;
        for (auto* button : shown.window.menuWidget()->findChildren<QToolButton*>())
            if (button->defaultAction() == &shown.action(Workspace::Search))
                word = button;
        QVERIFY(word);
        QTest::mouseClick(word, Qt::LeftButton);
        QCOMPARE(parts.workspace(), Workspace::Search);
        QVERIFY(shown.action(Workspace::Search).isChecked());
        QVERIFY(parts.editor->isVisible() && !parts.frequency->isVisible());
        QVERIFY2(parts.search->height() > before + 50, qPrintable(QString::number(parts.search->height())));
        shown.action(Workspace::Edit).trigger();
        QVERIFY(parts.frequency->isVisible());
    }

    /// Wherever one comes from: a workspace shows its own panels and no others.
    void everyWayLeadsToTheSamePanels()
    {
        Window shown;
        const auto seen = [&] {
            QStringList out;
            for (const QDockWidget* dock : shown.parts().panels->docks())
                if (dock->isVisible())
                    out << dock->objectName();
            return out;
        };
        QMap<Workspace, QStringList> first;
        const QSize size = shown.window.size();
        for (const Workspace workspace : kWorkspaces) {
            shown.action(workspace).trigger();
            first.insert(workspace, seen());
        }
        QCOMPARE(first[Workspace::Learn], QStringLiteral("sets model learn").split(QLatin1Char(' ')));
        QCOMPARE(first[Workspace::Evaluate], QStringLiteral("sets model evaluate").split(QLatin1Char(' ')));
        for (const Workspace from : kWorkspaces)
            for (const Workspace to : kWorkspaces) {
                shown.action(from).trigger();
                shown.action(to).trigger();
                QCOMPARE(seen(), first[to]);
                QCOMPARE(shown.window.size(), size);
            }
    }

    void whatWasArrangedIsRemembered()
    {
        {
            Window shown;
            QDockWidget* map = shown.parts().panels->dock(QStringLiteral("frequency"));
            map->toggleViewAction()->trigger();
            QVERIFY(!shown.parts().frequency->isVisible());
            shown.action(Workspace::Search).trigger();
            shown.action(Workspace::Edit).trigger();
            QVERIFY(!shown.parts().frequency->isVisible()); // as it was left
            shown.action(Workspace::Search).trigger();
            shown.window.close();
        }
        Window again;
        QCOMPARE(again.parts().workspace(), Workspace::Search);
        again.action(Workspace::Edit).trigger();
        QVERIFY(!again.parts().frequency->isVisible());
        again.window.actions().resetPanels->trigger();
        QVERIFY(again.parts().frequency->isVisible());
    }

    void titleBarsOnlyWhileArranging()
    {
        Window shown;
        QDockWidget* editor = shown.parts().panels->dock(QStringLiteral("editor"));
        const int bare = shown.parts().editor->y();
        QCOMPARE(bare, 0);
        shown.window.actions().arrangePanels->trigger();
        QTRY_VERIFY(shown.parts().editor->y() > bare);
        editor->setFloating(true); // what a drag out of the window ends with
        shown.window.actions().arrangePanels->trigger();
        QVERIFY(!editor->titleBarWidget()); // floating it keeps its bar
        editor->setFloating(false);
        QTRY_COMPARE(shown.parts().editor->y(), 0);
    }

    void preferencesAreKept()
    {
        Window shown;
        shown.window.actions().preferences->trigger();
        auto* dialog = shown.window.findChild<PreferencesDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        auto* live = dialog->findChild<QDoubleSpinBox*>();
        live->selectAll();
        QTest::keyClicks(live, QLocale().toString(5.5));
        QTest::mouseClick(dialog->findChild<QCheckBox*>(), Qt::LeftButton, {}, QPoint(8, 8));
        auto* engine = dialog->findChild<QLineEdit*>({}, Qt::FindDirectChildrenOnly);
        QTest::keyClicks(engine, QStringLiteral("ssh -T gpu ropewalk-engine serve"));
        QTest::keyClick(engine, Qt::Key_Return);
        auto* looks = dialog->findChild<QComboBox*>();
        QTest::keyClick(looks, Qt::Key_End);
        const Preferences kept = Preferences::kept();
        QCOMPARE(kept.liveSeconds, 5.5);
        QVERIFY(!kept.reopenLast);
        QCOMPARE(kept.engine, QStringLiteral("ssh -T gpu ropewalk-engine serve"));
        QCOMPARE(shown.appearance.appearance(), Appearance::HighContrast);
        QVERIFY(shown.window.actions().appearances.value(Appearance::HighContrast)->isChecked());
        QTRY_COMPARE(views::themeFor(shown.window.palette()).window, QColor(Qt::black));
    }

    void commandsAreFoundByTyping()
    {
        Window shown;
        shown.window.actions().commands->trigger();
        auto* palette = shown.window.findChild<CommandPalette*>();
        QVERIFY(palette && palette->isVisible());
        auto* text = palette->findChild<QLineEdit*>();
        QTest::keyClicks(text, QStringLiteral("view search"));
        QSignalSpy chosen(&shown.action(Workspace::Search), &QAction::triggered);
        QTest::keyClick(text, Qt::Key_Return);
        QTRY_COMPARE(chosen.size(), 1);
        QCOMPARE(shown.parts().workspace(), Workspace::Search);
        // What matches nothing does nothing.
        shown.window.actions().commands->trigger();
        palette = shown.window.findChildren<CommandPalette*>().last();
        text = palette->findChild<QLineEdit*>();
        QTest::keyClicks(text, QStringLiteral("no such thing"));
        QTest::keyClick(text, Qt::Key_Return);
        QVERIFY(palette->isVisible());
        QTest::keyClick(text, Qt::Key_Escape);
        QTRY_COMPARE(chosen.size(), 1);
    }
};

int main(int argc, char** argv)
{
    return runWindowTest<TestWorkspaces>(argc, argv);
}
#include "tst_workspaces.moc"
