// SPDX-License-Identifier: GPL-3.0-only
#include "project_case.h"

#include "app/studio/options.h"
#include "core/formats/factor_file.h"
#include "views/factors/sets/set_list.h"
#include "views/factors/sets/set_model.h"
#include "views/factors/sets/set_notes.h"

#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QMimeData>
#include <QPlainTextEdit>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {
constexpr char kNote[] = "ROPEWALK_TEST_NOTE"; // where a started program says what it was told

int noteArguments(int argc, char** argv)
{
    QByteArray text;
    for (int i = 1; i < argc; ++i)
        text += QByteArray(argv[i]) + '\n';
    return formats::save_atomically(qgetenv(kNote).toStdString(), text.toStdString()) ? 0 : 1;
}
}

/// Windows and their projects: one open twice, a second window, a model that changed or moved, a set's notes.
class TestProjectWindow : public ProjectCase
{
    Q_OBJECT

private Q_SLOTS:
    void openInAnotherWindowIsSaid();
    void aWindowThatHasItTooTakesItOver();
    void aSetIsDraggedBetweenWindows();
    void anotherWindowIsAskedFor();
    void anotherWindowIsAProgramOfItsOwn();
    void aChangedModelIsSaid();
    void aMovedModelIsFound();
    void notesAreTypedUndoneAndKept();
};

void TestProjectWindow::openInAnotherWindowIsSaid()
{
    auto first = std::make_unique<FakeWindow>(data());
    QVERIFY(first->show());
    (*first)->fileControl().openPath(path("a.ropewalk"));
    QCOMPARE(first->files().name(), QStringLiteral("a"));

    FakeWindow second(data());
    QVERIFY(second.show());
    second->fileControl().openPath(path("a.ropewalk"));
    QVERIFY(second.said("open").contains(QStringLiteral("“a” is open in another window")));
    QCOMPARE(second.files().name(), QStringLiteral("untitled"));
    QVERIFY(second.choose("Open it here too"));
    QCOMPARE(second.files().name(), QStringLiteral("a"));
    // What one saves the other is told.
    second.edit(9);
    second->actions().save->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!first->said("disk").isEmpty(), kWaitMs);
    // Opening one's own again is no second window.
    (*first)->fileControl().openPath(path("a.ropewalk"));
    QVERIFY(first->said("open").isEmpty());
    QCOMPARE(first->last(), 9.0);

    first.reset();
    second->actions().newProject->trigger();
    QCOMPARE(second.files().name(), QStringLiteral("untitled"));
    second->fileControl().openPath(path("a.ropewalk"));
    QVERIFY(second.said("open").isEmpty());
    QCOMPARE(second.files().name(), QStringLiteral("a"));
}

void TestProjectWindow::aWindowThatHasItTooTakesItOver()
{
    auto first = std::make_unique<FakeWindow>(data());
    QVERIFY(first->show());
    (*first)->fileControl().openPath(path("a.ropewalk"));
    FakeWindow second(data());
    QVERIFY(second.show());
    second->fileControl().openPath(path("a.ropewalk"));
    QVERIFY(second.choose("Open it here too"));
    FakeWindow third(data());
    QVERIFY(third.show());

    first.reset();
    QTRY_VERIFY_WITH_TIMEOUT(third.files().isOpenElsewhere(path("a.ropewalk")), kWaitMs);
    third->fileControl().openPath(path("a.ropewalk"));
    QVERIFY(third.said("open").contains(QStringLiteral("“a” is open in another window")));
    QCOMPARE(third.files().name(), QStringLiteral("untitled"));
    // The second one has it now as any window has: it gives it away with the project.
    second->actions().newProject->trigger();
    third->fileControl().openPath(path("a.ropewalk"));
    QVERIFY(third.said("open").isEmpty());
    QCOMPARE(third.files().name(), QStringLiteral("a"));
}

