// SPDX-License-Identifier: GPL-3.0-only
#include "core/rope/methods.h"
#include "views/language/english_plurals.h"
#include "views/plots/pill_button.h"
#include "views/plots/theme.h"
#include "views/search/search_list.h"
#include "views/search/search_panel.h"
#include "views/search/search_settings.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <limits>
#include <memory>

using namespace ropewalk;
using namespace ropewalk::views;

namespace {

rope::Geometry demoGeometry()
{
    rope::Geometry geometry;
    geometry.head_dim = 64;
    geometry.rotary_dim = 64;
    geometry.original_length = 256;
    return geometry;
}

rope::FactorSet setOf(double lambda)
{
    rope::FactorSet set;
    set.lambda.assign(32, lambda);
    set.n_hat = 4;
    return set;
}

protocol::EvaluationReport evaluation(int generation, std::int64_t number, double fitness, double best)
{
    protocol::EvaluationReport report;
    report.generation = generation;
    report.evaluated = int(number);
    report.of = 24;
    report.evaluations = number;
    report.evaluations_planned = 344;
    report.fitness = fitness;
    report.best = best;
    report.evaluations_per_second = 6.4;
    report.seconds_left = 185;
    return report;
}

} // namespace

class SearchPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QCoreApplication::installTranslator(&m_plurals); }
    void init();
    void cleanup();
    void startAsksWithTheSettings();
    void unavailableSaysWhy();
    void pauseAndStop();
    void keyboardPressesTheButtons();
    void stateTexts();
    void bestGrowsAndIsAdopted();
    void whatIsLookedAtIsAdopted();
    void searchesAreChosen();
    void interruptedOffersToGoOn();
    void startedAnewForgets();
    void settingsForm();
    void presetsAreMarked();
    void attentionFactorFollowsTheTarget();
    void settingsRestWhileRunning();
    void appearances();

private:
    QToolButton* button(const QAction* action) const;
    PillButton* pill(const QString& text) const;

    EnglishPlurals m_plurals;
    std::unique_ptr<QWidget> m_host; ///< a bare window: the offscreen platform warns about size hints
    SearchPanel* m_panel = nullptr;
};

void SearchPanelTest::init()
{
    m_host = std::make_unique<QWidget>();
    m_host->setPalette(paletteFor(lightTheme()));
    m_host->resize(1260, 175);
    m_panel = new SearchPanel(m_host.get());
    m_panel->resize(m_host->size());
    m_panel->setTask(demoGeometry(), 2048);
    m_panel->setAvailable(true);
    m_host->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_host.get()));
}

void SearchPanelTest::cleanup()
{
    m_host.reset();
}

QToolButton* SearchPanelTest::button(const QAction* action) const
{
    for (QToolButton* one : m_panel->findChildren<QToolButton*>())
        if (one->defaultAction() == action)
            return one;
    return nullptr;
}

PillButton* SearchPanelTest::pill(const QString& text) const
{
    for (PillButton* one : m_panel->findChildren<PillButton*>())
        if (one->text() == text)
            return one;
    return nullptr;
}

void SearchPanelTest::startAsksWithTheSettings()
{
    QSignalSpy start(m_panel, &SearchPanel::startRequested);
    QTest::mouseClick(button(m_panel->startAction()), Qt::LeftButton);
    QCOMPARE(start.count(), 1);
    const auto params = start.at(0).at(0).value<protocol::SearchParams>();
    QCOMPARE(params.target, 2048);
    QCOMPARE(params.population, 24);
    QCOMPARE(params.generations, 20);
    QCOMPARE(params.attention_mode, std::string("search"));
    QCOMPARE(plannedEvaluations(params), 344);
    QVERIFY(params.journal.empty());
    QCOMPARE(params.seed, 1u);
    QVERIFY(m_panel->statusText().contains(QStringLiteral("344 evaluations of 2 windows")));
    QVERIFY(m_panel->plot()->emptyText().contains(QStringLiteral("344 evaluations")));
}

void SearchPanelTest::unavailableSaysWhy()
{
    m_panel->setAvailable(false, QStringLiteral("No text yet: drop a text or a folder"));
    QVERIFY(!m_panel->startAction()->isEnabled());
    QCOMPARE(m_panel->statusText(), QStringLiteral("No text yet: drop a text or a folder"));
    QCOMPARE(m_panel->plot()->emptyText(), QStringLiteral("No text yet: drop a text or a folder"));
}

