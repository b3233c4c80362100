// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/workspace/evaluate_page.h"
#include "tests/studio/real_window.h"
#include "views/choices/accuracy_bars.h"
#include "views/choices/choices_panel.h"
#include "views/document/paired_score.h"
#include "views/entropy/entropy_panel.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/segments.h"
#include "views/evaluation/set_choice.h"
#include "views/heatmap/heat_map.h"
#include "views/passkey/passkey_panel.h"
#include "views/passkey/transcript.h"
#include "views/perplexity/length_panel.h"

#include <QAbstractButton>
#include <QDir>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <csignal>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {
constexpr int kWaitMs = RealWindow::kWaitMs;
}

/// The evaluations in the real window with a real engine on the bundled model: run, read, stopped, killed.
class TestEvaluateWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void entropyIsMeasuredAndRead();
    void passkeysAreFoundAndTold();
    void perplexityBends();
    void listAndCurveAgree();
    void questionsAreAnswered();
    void stoppedAtOnce();
    void engineDiesUnderAnEvaluation();

private:
    static bool show(RealWindow& window);
    static protocol::PasskeyParams smallGrid();
};

void TestEvaluateWindow::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
}

bool TestEvaluateWindow::show(RealWindow& window)
{
    if (!window.show() || !window.waitForScore())
        return false;
    window->actions().workspaces.value(Workspace::Evaluate)->trigger();
    return QTest::qWaitFor([&] { return window.parts().evaluate->isVisible(); }, kWaitMs);
}

protocol::PasskeyParams TestEvaluateWindow::smallGrid()
{
    protocol::PasskeyParams params;
    params.lengths = {128, 256};
    params.depths = 2;
    params.trials = 1;
    return params;
}

void TestEvaluateWindow::entropyIsMeasuredAndRead()
{
    RealWindow window;
    QVERIFY(show(window));
    EvaluatePage& page = *window.parts().evaluate;
    page.measure[0]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!page.entropy->isRunning() && !page.entropy->isEmpty(), kWaitMs);
    QTRY_VERIFY_WITH_TIMEOUT(page.entropy->statusText().startsWith(QStringLiteral("needs about ")), kWaitMs);
    QCOMPARE(page.entropy->table()->rowCount(), 2 * 4 * 4);
    const views::CellGrid* grid = page.entropy->heads()->map()->grid();
    for (int layer = 0; layer < 4; ++layer)
        for (int head = 0; head < 4; ++head)
            QVERIFY(grid->cell(layer, head).value > 0 && grid->cell(layer, head).value < std::log(RealWindow::kTarget));
    // The difference of A and B is what their cells say.
    const double a = grid->cell(3, 2).value;
    page.entropy->heads()->which()->button(1)->click();
    const double b = grid->cell(3, 2).value;
    page.entropy->heads()->which()->button(2)->click();
    QCOMPARE(grid->cell(3, 2).value, a - b);
    QVERIFY(a != b);

    // A click on a position brings the text that its token looks at.
    views::CurveChart* chart = page.entropy->detail()->chart();
    QTest::mouseClick(chart, Qt::LeftButton, {}, chart->toPixel({40, 1}).toPoint());
    views::AttentionText* text = page.entropy->detail()->text();
    QTRY_VERIFY_WITH_TIMEOUT(text->current() >= 0, kWaitMs);
    double sum = 0;
    int keys = 0;
    for (; std::isfinite(text->probability(0, keys)); ++keys)
        sum += text->probability(0, keys);
    QVERIFY(keys > 20 && keys < 80);
    QVERIFY(std::abs(sum - 1) < 1e-3);
    QVERIFY(text->reading(text->current()).contains(QChar(0x201c))); // with the token's own text
}

void TestEvaluateWindow::passkeysAreFoundAndTold()
{
    RealWindow window;
    QVERIFY(show(window));
    EvaluatePage& page = *window.parts().evaluate;
    page.sets->setChosen({}); // A alone
    page.passkey->setParams(smallGrid());
    page.measure[1]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!page.passkey->isRunning() && !page.passkey->isEmpty(), kWaitMs);
    QTRY_VERIFY_WITH_TIMEOUT(page.passkey->statusText().startsWith(QStringLiteral("needs about ")), kWaitMs);
    views::HeatMap* map = page.passkey->maps()[0];
    QCOMPARE(map->grid()->rowCount(), 2);
    for (int row = 0; row < 2; ++row)
        for (int column = 0; column < 2; ++column)
            QVERIFY(map->grid()->cell(row, column).text.endsWith(QStringLiteral("/1")));
    QTest::mouseClick(map->viewport(), Qt::LeftButton, {}, map->visualRect(map->model()->index(1, 0)).center());
    const QRegularExpression told(QStringLiteral("expected (\\d{5}).*produced (\\d+)"),
        QRegularExpression::DotMatchesEverythingOption);
    const auto match = told.match(page.passkey->transcript()->toPlainText());
    QVERIFY2(match.hasMatch(), qPrintable(page.passkey->transcript()->toPlainText()));
    const bool right = match.captured(1) == match.captured(2);
    QCOMPARE(map->grid()->cell(1, 0).text, right ? QStringLiteral("1/1") : QStringLiteral("0/1"));
}

