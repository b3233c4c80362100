// SPDX-License-Identifier: GPL-3.0-only
#include "demo_project.h"
#include "pictures.h"
#include "shown_text.h"

#include "views/document/document.h"
#include "views/factors/sets/set_list.h"
#include "views/factors/sets/set_model.h"
#include "views/plots/pill_button.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::views;

class TestSetList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void listShowsSetsAndScores();
    void listEditsAndCompares();
    void listRenamesDuplicatesDeletes();
    void numbersAreWhole();
    void activeSetStaysInSight();

private:
    const rope::FactorSet& active() const { return *m_document->activeSet(); }
    void score(const rope::FactorSet& set, double perplexity, bool preview = false)
    {
        m_document->addScore(set, { perplexity, 2047, 2048, QStringLiteral("held-out"), preview, 0.2 });
    }
    std::unique_ptr<Document> m_document;
};

void TestSetList::initTestCase()
{
    test::useTheme(lightTheme());
}

void TestSetList::init()
{
    m_document = std::make_unique<Document>();
    m_document->reset(test::demoProject());
}

void TestSetList::listShowsSetsAndScores()
{
    SetModel model(m_document.get());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 6);
    const QModelIndex mine = model.indexOf(QStringLiteral("set-1"));
    QCOMPARE(mine.data().toString(), QStringLiteral("mine"));
    QCOMPARE(mine.data(SetModel::MarkRole).toString(), QStringLiteral("A"));
    QCOMPARE(mine.data(SetModel::ScoreRole).toString(), QString());
    score(active(), 2.517);
    score(m_document->baselines()[1], 75.03, true);
    QCOMPARE(mine.data(SetModel::ScoreRole).toString(), QStringLiteral("2.52"));
    const QModelIndex pi = model.indexOf(QStringLiteral("pi"));
    QCOMPARE(pi.data(SetModel::ScoreRole).toString(), QString()); // a preview is no number beside full ones
    QVERIFY(!model.flags(pi).testFlag(Qt::ItemIsEditable));
    QCOMPARE(mine.data(Qt::AccessibleTextRole).toString(), QStringLiteral("mine, A, perplexity 2.52, held-out"));
    model.setCompared(QStringLiteral("found-1"));
    m_document->removeSet("found-1");
    QCOMPARE(model.compared(), QString());
    QCOMPARE(model.rowCount(), 5);
    m_document->undoStack()->undo();
    QCOMPARE(model.rowCount(), 6);
}

void TestSetList::listEditsAndCompares()
{
    auto* list = new SetList(m_document.get());
    test::Stage stage(list, { 200, 260 });
    QVERIFY(QTest::qWaitForWindowExposed(&stage.window()));
    QSignalSpy compared(list, &SetList::comparedChanged);
    auto click = [list](const char* id) {
        const QRect row = list->view()->visualRect(list->model()->indexOf(QString::fromLatin1(id)));
        QTest::mouseClick(list->view()->viewport(), Qt::LeftButton, {}, row.center());
    };
    QCOMPARE(list->compared()->id, std::string("none")); // as Evaluate has it
    click("yarn");
    QCOMPARE(list->compared()->id, std::string("yarn"));
    QVERIFY(!compared.isEmpty());
    QCOMPARE(m_document->project().active_set, std::string("set-1"));
    click("yarn");
    QVERIFY(!list->compared());

    list->setCompared(QStringLiteral("found-1"));
    QCOMPARE(list->compared()->id, std::string("found-1"));
    click("found-1");
    QCOMPARE(m_document->project().active_set, std::string("found-1"));
    QVERIFY(!list->compared()); // A is not compared with itself

    click("set-1");
    QCOMPARE(list->compared()->id, std::string("found-1")); // B again, since it is edited no more
    QTest::keyClick(list->view(), Qt::Key_Down);
    QTest::keyClick(list->view(), Qt::Key_B);
    QVERIFY(!list->compared());
    QTest::keyClick(list->view(), Qt::Key_B);
    QCOMPARE(list->compared()->id, std::string("found-1"));
    QTest::keyClick(list->view(), Qt::Key_Return);
    QCOMPARE(m_document->project().active_set, std::string("found-1"));
}

