// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/engine_messages.h"
#include "app/studio/control/overlay_control.h"
#include "app/studio/window/message_bar.h"
#include "core/rope/methods.h"
#include "real_window.h"
#include "views/factors/lambda_canvas.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/sets/set_list.h"
#include "views/factors/trail/score_change.h"
#include "views/frequency/frequency_map.h"
#include "views/frequency/frequency_panel.h"
#include "views/perplexity/perplexity_panel.h"
#include "views/search/fitness_plot.h"
#include "views/search/search_panel.h"
#include "views/search/search_settings.h"

#include <QApplication>
#include <QLabel>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <csignal>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {
constexpr int kWaitMs = RealWindow::kWaitMs;
}

/// What a person does with the real window and a real engine, and what they see.
class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void showsItselfBeforeTheEngine();
    void draggedPointIsScored();
    void paintedAndTypedAndUndone();
    void selectionIsLinked();
    void searchGrowsAndIsAdopted();
    void engineDiesUnderASearch();

private:
    static protocol::SearchParams shortSearch(int generations);
    static QString shownNumber(RealWindow& window);
};

void TestMainWindow::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
}

protocol::SearchParams TestMainWindow::shortSearch(int generations)
{
    protocol::SearchParams params;
    params.population = 8;
    params.mutations = 4;
    params.crossovers = 4;
    params.parents = 4;
    params.generations = generations;
    params.samples = 1;
    return params;
}

QString TestMainWindow::shownNumber(RealWindow& window)
{
    QString all;
    for (const QLabel* label : window.parts().perplexity->findChildren<QLabel*>())
        if (label->isVisible())
            all += label->text() + QLatin1Char('\n');
    return all;
}

void TestMainWindow::showsItselfBeforeTheEngine()
{
    RealWindow window;
    EngineSupervisor::State atPaint = EngineSupervisor::State::Failed;
    connect(&*window, &MainWindow::painted, this, [&] { atPaint = window->session().engine().state(); });
    QVERIFY(window.show());
    QCOMPARE(atPaint, EngineSupervisor::State::Stopped);
    // Everything is drawn from what is known without an engine.
    QCOMPARE(window.document().geometry().pairs(), 32);
    QVERIFY(window->windowTitle().contains(QStringLiteral("Ropewalk")));
    QVERIFY(window.parts().editor->canvas()->pointOf(13).x() > 0);
    QTRY_VERIFY_WITH_TIMEOUT(window.parts().frequency->map()->isUpToDate(), kWaitMs);
    QVERIFY(window.waitForScore());
}

void TestMainWindow::draggedPointIsScored()
{
    RealWindow window;
    QVERIFY(window.show());
    QVERIFY(window.waitForScore());
    const views::ScoreEntry former = *window.document().score(window.active());
    const double before = former.perplexity;
    QCOMPARE(former.windowNll.size(), std::size_t(protocol::default_samples));
    views::LambdaCanvas* canvas = window.parts().editor->canvas();
    const double was = window.active().lambda.back();

    const QPoint from = canvas->pointOf(31).toPoint();
    QTest::mousePress(canvas, Qt::LeftButton, {}, from);
    QSignalSpy scored(&window.document(), &views::Document::scoresChanged);
    QTest::mouseMove(canvas, from + QPoint(0, 20));
    QTest::mouseMove(canvas, from + QPoint(0, 60));
    QVERIFY(window.active().lambda.back() < was);
    // It answers while the button is still down.
    QTRY_VERIFY_WITH_TIMEOUT(window.document().score(window.active()), kWaitMs);
    const views::ScoreEntry preview = *window.document().score(window.active());
    QVERIFY(preview.preview);
    // Told as what it changes on the window that both were scored on, the first.
    QCOMPARE(preview.windowNll.size(), std::size_t(1));
    const views::ScoreChange* change = window.parts().editor->scoreChange();
    QTRY_COMPARE_WITH_TIMEOUT(change->change(), preview.windowNll[0] - former.windowNll[0], kWaitMs);
    QVERIFY2(change->text().contains(QStringLiteral("→ ≈ ")), qPrintable(change->text()));
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, from + QPoint(0, 60));
    QVERIFY(window.waitForScore());
    const double after = window.document().score(window.active())->perplexity;
    QVERIFY(after != before);
    QCOMPARE(change->change() > 0, after > before); // of five windows each
    QTRY_VERIFY2_WITH_TIMEOUT(shownNumber(window).contains(QString::number(after, 'g', 4).left(4)),
        qPrintable(shownNumber(window)), kWaitMs);

    // One drag is one step, and its undo needs no engine.
    window->actions().undo->trigger();
    QCOMPARE(window.active().lambda.back(), was);
    QCOMPARE(window.document().score(window.active())->perplexity, before);
}