void SearchPanelTest::pauseAndStop()
{
    QSignalSpy pause(m_panel, &SearchPanel::pauseRequested);
    QSignalSpy stop(m_panel, &SearchPanel::stopRequested);
    QSignalSpy start(m_panel, &SearchPanel::startRequested);
    QVERIFY(!m_panel->pauseAction()->isEnabled() && !m_panel->stopAction()->isEnabled());
    m_panel->searchStarted(m_panel->settings()->params());
    QVERIFY(!m_panel->startAction()->isEnabled());
    QTest::mouseClick(button(m_panel->pauseAction()), Qt::LeftButton);
    QCOMPARE(pause.count(), 1);
    QCOMPARE(pause.at(0).at(0).toBool(), true);
    m_panel->searchPaused(true);
    QVERIFY(m_panel->pauseAction()->isChecked());
    QVERIFY(m_panel->statusText().contains(QStringLiteral("paused")));
    // ▶ goes on, it doesn't start another search.
    QTest::mouseClick(button(m_panel->startAction()), Qt::LeftButton);
    QCOMPARE(pause.count(), 2);
    QCOMPARE(pause.at(1).at(0).toBool(), false);
    QCOMPARE(start.count(), 0);
    m_panel->searchPaused(false);
    QTest::mouseClick(button(m_panel->stopAction()), Qt::LeftButton);
    QCOMPARE(stop.count(), 1);
    m_panel->searchStopping();
    QVERIFY(!m_panel->stopAction()->isEnabled());
    QVERIFY(m_panel->statusText().contains(QStringLiteral("stopping")));
}

void SearchPanelTest::keyboardPressesTheButtons()
{
    QSignalSpy start(m_panel, &SearchPanel::startRequested);
    QToolButton* play = button(m_panel->startAction());
    QVERIFY(play->focusPolicy() & Qt::TabFocus);
    QTest::keyClick(play, Qt::Key_Space);
    QCOMPARE(start.count(), 1);
    QCOMPARE(play->accessibleName(), QStringLiteral("Start the search"));
    QVERIFY(play->toolTip().contains(QStringLiteral("F5")));
}

void SearchPanelTest::stateTexts()
{
    m_panel->searchStarted(m_panel->settings()->params());
    m_panel->setProgress({ 0, 0, -1, ropewalk::as_is("cutting windows") });
    QVERIFY(m_panel->statusText().contains(QStringLiteral("cutting windows")));
    m_panel->addEvaluation(evaluation(3, 70, 2.9, 2.6123));
    QCOMPARE(m_panel->statusText(),
        QStringLiteral("generation 3 of 20 · 70 of 344 evaluations\n6.4 evaluations/s · 3 min 5 s left\nbest "
                       "2.612 (%1 windows, search text)")
            .arg(m_panel->settings()->params().samples));
    protocol::SearchResult result;
    result.best = setOf(3);
    result.perplexity = 2.56;
    result.held_out = 2.619;
    result.evaluations = 344;
    result.seconds = 86;
    result.held_out_samples = 5;
    m_panel->searchFinished(result);
    QVERIFY(m_panel->statusText().contains(QStringLiteral("344 evaluations")));
    QVERIFY(m_panel->statusText().contains(QStringLiteral("4.0 evaluations/s · 1 min 26 s")));
    QVERIFY(m_panel->statusText().contains(QStringLiteral(
        "best 2.560 (%1 windows, search text) · 2.619 (5 windows, held-out)").arg(m_panel->settings()->params().samples)));
    QVERIFY(m_panel->startAction()->isEnabled());
    // A winner was chosen on other windows than it was bred on: each number says on how many of which.
    QVERIFY(pill(QStringLiteral("Adopt the best"))->isVisible());
    result.validation = 2.6;
    result.samples = 2;
    result.validation_samples = 10;
    result.held_out_samples = 1;
    m_panel->searchFinished(result);
    QVERIFY2(m_panel->statusText().contains(QStringLiteral(
                 "winner 2.560 (2 windows, search text) · 2.600 (10 windows, validation) · 2.619 (1 window, held-out)")),
        qPrintable(m_panel->statusText()));
    PillButton* take = pill(QStringLiteral("Adopt the winner"));
    QVERIFY(take && take->isVisible());
    QSignalSpy adopt(m_panel, &SearchPanel::adoptRequested);
    QTest::mouseClick(take, Qt::LeftButton);
    QCOMPARE(adopt.count(), 1);
    QCOMPARE(adopt.at(0).at(0).value<rope::FactorSet>().lambda, setOf(3).lambda);
    QCOMPARE(adopt.at(0).at(1).toString(), QStringLiteral("winner of the search, 2.560"));
}

