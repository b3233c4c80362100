// SPDX-License-Identifier: GPL-3.0-only
#include "editor_stage.h"

#include "views/factors/trail/score_change.h"
#include "views/factors/trail/score_trail.h"
#include "views/factors/trail/trail_strip.h"

#include <QAbstractItemModelTester>

using namespace ropewalk;
using namespace ropewalk::views;

class TestScoreTrail : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_stage = std::make_unique<test::EditorStage>();
        QVERIFY(m_stage->isShown());
        m_trail = m_stage->editor->trail();
    }
    void cleanup() { m_stage.reset(); }
    void keepsThePreviousValue();
    void previewsAreComparedOnTheirOwnWindow();
    void previewsAreNotKept();
    void everyRotationOnce();
    void goesBackByMouseAndKeys();
    void forgetsWithTheProject();

private:
    void score(double perplexity, bool preview = false)
    {
        m_stage->document.addScore(*m_stage->document.activeSet(),
            { perplexity, 10235, 2048, QStringLiteral("held-out"), preview, 0.2 });
    }
    void edit(double lambda) { m_stage->document.setLambda("set-1", std::vector<double>(32, lambda)); }
    QString change() const { return m_stage->editor->scoreChange()->text(); }
    std::unique_ptr<test::EditorStage> m_stage;
    ScoreTrail* m_trail = nullptr; // owned by the editor
};

void TestScoreTrail::keepsThePreviousValue()
{
    QCOMPARE(change(), QString());
    score(2.517);
    QCOMPARE(change(), QStringLiteral("2.517"));
    edit(4);
    QCOMPARE(change(), QStringLiteral("2.517 → …"));
    score(2.6, true); // of a window that nobody knows: it is compared with nothing
    QCOMPARE(change(), QStringLiteral("2.517 → …"));
    QVERIFY(std::isnan(m_stage->editor->scoreChange()->change()));
    score(2.489);
    QCOMPARE(change(), QStringLiteral("2.517 → 2.489"));
    QCOMPARE(m_trail->previous()->perplexity, 2.517);
    QCOMPARE(m_trail->present()->perplexity, 2.489);
    const QImage better = test::picture(*m_stage->editor->scoreChange(), QStringLiteral("score-change"));
    QVERIFY(test::pixelsNear(better, lightTheme().good) > 10);
    m_stage->undo();
    QCOMPARE(change(), QStringLiteral("2.489 → 2.517"));
    m_stage->document.setActiveSet("found-1");
    QCOMPARE(change(), QString()); // another set's value is no mark of this one
}

/// Five windows and the first of them, which is far easier than their mean: a preview of 2.3 is worse than 2.517.
void TestScoreTrail::previewsAreComparedOnTheirOwnWindow()
{
    const std::vector<double> before{ 0.81, 0.95, 0.93, 0.96, 0.965 };
    m_stage->document.addScore(*m_stage->document.activeSet(),
        { 2.517, 10235, 2048, QStringLiteral("held-out"), false, 0.2, before });
    edit(4);
    m_stage->document.addScore(*m_stage->document.activeSet(),
        { std::exp(0.83), 2047, 2048, QStringLiteral("held-out"), true, 0.2, { 0.83 } });
    QCOMPARE(change(), QStringLiteral("2.517 → ≈ +2.0 %"));
    QVERIFY(m_stage->editor->scoreChange()->change() > 0);
    const QImage worse = test::picture(*m_stage->editor->scoreChange(), QStringLiteral("score-change-preview"));
    QVERIFY(test::pixelsNear(worse, lightTheme().critical) > 10);
    QCOMPARE(test::pixelsNear(worse, lightTheme().good), 0);
    std::vector<double> now = before;
    for (double& nll : now)
        nll += 0.02;
    m_stage->document.addScore(*m_stage->document.activeSet(),
        { 2.568, 10235, 2048, QStringLiteral("held-out"), false, 0.2, now });
    QCOMPARE(change(), QStringLiteral("2.517 → 2.568"));
    QVERIFY(m_stage->editor->scoreChange()->toolTip().contains(QStringLiteral("+2.02 % (+2.02 to +2.02) on 5 window")));
}

void TestScoreTrail::previewsAreNotKept()
{
    QAbstractItemModelTester tester(m_trail, QAbstractItemModelTester::FailureReportingMode::QtTest);
    score(2.6, true);
    QCOMPARE(m_trail->rowCount(), 0);
    score(2.5);
    QCOMPARE(m_trail->rowCount(), 1);
    QCOMPARE(m_trail->index(0).data().toString(), QStringLiteral("2.500"));
}

void TestScoreTrail::everyRotationOnce()
{
    QAbstractItemModelTester tester(m_trail, QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (int value = 1; value <= ScoreTrail::most + 5; ++value) {
        edit(1 + value * 0.1);
        score(2 + value * 0.01);
    }
    QCOMPARE(m_trail->rowCount(), ScoreTrail::most);
    m_stage->undo();
    QCOMPARE(m_trail->rowCount(), ScoreTrail::most);
    QCOMPARE(m_trail->tried().front().score.perplexity, 2 + (ScoreTrail::most + 5) * 0.01);
}

void TestScoreTrail::goesBackByMouseAndKeys()
{
    for (const auto& [lambda, perplexity] :
        { std::pair(3.0, 2.7), std::pair(4.0, 2.4), std::pair(5.0, 2.9) }) {
        edit(lambda);
        score(perplexity);
    }
    m_stage->press(m_stage->editor->actions().history);
    TrailStrip* strip = m_stage->editor->trailStrip();
    QVERIFY(strip->isVisible());
    test::picture(*m_stage->editor, QStringLiteral("trail"));
    const int steps = m_stage->steps();
    QTest::mouseClick(strip->viewport(), Qt::LeftButton, {}, strip->visualRect(m_trail->index(1)).center());
    QCOMPARE(m_stage->lambda(), std::vector<double>(32, 4.0));
    QCOMPARE(m_stage->steps(), steps + 1);
    QTest::keyClick(strip, Qt::Key_Right);
    QTest::keyClick(strip, Qt::Key_Return);
    QCOMPARE(m_stage->lambda(), std::vector<double>(32, 3.0));
    m_stage->undo();
    QCOMPARE(m_stage->lambda(), std::vector<double>(32, 4.0));
    QVERIFY(m_trail->index(1).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("2.400")));
}

void TestScoreTrail::forgetsWithTheProject()
{
    score(2.5);
    m_stage->document.reset(test::demoProject());
    QCOMPARE(m_trail->rowCount(), 0);
    QCOMPARE(change(), QString());
}

QTEST_MAIN(TestScoreTrail)
#include "tst_score_trail.moc"
