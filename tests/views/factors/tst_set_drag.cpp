// SPDX-License-Identifier: GPL-3.0-only
#include "tests/views/demo_project.h"
#include "tests/views/pictures.h"

#include "views/document/document.h"
#include "views/factors/sets/set_list.h"
#include "views/factors/sets/set_model.h"

#include "core/formats/factor_file.h"

#include <QAction>
#include <QDropEvent>
#include <QListView>
#include <QMimeData>
#include <QTest>
#include <QUrl>

using namespace ropewalk;
using namespace ropewalk::views;

class TestSetDrag : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        test::useTheme(lightTheme());
        m_document = std::make_unique<Document>();
        m_document->reset(test::demoProject());
        m_list = new SetList(m_document.get());
        m_stage = std::make_unique<test::Stage>(m_list, QSize(200, 280));
        QVERIFY(QTest::qWaitForWindowExposed(&m_stage->window()));
        m_list->view()->setFocus();
    }
    void cleanup()
    {
        m_stage.reset();
        m_document.reset();
    }
    void isDraggedOutAsAFile();
    void aDropReorders();
    void aBaselineKeepsItsPlace();
    void aDropFromAnotherWindowAdds();
    void aDropFromAnotherProgramAdds();
    void aBaselineComesBackAsASet();
    void othersAreNotTaken();
    void keysReorder();
    void keysLock();