void TestSetList::listRenamesDuplicatesDeletes()
{
    auto* list = new SetList(m_document.get());
    test::Stage stage(list, { 200, 260 });
    QVERIFY(QTest::qWaitForWindowExposed(&stage.window()));
    list->view()->setFocus();
    QTest::keyClick(list->view(), Qt::Key_F2);
    auto* editor = list->view()->viewport()->findChild<QLineEdit*>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("better"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(active().name, std::string("better")); // committed after the key is done with

    QTest::keyClick(list->view(), Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(active().name, std::string("better copy"));
    QCOMPARE(m_document->project().sets.size(), std::size_t(3));
    QCOMPARE(list->view()->currentIndex().data().toString(), QStringLiteral("better copy"));
    QTest::keyClick(list->view(), Qt::Key_Delete);
    QCOMPARE(m_document->project().sets.size(), std::size_t(2));

    // A baseline stays, but can be copied.
    list->view()->setCurrentIndex(list->model()->indexOf(QStringLiteral("ntk")));
    QTest::keyClick(list->view(), Qt::Key_Delete);
    QTest::keyClick(list->view(), Qt::Key_F2);
    QCOMPARE(list->model()->rowCount(), 6);
    QTest::mouseClick(list->findChild<PillButton*>(), Qt::LeftButton);
    QCOMPARE(active().name, std::string("NTK copy"));
    QVERIFY(active().id.starts_with("set-"));
}

void TestSetList::numbersAreWhole()
{
    const Theme theme = lightTheme();
    auto* list = new SetList(m_document.get());
    test::Stage stage(list, { 194, 260 });
    for (double perplexity : { 2.517, 65123.4, 3.472e9, 9.87e301 }) {
        score(m_document->baselines()[1], perplexity);
        const QModelIndex row = list->model()->indexOf(QStringLiteral("pi"));
        const QString text = row.data(SetModel::ScoreRole).toString();
        const QFont font = numberFont(list->view()->font());
        const QImage image = test::picture(*list, QStringLiteral("sets-number"));
        QRect place = list->view()->visualRect(row);
        place.translate(list->view()->viewport()->mapTo(list, QPoint()));
        place.setLeft(place.right() - 6 - QFontMetrics(font).horizontalAdvance(text) - 6);
        const double drawn = test::inkIn(image, place, theme.text, theme.panel);
        const double whole = test::inkOf(text, font, theme.text, theme.panel);
        QVERIFY2(std::abs(drawn - whole) < 0.06 * whole,
            qPrintable(QStringLiteral("%1: %2 of %3").arg(text).arg(drawn).arg(whole)));
    }
}

void TestSetList::activeSetStaysInSight()
{
    project::Project many = test::demoProject();
    for (int number = 2; number <= 26; ++number) {
        many.sets.push_back(many.sets.front());
        many.sets.back().id = "set-" + std::to_string(number);
    }
    many.active_set = "set-20";
    auto* list = new SetList(m_document.get());
    m_document->reset(many); // before it is laid out, as when the program starts with a project
    test::Stage stage(list, { 194, 420 });
    QVERIFY(QTest::qWaitForWindowExposed(&stage.window()));
    const auto inSight = [list](const char* id) {
        const QRect row = list->view()->visualRect(list->model()->indexOf(QString::fromLatin1(id)));
        return list->view()->viewport()->rect().contains(row);
    };
    QVERIFY(inSight("set-20"));
    list->resize(194, 260);
    QTRY_VERIFY(inSight("set-20"));
    m_document->setActiveSet("set-1");
    QTRY_VERIFY(inSight("set-1"));
    m_document->setActiveSet("set-26");
    QTRY_VERIFY(inSight("set-26"));
    // A new copy is edited at once.
    m_document->setActiveSet("set-1");
    QTest::mouseClick(list->findChild<PillButton*>(), Qt::LeftButton);
    QTRY_VERIFY(inSight(active().id.c_str()));
}

QTEST_MAIN(TestSetList)
#include "tst_set_list.moc"
