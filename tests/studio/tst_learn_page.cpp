// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/workspace/learn_page.h"
#include "app/studio/window/main_window.h"
#include "core/rope/methods.h"
#include "fake_engine.h"
#include "tests/studio/window_program.h"
#include "views/factors/lambda_canvas.h"
#include "views/factors/lambda_editor.h"
#include "views/frequency/frequency_map.h"
#include "views/frequency/frequency_panel.h"
#include "views/learn/decay_plot.h"
#include "views/learn/learn_board.h"
#include "views/learn/phasor_view.h"
#include "views/learn/unseen_map.h"
#include "views/learn/wavelength_plot.h"

#include <QApplication>
#include <QComboBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::studio;

/// The lessons in the real window, beside an engine that answers nothing.
class TestLearnPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void opensByItsKey();
    void everyLessonSetsUpItsViews();
    void textsHaveThisModelsNumbers();
    void lessonsFollowWhatWasTrained();
    void selectionIsLinkedBothWays();
    void mapAndHandsShareThePosition();
    void viewsFollowTheEditor();

private:
    LearnPage& page() { return *m_window->layoutParts().learn; }
    views::LearnBoard& board() { return *page().board(); }

    QTemporaryDir m_home;
    std::unique_ptr<AppearanceControl> m_appearance;
    std::unique_ptr<MainWindow> m_window;
};

void TestLearnPage::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    m_appearance = std::make_unique<AppearanceControl>();
    m_appearance->wear(Appearance::Light);
    m_window = std::make_unique<MainWindow>(
        [](const EnginePlace&) { return std::make_unique<FakeEngine>(); }, *m_appearance, m_home.path());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestLearnPage::cleanup()
{
    m_window.reset();
    m_appearance.reset();
}

void TestLearnPage::opensByItsKey()
{
    QVERIFY(!page().isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier | Qt::ShiftModifier);
    m_window->layoutParts().setWorkspace(Workspace::Learn); // where the platform has no activation, the key is not delivered
    QVERIFY(page().isVisible());
    QVERIFY(!m_window->layoutParts().editor->isVisible());
    QCOMPARE(page().lesson(), 0);
    QCOMPARE(board().phasor()->position(), 1);
    QTRY_VERIFY(m_window->grab().size().width() > 1000);
    m_window->layoutParts().setWorkspace(Workspace::Edit);
    QVERIFY(m_window->layoutParts().editor->isVisible() && !page().isVisible());
}

void TestLearnPage::everyLessonSetsUpItsViews()
{
    m_window->layoutParts().setWorkspace(Workspace::Learn);
    QCOMPARE(page().lessonCount(), 8);
    QPushButton* next = nullptr;
    for (QPushButton* button : page().findChildren<QPushButton*>())
        if (button->text() == u"&Next")
            next = button;
    QVERIFY(next);
    const QStringList first { QStringLiteral("none"), QStringLiteral("none"), QStringLiteral("none"),
        QStringLiteral("none"), QStringLiteral("pi"), QStringLiteral("yarn"), QStringLiteral("active"),
        QStringLiteral("active") };
    for (int i = 0; i < 8; ++i) {
        QCOMPARE(page().lesson(), i);
        QCOMPARE(board().firstChoice()->currentData().toString(), first[i]);
        QVERIFY(!page().text().contains(u'{')); // every number is filled in
        m_window->grab().save(QCoreApplication::applicationDirPath()
            + QStringLiteral("/../pictures/lesson-%1.png").arg(i + 1));
        if (i == 1)
            QCOMPARE(*board().phasor()->otherPosition(), 56);
        if (i == 3)
            QCOMPARE(board().phasor()->position(), 2047);
        if (i == 4) // every angle is one that training knew
            QVERIFY2(board().phasor()->summary().contains(QStringLiteral("every angle")),
                qPrintable(board().phasor()->summary()));
        if (i < 7)
            QTest::mouseClick(next, Qt::LeftButton);
    }
    QVERIFY(!next->isEnabled());
    page().showLesson(0);
    QCOMPARE(board().secondChoice()->currentData().toString(), QString());
}