void TestProjectWindow::aSetIsDraggedBetweenWindows()
{
    FakeWindow here(data()), there(data());
    QVERIFY(here.show() && there.show());
    here->fileControl().openPath(path("a.ropewalk"));
    here.edit(7.5);
    views::SetModel* sets = here->layoutParts().sets->model();
    const QString id = QString::fromStdString(here.document().activeSet()->id);
    const std::unique_ptr<QMimeData> dragged(sets->mimeData({ sets->indexOf(id) }));
    // As the platform does it, over a place of the window that is no list.
    const auto drop = [&](FakeWindow& window) {
        const QPoint at(20, window->height() - 20);
        QDragEnterEvent enter(at, Qt::CopyAction | Qt::MoveAction, dragged.get(), Qt::LeftButton, {});
        QCoreApplication::sendEvent(&*window, &enter);
        QDropEvent event(at, Qt::CopyAction | Qt::MoveAction, dragged.get(), Qt::LeftButton, {});
        event.setAccepted(false);
        QCoreApplication::sendEvent(&*window, &event);
        return enter.isAccepted() && event.isAccepted();
    };
    const int steps = here.document().undoStack()->count();
    QVERIFY(!drop(here));
    QCOMPARE(here.document().undoStack()->count(), steps);

    const std::size_t before = there.document().project().sets.size();
    QVERIFY(drop(there));
    QCOMPARE(there.document().project().sets.size(), before + 1);
    QCOMPARE(there.last(), 7.5);
    QCOMPARE(here.document().undoStack()->count(), steps); // it was copied
}

void TestProjectWindow::anotherWindowIsAskedFor()
{
    FakeWindow window(data());
    QVERIFY(window.show());
    QSignalSpy asked(&*window, &MainWindow::newWindowRequested);
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&*window));
    QTest::keyClick(&*window, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(asked.size(), 1);
}