void SearchPanelTest::bestGrowsAndIsAdopted()
{
    QSignalSpy better(m_panel, &SearchPanel::bestChanged);
    QSignalSpy adopt(m_panel, &SearchPanel::adoptRequested);
    QVERIFY(!m_panel->adoptAction()->isEnabled());
    QVERIFY(!pill(QStringLiteral("Adopt the best"))->isVisible());
    m_panel->searchStarted(m_panel->settings()->params());
    protocol::EvaluationReport report = evaluation(0, 1, 4.0, 4.0);
    report.candidate = setOf(2);
    m_panel->addEvaluation(report);
    QCOMPARE(better.count(), 1);
    report = evaluation(0, 2, 5.0, 4.0); // worse: not the best
    report.candidate = setOf(9);
    m_panel->addEvaluation(report);
    QCOMPARE(better.count(), 1);
    protocol::GenerationReport generation;
    generation.best = 4.0;
    generation.best_set = setOf(2); // known already
    m_panel->addGeneration(generation);
    QCOMPARE(better.count(), 1);
    generation.generation = 1;
    generation.best = 3.0;
    generation.best_set = setOf(3);
    m_panel->addGeneration(generation);
    QCOMPARE(better.count(), 2);
    QCOMPARE(better.at(1).at(0).value<rope::FactorSet>().lambda, setOf(3).lambda);
    QTest::mouseClick(pill(QStringLiteral("Adopt the best")), Qt::LeftButton);
    QCOMPARE(adopt.count(), 1);
    QCOMPARE(adopt.at(0).at(1).toString(), QStringLiteral("best of the search, 3.000"));
    QCOMPARE(adopt.at(0).at(0).value<rope::FactorSet>().lambda, setOf(3).lambda);
}

void SearchPanelTest::whatIsLookedAtIsAdopted()
{
    QSignalSpy adopt(m_panel, &SearchPanel::adoptRequested);
    QSignalSpy away(m_panel, &SearchPanel::lookedAway);
    m_panel->searchStarted(m_panel->settings()->params());
    for (int number = 1; number <= 3; ++number) {
        protocol::EvaluationReport report = evaluation(0, number, 3.9 + 0.1 * number, 4.0);
        report.evaluated = number * 8;
        report.candidate = setOf(number);
        m_panel->addEvaluation(report);
    }
    FitnessPlot* plot = m_panel->plot();
    const FitnessHistory::Candidate worst = plot->history().candidates()[2];
    QTRY_VERIFY(plot->plotArea().contains(plot->pixelOf(worst.place, worst.fitness)));
    const auto look = [&](int candidate) {
        const FitnessHistory::Candidate& one = plot->history().candidates()[std::size_t(candidate)];
        QTest::mouseClick(plot, Qt::LeftButton, {}, plot->pixelOf(one.place, one.fitness).toPoint());
    };
    QVERIFY(pill(QStringLiteral("Adopt the best"))->isVisible());
    look(1);
    QVERIFY(!pill(QStringLiteral("Adopt the best")));
    PillButton* take = pill(QStringLiteral("Adopt this one"));
    QVERIFY(take && take->isVisible());
    QVERIFY2(take->toolTip().contains(QStringLiteral("candidate of generation 0, 4.100")), qPrintable(take->toolTip()));
    QVERIFY2(m_panel->statusText().contains(QStringLiteral("looking at the candidate of generation 0, 4.100")),
        qPrintable(m_panel->statusText()));
    // A better one that is found meanwhile does not take its place.
    protocol::EvaluationReport better = evaluation(0, 4, 3.95, 3.95);
    better.candidate = setOf(4);
    m_panel->addEvaluation(better);
    QTest::mouseClick(take, Qt::LeftButton);
    QCOMPARE(adopt.count(), 1);
    QCOMPARE(adopt.at(0).at(0).value<rope::FactorSet>().lambda, setOf(2).lambda);
    QCOMPARE(adopt.at(0).at(1).toString(), QStringLiteral("candidate of generation 0, 4.100"));
    // Escape in the plot, or the button, goes back to the best.
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Escape);
    QCOMPARE(away.count(), 1);
    QVERIFY(pill(QStringLiteral("Adopt the best"))->isVisible());
    look(2);
    QTest::mouseClick(pill(QStringLiteral("The best")), Qt::LeftButton);
    QCOMPARE(away.count(), 2);
    QVERIFY(!m_panel->statusText().contains(QStringLiteral("looking at")));
    m_panel->adoptAction()->trigger();
    QCOMPARE(adopt.at(1).at(0).value<rope::FactorSet>().lambda, setOf(4).lambda);
    QCOMPARE(adopt.at(1).at(1).toString(), QStringLiteral("best of the search, 3.950"));
}