void TestLearnPage::textsHaveThisModelsNumbers()
{
    m_window->layoutParts().setWorkspace(Workspace::Learn);
    page().showLesson(2);
    QVERIFY2(page().text().contains(QStringLiteral("= 13</p>")), qPrintable(page().text()));
    QVERIFY(page().text().contains(QStringLiteral("L = 256")));
    page().showLesson(4);
    board().firstChoice()->setCurrentIndex(board().firstChoice()->findData(QStringLiteral("ntk")));
    m_window->document().setTarget(1024);
    QCOMPARE(board().decay()->sets().first.id, std::string("ntk")); // what the user chose stays
    QVERIFY(page().text().contains(QStringLiteral("s = L′/L = 4")));
    QCOMPARE(board().unseen()->sets().target, 1024);
}

/// A model that ships scaled to its target: what its own set turns was seen.
void TestLearnPage::lessonsFollowWhatWasTrained()
{
    m_window->layoutParts().setWorkspace(Workspace::Learn);
    page().showLesson(7);
    const rope::FactorSet shipped = *m_window->document().activeSet();
    QVERIFY(board().unseen()->tableCell(31, 0) != u"100 %");
    QVERIFY(!page().text().contains(QStringLiteral("ships scaled")));
    m_window->document().setTrained({ shipped.lambda, 0, shipped.attention_factor, 2048, {} });
    for (int pair = 0; pair < 32; ++pair)
        QCOMPARE(board().unseen()->tableCell(pair, 0), QStringLiteral("100 %"));
    board().phasor()->setPosition(2047);
    const QString summary = board().phasor()->summary();
    QVERIFY2(summary.contains(QStringLiteral("every angle")), qPrintable(summary));
    page().showLesson(3);
    QVERIFY2(page().text().contains(QStringLiteral("last trained on 2048 tokens")), qPrintable(page().text()));
    QVERIFY(!page().text().contains(u'{'));
}

void TestLearnPage::selectionIsLinkedBothWays()
{
    m_window->layoutParts().setWorkspace(Workspace::Learn);
    m_window->layoutParts().editor->selectPair(-1);
    QTest::keyClick(board().wavelengths(), Qt::Key_End);
    for (const views::LearnView* view : std::initializer_list<views::LearnView*> {
             board().phasor(), board().wavelengths(), board().decay(), board().unseen() })
        QCOMPARE(view->selectedPair(), 31);
    QCOMPARE(m_window->layoutParts().editor->canvas()->selectedPair(), 31);
    QCOMPARE(m_window->layoutParts().frequency->map()->selectedPair(), 31);
    m_window->layoutParts().setWorkspace(Workspace::Edit);
    QTest::keyClick(m_window->layoutParts().frequency->map(), Qt::Key_Up);
    QCOMPARE(board().phasor()->selectedPair(), 30);
    QTest::keyClick(m_window->layoutParts().editor->canvas(), Qt::Key_Left);
    QCOMPARE(board().unseen()->selectedPair(), 29);
}

void TestLearnPage::mapAndHandsShareThePosition()
{
    m_window->layoutParts().setWorkspace(Workspace::Learn);
    page().showLesson(3);
    views::UnseenMap* map = board().unseen();
    const QRectF rect = map->mapRect(0);
    QTest::mouseClick(map, Qt::LeftButton, {}, rect.center().toPoint());
    QVERIFY2(qAbs(board().phasor()->position() - 1024) < 6, qPrintable(QString::number(board().phasor()->position())));
    QTest::keyClick(map, Qt::Key_Home);
    QTest::keyClick(map, Qt::Key_Return);
    QCOMPARE(board().phasor()->position(), 0);
}

void TestLearnPage::viewsFollowTheEditor()
{
    m_window->layoutParts().setWorkspace(Workspace::Learn);
    page().showLesson(6);
    QCOMPARE(board().decay()->sets().first.id, m_window->document().activeSet()->id);
    m_window->document().setLambda(
        m_window->document().activeSet()->id, rope::none_lambda(m_window->document().geometry()));
    QCOMPARE(board().decay()->sets().first.lambda.back(), 1.0);
    m_window->document().undoStack()->undo();
    QVERIFY(board().decay()->sets().first.lambda.back() > 1.0);
    m_window->document().removeSet(m_window->document().activeSet()->id);
    QVERIFY(!board().decay()->sets().isEmpty()); // what is left of the choices is shown
}

int main(int argc, char** argv)
{
    return runWindowTest<TestLearnPage>(argc, argv);
}
#include "tst_learn_page.moc"