void TestProjectWindow::anotherWindowIsAProgramOfItsOwn()
{
    // The program that is started is this test, which notes what it was told.
    qputenv(kNote, path("note").toLocal8Bit());
    Options options;
    options.engine = QStringLiteral("ssh -T host ropewalk-engine serve");
    options.paths = {path("a.ropewalk")};
    QVERIFY(openWindow(options));
    const auto note = [this] {
        QFile file(path("note"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QTRY_COMPARE_WITH_TIMEOUT(note(), QByteArray("--new\n--engine\nssh -T host ropewalk-engine serve\n"), kWaitMs);
    qunsetenv(kNote);
}

void TestProjectWindow::aChangedModelIsSaid()
{
    project::Project project = demoProject();
    project.model_fingerprint = "of last month";
    QVERIFY(project::save_project(project, path("a.ropewalk").toStdString()));
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    QTRY_VERIFY_WITH_TIMEOUT(window.said("model").contains(QStringLiteral("has changed since")), kWaitMs);
    QCOMPARE(window.document().project().model_fingerprint, std::string("f-demo"));
    QVERIFY(window.files().save());
    // It is said once; the file now knows the model as it is.
    FakeWindow again(data() + QStringLiteral("2"));
    QVERIFY(again.show());
    again->fileControl().openPath(path("a.ropewalk"));
    QTRY_VERIFY_WITH_TIMEOUT(again->session().loader().isReady(), kWaitMs);
    QCOMPARE(again.said("model"), QString());
}

void TestProjectWindow::aMovedModelIsFound()
{
    project::Project project = demoProject();
    project.model_path = "/models/old";
    project.model_fingerprint = "f-/models/new"; // the rule's for that place
    QVERIFY(project::save_project(project, path("a.ropewalk").toStdString()));
    const FakeEngine::Rule rule = [](const protocol::Request& request) -> std::optional<nlohmann::json> {
        nlohmann::json answer = obligingRule()(request).value_or(nullptr);
        if (request.method != protocol::method::open_model)
            return answer.is_null() ? std::nullopt : std::optional(answer);
        const std::string asked = request.params["path"];
        if (asked == "/models/old")
            return std::nullopt; // refused by the test
        if (asked == "/models/small")
            answer["geometry"]["head_dim"] = answer["geometry"]["rotary_dim"] = 32;
        return answer;
    };
    FakeWindow window(data(), rule);
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    auto* engine = qobject_cast<FakeEngine*>(window->session().client().transport());
    QVERIFY(engine);
    const auto opening = [&] { return engine->asked(protocol::method::open_model); };
    QTRY_VERIFY_WITH_TIMEOUT(!opening().empty() && opening().back().params["path"] == "/models/old", kWaitMs);
    engine->refuse(
        opening().back().id, { protocol::error_code::failed, as_is("no such folder"), "/models/old", {} });
    QTRY_VERIFY_WITH_TIMEOUT(
        window.said("model").contains(QStringLiteral("/models/old cannot be opened")), kWaitMs);
    bool offered = false;
    for (const auto* button : window.messages().findChildren<views::PillButton*>())
        offered = offered || button->text() == QStringLiteral("Find it…");
    QVERIFY(offered);

    window->session().loader().openMoved(QStringLiteral("/models/small"));
    QTRY_VERIFY2_WITH_TIMEOUT(
        window.said("model").contains(QStringLiteral("turns 16 pairs, the project's sets are for 32")),
        qPrintable(window.said("model")), kWaitMs);
    QCOMPARE(window.document().project().model_path, std::string("/models/old"));

    window->session().loader().openMoved(QStringLiteral("/models/new"));
    QTRY_COMPARE_WITH_TIMEOUT(window.document().project().model_path, std::string("/models/new"), kWaitMs);
    QCOMPARE(window.said("model"), QString()); // the same model at another place
    QVERIFY(window->isWindowModified());
    QCOMPARE(window.document().project().sets, project.sets);
    QTRY_VERIFY_WITH_TIMEOUT(window->session().loader().isReady(), kWaitMs);

    window->session().loader().openMoved(QStringLiteral("/models/other"));
    QTRY_VERIFY_WITH_TIMEOUT(window.said("model").contains(QStringLiteral("has changed since")), kWaitMs);
}

void TestProjectWindow::notesAreTypedUndoneAndKept()
{
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&*window));
    views::SetList* list = window->layoutParts().sets;
    QPlainTextEdit* notes = list->notes()->edit();
    bool told = false;
    for (const QLabel* label : list->findChildren<QLabel*>())
        told = told || (label->isVisible() && label->text() == QStringLiteral("from the paper, table 3"));
    QVERIFY(told);

    QTest::mouseClick(notes->viewport(), Qt::LeftButton);
    QTest::keyClicks(notes, QStringLiteral("best above 1000"));
    QCOMPARE(window.document().activeSet()->notes, std::string("best above 1000"));
    QCOMPARE(window.document().undoStack()->count(), 1);
    QVERIFY(window->isWindowModified());
    QTest::keyClick(notes, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(window.document().activeSet()->notes, std::string());
    QCOMPARE(notes->toPlainText(), QString());
    QTest::keyClick(notes, Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(notes->toPlainText(), QStringLiteral("best above 1000"));
    QVERIFY(window.files().save());
    QCOMPARE(project::load_project(path("a.ropewalk").toStdString())->sets[0].notes,
        std::string("best above 1000"));

    // Each set has its own; a baseline has none.
    QTest::keyClick(list->view(), Qt::Key_D, Qt::ControlModifier);
    QTest::keyClick(notes, Qt::Key_End, Qt::ControlModifier);
    QTest::keyClicks(notes, QStringLiteral(", a copy"));
    QCOMPARE(window.document().project().sets[0].notes, std::string("best above 1000"));
    QCOMPARE(window.document().project().sets[1].notes, std::string("best above 1000, a copy"));
    list->view()->setCurrentIndex(list->view()->model()->index(0, 0));
    QVERIFY(!notes->isVisible());
}

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsSet(kNote))
        return noteArguments(argc, argv);
    return runWindowTest<TestProjectWindow>(argc, argv);
}
#include "tst_project_window.moc"
