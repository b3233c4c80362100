// SPDX-License-Identifier: GPL-3.0-only
#include "quiet_window.h"

#include "app/studio/files/project_files.h"
#include "app/studio/window/message_bar.h"
#include "app/studio/workspace/evaluate_page.h"
#include "app/studio/workspace/panel_area.h"
#include "views/evaluation/evaluation_panel.h"
#include "views/evaluation/segments.h"
#include "views/evaluation/set_choice.h"
#include "views/factors/sets/set_list.h"
#include "views/factors/sets/set_model.h"
#include "views/perplexity/perplexity_bars.h"
#include "views/perplexity/perplexity_panel.h"
#include "views/plots/pill_button.h"

#include <QDockWidget>
#include <QListView>
#include <QScrollArea>
#include <QSettings>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {

constexpr QSize kUsual(1280, 800);
constexpr QSize kSmall(1024, 700);

/// The window with 26 sets of its own beside the four baselines; the one being edited far down.
struct CrowdedWindow : QuietWindow
{
    CrowdedWindow()
    {
        project::Project project = window.document().project();
        const rope::FactorSet first = project.sets.front();
        for (int number = 2; number <= 26; ++number) {
            project.sets.push_back(first);
            rope::FactorSet& set = project.sets.back();
            set.id = (number % 4 == 0 ? "found-" : "set-") + std::to_string(number);
            set.name = number % 4 == 0 ? "found" : "trial " + std::to_string(number) + " with a long name of its own";
            set.default_name = false;
            set.lambda.back() += 0.1 * number;
        }
        project.active_set = "set-21";
        window.files().begin(std::move(project));
        double perplexity = 3;
        for (const rope::FactorSet& set : window.document().project().sets)
            window.document().addScore(set,
                {set.id == "set-7" ? 3.472e9 : perplexity += 0.1, 10235, window.document().project().target_length,
                    QStringLiteral("held-out"), false, 0.2});
    }

    void go(Workspace workspace)
    {
        window.actions().workspaces.value(workspace)->trigger();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
    /// All of it lies in the window, and nothing in front of it.
    bool isSeen(const QWidget& widget) const
    {
        const QRect place(widget.mapTo(&window, QPoint()), widget.size());
        return widget.isVisible() && window.rect().contains(place)
            && widget.visibleRegion().boundingRect().contains(widget.rect());
    }
    QSize room() { return parts().findChild<QScrollArea*>({}, Qt::FindDirectChildrenOnly)->viewport()->size(); }
};

} // namespace

/// Thirty sets and small screens: the window stays as large as it is, and all of it can be reached.
class TestManySets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QSettings().clear(); }
    void windowKeepsItsSize_data();
    void windowKeepsItsSize();
    void everyWorkspaceFits();
    void runIsReached_data();
    void runIsReached();
    void activeSetIsInSight();
    void allSetsCanBeChosen();
};

void TestManySets::windowKeepsItsSize_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("usual") << kUsual;
    QTest::newRow("small") << kSmall;
    QTest::newRow("smaller than the panels") << QSize(820, 560);
}

void TestManySets::windowKeepsItsSize()
{
    QFETCH(QSize, size);
    CrowdedWindow shown;
    QVERIFY(QTest::qWaitForWindowExposed(&shown.window));
    shown.window.resize(size);
    QTRY_COMPARE(shown.window.size(), size);
    for (const Workspace from : kWorkspaces)
        for (const Workspace to : kWorkspaces) {
            shown.go(from);
            shown.go(to);
            QCOMPARE(shown.window.size(), size);
        }
    shown.go(Workspace::Evaluate);
    for (QWidget* panel : shown.parts().evaluate->panels()) {
        shown.parts().evaluate->show(panel);
        QCoreApplication::processEvents();
        QCOMPARE(shown.window.size(), size);
    }
    shown.go(Workspace::Edit);
    shown.parts().messages->show(QStringLiteral("test"), MessageBar::Kind::Note, QStringLiteral("Something is said."));
    QCoreApplication::processEvents();
    QCOMPARE(shown.window.size(), size);
}

void TestManySets::everyWorkspaceFits()
{
    CrowdedWindow shown;
    QVERIFY(QTest::qWaitForWindowExposed(&shown.window));
    shown.window.resize(kSmall);
    for (const Workspace workspace : kWorkspaces) {
        shown.go(workspace);
        const QSize least = shown.window.minimumSizeHint();
        QVERIFY2(least.width() <= kSmall.width() && least.height() <= kSmall.height(),
            qPrintable(QStringLiteral("%1: %2 × %3").arg(workspaceKey(workspace)).arg(least.width()).arg(least.height())));
        // And nothing has to be scrolled to.
        const QSize needed = shown.parts().panels->minimumSizeHint(), room = shown.room();
        QVERIFY2(needed.width() <= room.width() && needed.height() <= room.height(),
            qPrintable(QStringLiteral("%1: %2 × %3 in %4 × %5")
                           .arg(workspaceKey(workspace))
                           .arg(needed.width())
                           .arg(needed.height())
                           .arg(room.width())
                           .arg(room.height())));
    }
}