void TestMainWindow::paintedAndTypedAndUndone()
{
    RealWindow window;
    QVERIFY(window.show());
    views::LambdaCanvas* canvas = window.parts().editor->canvas();
    const std::vector<double> start = window.active().lambda;

    // A stroke of the brush, away from every point, over the middle of the curve.
    const QPoint from(canvas->pointOf(14).toPoint() + QPoint(0, 45));
    const QPoint to(canvas->pointOf(20).toPoint() + QPoint(0, 45));
    QTest::mousePress(canvas, Qt::LeftButton, {}, from);
    QTest::mouseMove(canvas, (from + to) / 2);
    QTest::mouseMove(canvas, to);
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, to);
    const std::vector<double> painted = window.active().lambda;
    QVERIFY(painted != start);
    QVERIFY(rope::is_monotone(painted));

    canvas->setFocus();
    QTest::keyClick(canvas, Qt::Key_Home);
    QCOMPARE(canvas->selectedPair(), 0);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(canvas, Qt::Key_Right);
    QCOMPARE(canvas->selectedPair(), 3);
    const double value = window.active().lambda[3];
    QTest::keyClick(canvas, Qt::Key_Up, Qt::ShiftModifier);
    QVERIFY(qAbs(window.active().lambda[3] - value - 0.1) < 0.006); // on the grid of 0.01

    while (window->actions().undo->isEnabled())
        window->actions().undo->trigger();
    QCOMPARE(window.active().lambda, start);
    QVERIFY(!window->isWindowModified());
    window->actions().redo->trigger();
    QCOMPARE(window.active().lambda, painted);
    QVERIFY(window->isWindowModified());

    window->actions().presets.value(QStringLiteral("PI"))->trigger();
    QCOMPARE(window.active().lambda, rope::pi_lambda(window.document().geometry(), window.document().scale()));
}

void TestMainWindow::selectionIsLinked()
{
    RealWindow window;
    QVERIFY(window.show());
    views::FrequencyMap* map = window.parts().frequency->map();
    QTest::keyClick(window.parts().editor->canvas(), Qt::Key_End);
    QCOMPARE(map->selectedPair(), 31);
    QTest::keyClick(map, Qt::Key_Up);
    QCOMPARE(map->selectedPair(), 30);
    QCOMPARE(window.parts().editor->canvas()->selectedPair(), 30);
}

void TestMainWindow::searchGrowsAndIsAdopted()
{
    RealWindow window;
    QVERIFY(window.show());
    QVERIFY(window.waitForScore());
    views::SearchPanel* panel = window.parts().search;
    panel->settings()->setParams(shortSearch(3));
    QTRY_VERIFY_WITH_TIMEOUT(panel->startAction()->isEnabled(), kWaitMs);
    SearchRun& search = window->session().search();
    QSignalSpy generations(&search, &SearchRun::generationDone);
    panel->startAction()->trigger();
    QCOMPARE(search.state(), SearchRun::State::Running);

    // The best so far is drawn into the editor before the search is over.
    QTRY_VERIFY_WITH_TIMEOUT(!generations.isEmpty(), kWaitMs);
    QVERIFY(window->overlay().shown());
    QVERIFY(window->overlay().shown()->same_rotation(*panel->best()));
    // An edit is answered while it runs.
    auto lambda = window.active().lambda;
    lambda.back() += 0.5;
    window.document().setLambda(window.active().id, lambda);
    QVERIFY(window.waitForScore());

    QTRY_COMPARE_WITH_TIMEOUT(search.state(), SearchRun::State::Finished, kWaitMs);
    QCOMPARE(generations.size(), 4); // the start and three
    double best = generations[0][0].value<protocol::GenerationReport>().best;
    for (const auto& report : generations) {
        QVERIFY(report[0].value<protocol::GenerationReport>().best <= best);
        best = report[0].value<protocol::GenerationReport>().best;
    }
    QVERIFY(QFile::exists(search.journalPath()));

    const std::size_t sets = window.document().project().sets.size();
    panel->adoptAction()->trigger();
    QCOMPARE(window.document().project().sets.size(), sets + 1);
    QVERIFY(window.active().same_rotation(search.result()->best));
    // The search's confirmation is its score, at once: on the windows of every other.
    QVERIFY(window.document().score(window.active()));
    const views::ScoreEntry kept = *window.document().score(window.active());
    QVERIFY(!kept.preview);
    QCOMPARE(kept.perplexity, search.result()->held_out);
    protocol::ScoreParams asked;
    asked.set = window.active();
    asked.target = RealWindow::kTarget;
    std::optional<Result<protocol::ScoreResult>> again;
    window->session().client().score(asked, this, [&](const auto& result) { again = result; });
    QTRY_VERIFY_WITH_TIMEOUT(again, kWaitMs);
    QCOMPARE((*again)->perplexity, kept.perplexity);
    QCOMPARE((*again)->window_nll, kept.windowNll);
}