private:
    QModelIndex row(const char* id) const { return m_list->model()->indexOf(QString::fromLatin1(id)); }
    /// As the platform's drag does it: enter, move, drop.
    bool drop(const QMimeData* data, const QPoint& at)
    {
        QWidget* viewport = m_list->view()->viewport();
        QDragEnterEvent enter(at, Qt::CopyAction | Qt::MoveAction, data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(viewport, &enter);
        if (!enter.isAccepted())
            return false;
        QDragMoveEvent move(at, Qt::CopyAction | Qt::MoveAction, data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(viewport, &move);
        QDropEvent dropped(at, Qt::CopyAction | Qt::MoveAction, data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(viewport, &dropped);
        return dropped.isAccepted();
    }
    std::vector<std::string> order() const
    {
        std::vector<std::string> ids;
        for (const rope::FactorSet& set : m_document->project().sets)
            ids.push_back(set.id);
        return ids;
    }
    std::unique_ptr<Document> m_document;
    std::unique_ptr<test::Stage> m_stage;
    SetList* m_list = nullptr; // owned by the stage
};

void TestSetDrag::isDraggedOutAsAFile()
{
    m_document->renameSet("set-1", QStringLiteral("mine/2 λ"));
    const std::unique_ptr<QMimeData> data(m_list->model()->mimeData({ row("set-1") }));
    const auto inText
        = formats::parse_factor_file(data->text().toStdString(), "text", m_document->geometry());
    QVERIFY(inText);
    QVERIFY(inText->sets.front().same_rotation(*m_document->activeSet()));
    QCOMPARE(data->urls().size(), 1);
    const QString path = data->urls().front().toLocalFile();
    QVERIFY2(path.endsWith(QStringLiteral("mine-2 λ.json")), qPrintable(path));
    const auto inFile = formats::read_factor_file(path.toStdString(), m_document->geometry());
    QVERIFY(inFile);
    QCOMPARE(inFile->sets.front().name, std::string("mine/2 λ"));
    QCOMPARE(inFile->target_length, std::int64_t(2048));
    // A baseline can be dragged out too.
    const std::unique_ptr<QMimeData> pi(m_list->model()->mimeData({ row("pi") }));
    QVERIFY(pi->text().contains(QStringLiteral("\"PI\"")));
}

void TestSetDrag::aDropReorders()
{
    rope::FactorSet third = m_document->baselines()[1];
    third.id = "set-3";
    m_document->addSet(third);
    const std::unique_ptr<QMimeData> data(m_list->model()->mimeData({ row("set-3") }));
    const QRect first = m_list->view()->visualRect(row("set-1"));
    QVERIFY(drop(data.get(), first.topLeft() + QPoint(30, 1)));
    QCOMPARE(order(), (std::vector<std::string>{ "set-3", "set-1", "found-1" }));
    QCOMPARE(m_document->undoStack()->count(), 2);
    m_document->undoStack()->undo();
    QCOMPARE(order(), (std::vector<std::string>{ "set-1", "found-1", "set-3" }));
    // Below the last one.
    const std::unique_ptr<QMimeData> down(m_list->model()->mimeData({ row("set-1") }));
    QVERIFY(drop(down.get(), m_list->view()->visualRect(row("set-3")).bottomLeft() + QPoint(30, 0)));
    QCOMPARE(order(), (std::vector<std::string>{ "found-1", "set-3", "set-1" }));
}

void TestSetDrag::aBaselineKeepsItsPlace()
{
    const std::unique_ptr<QMimeData> data(m_list->model()->mimeData({ row("pi") }));
    for (const char* over : { "set-1", "found-1", "pi" })
        QVERIFY(!drop(data.get(), m_list->view()->visualRect(row(over)).center()));
    QCOMPARE(order(), (std::vector<std::string>{ "set-1", "found-1" }));
    QCOMPARE(m_document->undoStack()->count(), 0);
}

void TestSetDrag::aDropFromAnotherWindowAdds()
{
    Document other;
    project::Project project = test::demoProject();
    project.sets[0].name = "from there";
    other.reset(project);
    SetModel there(&other);
    const std::unique_ptr<QMimeData> data(there.mimeData({ there.indexOf(QStringLiteral("set-1")) }));
    QVERIFY(drop(data.get(), m_list->view()->viewport()->rect().center()));
    QCOMPARE(m_document->project().sets.size(), std::size_t(3));
    QCOMPARE(m_document->activeSet()->name, std::string("from there"));
    QCOMPARE(m_document->undoStack()->count(), 1);
}

/// Another program gets bytes by type, and nothing else.
void TestSetDrag::aDropFromAnotherProgramAdds()
{
    Document other;
    project::Project project = test::demoProject();
    project.sets[0].name = "dort, naïve";
    project.sets[0].origin = "the paper";
    project.sets[0].notes = "two\nlines";
    other.reset(project);
    SetModel there(&other);
    const std::unique_ptr<QMimeData> data(there.mimeData({ there.indexOf(QStringLiteral("set-1")) }));
    QMimeData bytes;
    const QStringList types = data->formats();
    for (const QString& type : types)
        bytes.setData(type, data->data(type));
    QCOMPARE(bytes.urls(), data->urls());
    QVERIFY(drop(&bytes, m_list->view()->viewport()->rect().center()));
    QCOMPARE(m_document->project().sets.size(), std::size_t(3));
    const rope::FactorSet& added = *m_document->activeSet();
    QVERIFY(added.same_rotation(project.sets[0]));
    QCOMPARE(added.name, project.sets[0].name);
    QCOMPARE(added.origin, project.sets[0].origin);
    QCOMPARE(added.notes, project.sets[0].notes);
}

/// As a file manager gives it back, or another window.
void TestSetDrag::aBaselineComesBackAsASet()
{
    Document other;
    other.reset(test::demoProject());
    SetModel there(&other);
    const std::unique_ptr<QMimeData> data(there.mimeData({ there.indexOf(QStringLiteral("pi")) }));
    QVERIFY(drop(data.get(), m_list->view()->viewport()->rect().center()));
    QCOMPARE(m_document->activeSet()->name, std::string("PI"));
    QCOMPARE(QString::fromStdString(m_document->activeSet()->id), QStringLiteral("set-2"));
    QVERIFY(row("pi").data(SetModel::BaselineRole).toBool());
    QCOMPARE(row("pi").data(SetModel::MarkRole).toString(), QString());
    QCOMPARE(row("set-2").data(SetModel::MarkRole).toString(), QStringLiteral("A"));
}

void TestSetDrag::othersAreNotTaken()
{
    QMimeData text;
    text.setText(QStringLiteral("a shopping list"));
    QVERIFY(!drop(&text, m_list->view()->viewport()->rect().center()));
    QMimeData link;
    link.setUrls({ QUrl(QStringLiteral("file:///tmp/model")) });
    link.setText(QStringLiteral("file:///tmp/model")); // as some file managers say it too
    QVERIFY(!drop(&link, m_list->view()->viewport()->rect().center()));
    // The window's to open: a list that kept the drag would refuse it in its place.
    QDragEnterEvent enter(m_list->view()->viewport()->rect().center(), Qt::CopyAction, &link, Qt::LeftButton, {});
    QCoreApplication::sendEvent(m_list->view()->viewport(), &enter);
    QVERIFY(!enter.isAccepted());
    QCOMPARE(m_document->undoStack()->count(), 0);
}

void TestSetDrag::keysReorder()
{
    m_list->view()->setCurrentIndex(row("found-1"));
    QTest::keyClick(m_list->view(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(order(), (std::vector<std::string>{ "found-1", "set-1" }));
    QCOMPARE(m_list->view()->currentIndex().data(SetModel::IdRole).toString(), QStringLiteral("found-1"));
    QTest::keyClick(m_list->view(), Qt::Key_Up, Qt::AltModifier); // at the top
    QCOMPARE(m_document->undoStack()->count(), 1);
    QTest::keyClick(m_list->view(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(order(), (std::vector<std::string>{ "set-1", "found-1" }));
    QCOMPARE(m_document->undoStack()->count(), 2);
    m_list->view()->setCurrentIndex(row("pi"));
    QTest::keyClick(m_list->view(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(m_document->undoStack()->count(), 2);
}

void TestSetDrag::keysLock()
{
    m_list->view()->setCurrentIndex(row("set-1"));
    QTest::keyClick(m_list->view(), Qt::Key_L);
    QVERIFY(m_document->activeSet()->locked);
    QVERIFY(row("set-1").data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("locked")));
    QTest::keyClick(m_list->view(), Qt::Key_Delete);
    QCOMPARE(m_document->project().sets.size(), std::size_t(2));
    test::picture(*m_list, QStringLiteral("sets-locked"));
    QTest::keyClick(m_list->view(), Qt::Key_D, Qt::ControlModifier);
    QVERIFY(!m_document->activeSet()->locked); // a copy is there to be edited
    m_list->view()->setCurrentIndex(row("set-1"));
    QTest::keyClick(m_list->view(), Qt::Key_L);
    QVERIFY(!m_document->set("set-1")->locked);
}

QTEST_MAIN(TestSetDrag)
#include "tst_set_drag.moc"