void SearchPanelTest::searchesAreChosen()
{
    SearchList* list = m_panel->list();
    QVERIFY(!list->isVisible());
    list->setEntries({ { QStringLiteral("a"), QStringLiteral("1 · 8×"), {} },
                         { QStringLiteral("b"), QStringLiteral("2 · 4×"), {} } },
        QStringLiteral("b"));
    QVERIFY(list->isVisible());
    QCOMPARE(list->box()->currentText(), QStringLiteral("2 · 4×"));
    QSignalSpy chosen(list, &SearchList::chosen);
    list->box()->setFocus();
    QTest::keyClick(list->box(), Qt::Key_Up);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.at(0).at(0).toString(), QStringLiteral("a"));
    QSignalSpy removal(list, &SearchList::removeRequested);
    list->setRemovable(false, QStringLiteral("it runs"));
    QTest::mouseClick(list->removeButton(), Qt::LeftButton);
    QCOMPARE(removal.count(), 0);
    QCOMPARE(list->removeButton()->toolTip(), QStringLiteral("it runs"));
    list->setRemovable(true);
    QTest::mouseClick(list->removeButton(), Qt::LeftButton);
    QCOMPARE(removal.count(), 1);
    QCOMPARE(removal.at(0).at(0).toString(), QStringLiteral("a"));
    // Something else is looked at: it is named, and cannot be removed from the list.
    list->setEntries({ { QStringLiteral("a"), QStringLiteral("1 · 8×"), {} } }, {}, QStringLiteral("a log"));
    list->setRemovable(true);
    QCOMPARE(list->box()->currentIndex(), -1);
    QVERIFY(!list->removeButton()->isEnabled());
    list->setEntries({}, {});
    QVERIFY(!list->isVisible());
}

void SearchPanelTest::interruptedOffersToGoOn()
{
    QSignalSpy resume(m_panel, &SearchPanel::resumeRequested);
    m_panel->searchStarted(m_panel->settings()->params());
    m_panel->addEvaluation(evaluation(2, 50, 3.0, 3.0));
    m_panel->searchInterrupted(QStringLiteral("the engine stopped"), true);
    QVERIFY(m_panel->statusText().contains(QStringLiteral("the engine stopped")));
    QVERIFY(m_panel->statusText().contains(QStringLiteral("best 3")));
    QTest::mouseClick(pill(QStringLiteral("Go on")), Qt::LeftButton);
    QCOMPARE(resume.count(), 1);
    m_panel->searchStarted(m_panel->status().params, false);
    QVERIFY(!pill(QStringLiteral("Go on"))->isVisible());
    QCOMPARE(m_panel->plot()->history().candidates().size(), 1u); // what was found stays
    m_panel->searchInterrupted(QStringLiteral("stopped"), false);
    QVERIFY(!m_panel->resumeAction()->isEnabled());
}

void SearchPanelTest::startedAnewForgets()
{
    m_panel->searchStarted(m_panel->settings()->params());
    protocol::EvaluationReport report = evaluation(0, 1, 4.0, 4.0);
    report.candidate = setOf(2);
    m_panel->addEvaluation(report);
    m_panel->searchStarted(m_panel->settings()->params());
    QVERIFY(!m_panel->best());
    QVERIFY(m_panel->plot()->history().isEmpty());
    m_panel->addEvaluation(report);
    m_panel->clear();
    QVERIFY(!m_panel->best());
    QCOMPARE(m_panel->status().state, SearchState::idle);
}