void TestEvaluateWindow::perplexityBends()
{
    RealWindow window;
    QVERIFY(show(window));
    EvaluatePage& page = *window.parts().evaluate;
    protocol::CurveParams params = page.lengths->params();
    params.lengths = {64, 256, 1024};
    params.samples = 2;
    page.lengths->setParams(params);
    page.measure[2]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!page.lengths->isRunning() && !page.lengths->isEmpty(), kWaitMs);
    const views::ResultTable* table = page.lengths->table();
    QCOMPARE(table->rowCount(), 6);
    const auto perplexity = [&](int row) { return table->index(row, 2).data(Qt::EditRole).toDouble(); };
    QVERIFY(perplexity(4) < perplexity(3)); // a longer text helps, up to the trained length
    QVERIFY(perplexity(5) > perplexity(4)); // far beyond it, without stretching, it does not
    page.lengths->kind()->button(1)->click();
    QVERIFY(table->rowCount() > 20); // losses by position came along
}

/// One quantity, one number: the same windows in the list, on the curve and wherever it is measured.
void TestEvaluateWindow::listAndCurveAgree()
{
    RealWindow window;
    QVERIFY(show(window));
    QVERIFY(window.waitForScore());
    EvaluatePage& page = *window.parts().evaluate;
    page.sets->setChosen({});
    protocol::CurveParams params = page.lengths->params();
    params.lengths = {RealWindow::kTarget};
    page.lengths->setParams(params);
    page.measure[2]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!page.lengths->isRunning() && !page.lengths->isEmpty(), kWaitMs);
    const views::ScoreEntry listed = *window.document().score(window.active());
    const double curve = page.lengths->table()->index(0, 2).data(Qt::EditRole).toDouble();
    QVERIFY2(std::abs(std::log(curve / listed.perplexity)) < 2e-3, // another order of sums in bfloat16
        qPrintable(QStringLiteral("%1 and %2").arg(curve).arg(listed.perplexity)));
    QCOMPARE(page.lengths->tag(), views::windowsText(listed));
}

void TestEvaluateWindow::questionsAreAnswered()
{
    RealWindow window;
    QVERIFY(show(window));
    EvaluatePage& page = *window.parts().evaluate;
    page.sets->setChosen({});
    protocol::ChoicesParams params = page.choices->params();
    params.limit = 6;
    page.choices->setParams(params);
    page.measure[3]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!page.choices->isRunning() && !page.choices->isEmpty(), kWaitMs);
    QCOMPARE(page.choices->questions()->rowCount(), 6);
    QVERIFY(page.choices->bars()->lines().at(0).endsWith(QStringLiteral("of 6 right")));
    // Kept beside the window's data: another project on the same model shows them at once.
    QCOMPARE(QDir(window.path("data/results")).entryList({QStringLiteral("choices-*.json")}).size(), 1);
}

void TestEvaluateWindow::stoppedAtOnce()
{
    RealWindow window;
    QVERIFY(show(window));
    EvaluatePage& page = *window.parts().evaluate;
    page.measure[3]->trigger(); // all of the questions
    QTRY_VERIFY_WITH_TIMEOUT(page.choices->questions()->rowCount() > 0, kWaitMs);
    page.stopShown->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!page.choices->isRunning(), kWaitMs);
    QVERIFY(page.choices->questions()->rowCount() > 0); // what was asked stays
    QVERIFY2(!page.choices->statusText().startsWith(QStringLiteral("A mine")), qPrintable(page.choices->statusText()));
}

void TestEvaluateWindow::engineDiesUnderAnEvaluation()
{
    RealWindow window;
    QVERIFY(show(window));
    EvaluatePage& page = *window.parts().evaluate;
    page.measure[3]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(page.choices->questions()->rowCount() > 0, kWaitMs);
    ::kill(pid_t(window.engineProcess()), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(!page.choices->isRunning(), kWaitMs);
    QVERIFY2(page.choices->statusText().startsWith(QStringLiteral("The engine stopped while A mine was measured")),
        qPrintable(page.choices->statusText()));
    QVERIFY(page.choices->questions()->rowCount() > 0);
    // The engine comes back, and the evaluation with it.
    QTRY_VERIFY_WITH_TIMEOUT(page.choices->runAction()->isEnabled(), kWaitMs);
    page.runShown->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(page.choices->isRunning(), kWaitMs);
    page.stopShown->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!page.choices->isRunning(), kWaitMs);
}

int main(int argc, char** argv)
{
    return runWindowTest<TestEvaluateWindow>(argc, argv);
}

#include "tst_evaluate_window.moc"