void TestMainWindow::engineDiesUnderASearch()
{
    RealWindow window;
    QVERIFY(window.show());
    QVERIFY(window.waitForScore());
    auto lambda = window.active().lambda;
    lambda.back() += 0.25;
    window.document().setLambda(window.active().id, lambda);
    QVERIFY(window.waitForScore());

    views::SearchPanel* panel = window.parts().search;
    panel->settings()->setParams(shortSearch(4));
    SearchRun& search = window->session().search();
    QSignalSpy generations(&search, &SearchRun::generationDone);
    panel->startAction()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(generations.size() >= 2, kWaitMs);
    const qint64 first = window.engineProcess();
    QVERIFY(first > 0);
    ::kill(pid_t(first), SIGKILL);

    MessageBar* messages = window.parts().messages;
    QTRY_VERIFY_WITH_TIMEOUT(messages->has(EngineMessages::key()), kWaitMs);
    QVERIFY2(messages->text(EngineMessages::key()).contains(QStringLiteral("signal 9")),
        qPrintable(messages->text(EngineMessages::key())));
    QVERIFY(messages->isVisible());
    QVERIFY(!QApplication::activeModalWidget());
    QCOMPARE(search.state(), SearchRun::State::Interrupted);
    QCOMPARE(window.active().lambda, lambda);
    QVERIFY(window.document().score(window.active())); // the number is still true

    QTRY_VERIFY_WITH_TIMEOUT(window->session().loader().isReady(), kWaitMs);
    QVERIFY(window.engineProcess() != first);
    QTRY_VERIFY_WITH_TIMEOUT(panel->resumeAction()->isEnabled(), kWaitMs);
    QVERIFY(messages->text(EngineMessages::key()).contains(QStringLiteral("generation")));
    // An edit is answered by the new engine.
    lambda.back() += 0.25;
    window.document().setLambda(window.active().id, lambda);
    QVERIFY(window.waitForScore());

    panel->resumeAction()->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(search.state(), SearchRun::State::Finished, kWaitMs);
    QVERIFY(!messages->has(EngineMessages::key()));
    const protocol::SearchResult interrupted = *search.result();
    // What the journal knew was told once more, and is drawn once.
    QVERIFY(std::ssize(panel->plot()->history().candidates()) <= interrupted.evaluations);
    QStringList references;
    for (const views::FitnessPlot::Reference& reference : panel->plot()->references())
        references += reference.label;
    QCOMPARE(references.removeDuplicates(), 0);

    // The same search without the interruption finds the same.
    panel->startAction()->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(search.state(), SearchRun::State::Running, kWaitMs);
    QTRY_COMPARE_WITH_TIMEOUT(search.state(), SearchRun::State::Finished, kWaitMs);
    QVERIFY(search.result()->best.same_rotation(interrupted.best));
    QCOMPARE(search.result()->perplexity, interrupted.perplexity);
}

int main(int argc, char** argv)
{
    return runWindowTest<TestMainWindow>(argc, argv);
}
#include "tst_main_window.moc"