void SearchPanelTest::settingsForm()
{
    SearchSettings* form = m_panel->settings();
    QVERIFY(!form->isVisible());
    QTest::mouseClick(pill(QStringLiteral("Settings")), Qt::LeftButton);
    QVERIFY(form->isVisible());
    QSpinBox* population = nullptr;
    QSpinBox* parents = nullptr;
    for (QSpinBox* box : form->findChildren<QSpinBox*>()) {
        population = box->accessibleName() == QStringLiteral("population P") ? box : population;
        parents = box->accessibleName() == QStringLiteral("parents k") ? box : parents;
    }
    QVERIFY(population && parents);
    population->setFocus();
    population->selectAll();
    QTest::keyClicks(population, QStringLiteral("10"));
    QTest::keyClick(population, Qt::Key_Return);
    QCOMPARE(form->params().population, 10);
    QCOMPARE(form->params().parents, 10); // never more than there are
    QVERIFY(m_panel->statusText().contains(QStringLiteral("330 evaluations")));
    protocol::SearchParams params;
    params.target = 2048;
    params.seed = 42;
    params.probability = 0.45;
    params.attention_mode = "fixed";
    params.attention_factor = 1.2;
    params.monotone = false;
    params.search_n_hat = false;
    form->setParams(params);
    const protocol::SearchParams back = form->params();
    QCOMPARE(back.seed, 42u);
    QCOMPARE(back.probability, 0.45);
    QCOMPARE(back.attention_factor, 1.2);
    QVERIFY(!back.monotone && !back.search_n_hat);
    QCOMPARE(back.attention_mode, std::string("fixed"));
}

void SearchPanelTest::presetsAreMarked()
{
    SearchSettings* form = m_panel->settings();
    QTest::mouseClick(pill(QStringLiteral("Settings")), Qt::LeftButton);
    QVERIFY(pill(QStringLiteral("Quick"))->isChecked());
    QTest::mouseClick(pill(QStringLiteral("Paper")), Qt::LeftButton);
    QVERIFY(pill(QStringLiteral("Paper"))->isChecked() && !pill(QStringLiteral("Quick"))->isChecked());
    QCOMPARE(plannedEvaluations(form->params()), 1344);
    QCOMPARE(form->params().population, 64);
    QCOMPARE(form->params().samples, 5);
    form->findChildren<QCheckBox*>().first()->toggle();
    QVERIFY(!pill(QStringLiteral("Paper"))->isChecked());
}

void SearchPanelTest::attentionFactorFollowsTheTarget()
{
    SearchSettings* form = m_panel->settings();
    QTest::mouseClick(pill(QStringLiteral("Settings")), Qt::LeftButton);
    QTest::mouseClick(pill(QStringLiteral("Paper")), Qt::LeftButton);
    const double expected = rope::longrope_attention_factor(demoGeometry(), 8);
    QVERIFY(std::abs(form->params().attention_factor - expected) < 1e-4);
    m_panel->setTask(demoGeometry(), 4096);
    QVERIFY(std::abs(form->params().attention_factor - rope::longrope_attention_factor(demoGeometry(), 16))
        < 1e-4);
    // What was typed stays, where one factor is fixed for all.
    QVERIFY(form->params().attention_mode == "formula");
    for (QComboBox* box : form->findChildren<QComboBox*>())
        if (box->accessibleName() == QStringLiteral("attention factor")) {
            box->setFocus();
            QTest::keyClick(box, Qt::Key_Home);
        }
    QVERIFY(form->params().attention_mode == "fixed");
    for (QDoubleSpinBox* box : form->findChildren<QDoubleSpinBox*>())
        if (box->accessibleName() == QStringLiteral("fixed at")) {
            box->selectAll();
            QTest::keyClicks(box, QLocale().toString(1.25));
            QTest::keyClick(box, Qt::Key_Return);
        }
    m_panel->setTask(demoGeometry(), 2048);
    QCOMPARE(form->params().attention_factor, 1.25);
}

void SearchPanelTest::settingsRestWhileRunning()
{
    m_panel->searchStarted(m_panel->settings()->params());
    QVERIFY(!m_panel->settings()->isEnabled());
    m_panel->searchFinished({});
    QVERIFY(m_panel->settings()->isEnabled());
}

void SearchPanelTest::appearances()
{
    m_panel->searchStarted(m_panel->settings()->params());
    m_panel->addEvaluation(evaluation(0, 1, 3.0, 3.0));
    const QImage light = m_host->grab().toImage();
    m_host->setPalette(paletteFor(darkTheme()));
    const QImage dark = m_host->grab().toImage();
    QVERIFY(dark != light);
    QVERIFY(qGray(dark.pixel(dark.width() / 2, 3)) < 100);
    QVERIFY(qGray(light.pixel(light.width() / 2, 3)) > 200);
}

QTEST_MAIN(SearchPanelTest)
#include "tst_search_panel.moc"