void TestManySets::runIsReached_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("settings");
    QTest::newRow("usual") << kUsual << false;
    QTest::newRow("usual, settings open") << kUsual << true;
    QTest::newRow("small") << kSmall << false;
    QTest::newRow("small, settings open") << kSmall << true;
}

void TestManySets::runIsReached()
{
    QFETCH(QSize, size);
    QFETCH(bool, settings);
    CrowdedWindow shown;
    QVERIFY(QTest::qWaitForWindowExposed(&shown.window));
    shown.window.resize(size);
    shown.go(Workspace::Evaluate);
    EvaluatePage& page = *shown.parts().evaluate;
    page.sets->setChosen({"set-21", "none", "set-5", "found-8", "set-6", "yarn"});
    for (std::size_t tab = 0; tab < page.panels().size(); ++tab) {
        QTest::mouseClick(page.tabs->button(int(tab)), Qt::LeftButton);
        views::EvaluationPanel* panel = page.panels()[tab];
        QCOMPARE(page.shown(), panel);
        for (QAction* action : panel->actions())
            if (settings && action->text() == QStringLiteral("Settings"))
                action->trigger();
        QCoreApplication::processEvents();
        QCOMPARE(shown.window.size(), size);
        int buttons = 0;
        for (views::PillButton* button : panel->findChildren<views::PillButton*>())
            if (button->isVisible() && button->text().startsWith(QStringLiteral("Run"))) {
                QVERIFY2(shown.isSeen(*button), qPrintable(button->accessibleName()));
                ++buttons;
            }
        QVERIFY(buttons >= 1);
        for (const char* name : {"Table", "Settings"})
            for (views::PillButton* button : panel->findChildren<views::PillButton*>())
                if (button->isVisible() && button->text() == QLatin1String(name))
                    QVERIFY2(shown.isSeen(*button), name);
    }
}

void TestManySets::activeSetIsInSight()
{
    CrowdedWindow shown;
    QVERIFY(QTest::qWaitForWindowExposed(&shown.window));
    for (const QSize& size : {kUsual, kSmall}) {
        shown.window.resize(size);
        for (const Workspace workspace : kWorkspaces) {
            shown.go(workspace);
            QListView* list = shown.parts().sets->view();
            const QModelIndex active = shown.parts().sets->model()->indexOf(QStringLiteral("set-21"));
            QTRY_VERIFY2(
                list->viewport()->rect().contains(list->visualRect(active)), qPrintable(workspaceKey(workspace)));
        }
        shown.go(Workspace::Edit);
        auto* bars = shown.parts().perplexity->findChild<views::PerplexityBars*>();
        QStringList seen;
        for (int row : bars->shownRows())
            seen << bars->rows()[std::size_t(row)].id;
        for (const char* id : {"inside", "none", "pi", "ntk", "yarn", "set-21"})
            QVERIFY2(seen.contains(QLatin1String(id)), id);
        QVERIFY(shown.isSeen(*bars));
    }
}

void TestManySets::allSetsCanBeChosen()
{
    CrowdedWindow shown;
    QVERIFY(QTest::qWaitForWindowActive(&shown.window));
    shown.window.resize(kSmall);
    shown.go(Workspace::Evaluate);
    views::SetChoice& choice = *shown.parts().evaluate->sets;
    QAbstractButton* first = nullptr;
    QList<QAbstractButton*> chips;
    for (auto* chip : choice.findChildren<QAbstractButton*>())
        if (chip->isVisible()) {
            chips << chip;
            if (chip->text().startsWith(QStringLiteral("trial 21")))
                first = chip;
        }
    QCOMPARE(chips.size(), 30);
    QVERIFY(first);
    QTRY_VERIFY(shown.isSeen(*first)); // what is edited
    // The Tab key brings each into sight, and Space takes it in.
    chips.front()->setFocus();
    for (int i = 1; i < chips.size(); ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), chips[i]);
        QVERIFY2(shown.isSeen(*chips[i]), qPrintable(chips[i]->text()));
    }
    const bool was = chips.back()->isChecked();
    QTest::keyClick(chips.back(), Qt::Key_Space);
    QVERIFY(chips.back()->isChecked() != was);
}

int main(int argc, char** argv)
{
    return runWindowTest<TestManySets>(argc, argv);
}
#include "tst_many_sets.moc"
