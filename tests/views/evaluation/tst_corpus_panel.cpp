// SPDX-License-Identifier: GPL-3.0-only
#include "panel_case.h"

#include "views/corpus/corpus_panel.h"
#include "views/evaluation/result_table.h"

#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QUrl>

using namespace ropewalk;
using namespace ropewalk::views;

/// The text that is measured on, by mouse and by keys: empty, dropped, counted, refused.
class CorpusPanelTest : public PanelCase
{
    Q_OBJECT

private Q_SLOTS:
    void emptySaysWhatToDo();
    void waitsForTheEngine();
    void isChosenByMouse();
    void isDropped_data();
    void isDropped();
    void otherFilesAreNotTaken();
    void countsStandByLength();
    void saysWhatIsTooShort();
    void endlessTextHasNoTokens();
    void fieldOfLines();
    void refusalStays();
    void pictures();

private:
    Panel* make() override;
    QSize size() const override { return { 1100, 520 }; }
    void fill() override;
    static protocol::DocumentsCountResult counted();

    CorpusPanel* m_panel = nullptr;
};

Panel* CorpusPanelTest::make()
{
    m_panel = new CorpusPanel;
    m_panel->setAvailable(true);
    return m_panel;
}

protocol::DocumentsCountResult CorpusPanelTest::counted()
{
    protocol::DocumentsCountResult result;
    result.name = "books";
    result.path = "/texts/books";
    result.documents = 12;
    result.tokens = 1'234'567;
    result.counts = { { 256, 12, 4800, 2400, 2400 }, { 2048, 9, 590, 330, 260 }, { 131072, 2, 3, 2, 1 } };
    return result;
}

void CorpusPanelTest::fill()
{
    m_panel->setOpened(QStringLiteral("/texts/books"), {});
    m_panel->setCount(counted());
}

void CorpusPanelTest::emptySaysWhatToDo()
{
    QVERIFY(m_panel->isEmpty());
    bool said = false;
    for (const QLabel* label : m_panel->findChildren<QLabel*>())
        said = said || (label->isVisible() && label->text().contains(QStringLiteral("Drop a text file")));
    QVERIFY(said);
    QCOMPARE(m_panel->statusText(), QString());
}

void CorpusPanelTest::waitsForTheEngine()
{
    m_panel->setAvailable(false, QStringLiteral("The engine is getting ready."));
    QCOMPARE(m_panel->statusText(), QStringLiteral("The engine is getting ready."));
    QSignalSpy asked(m_panel, &CorpusPanel::fileRequested);
    click(QStringLiteral("File…"));
    QCOMPARE(asked.count(), 0);
    m_panel->setAvailable(true);
    m_panel->setBusy(true);
    QCOMPARE(m_panel->statusText(), QStringLiteral("reading the text"));
    QVERIFY(!button(QStringLiteral("File…"))->isEnabled());
}

void CorpusPanelTest::isChosenByMouse()
{
    QSignalSpy file(m_panel, &CorpusPanel::fileRequested), folder(m_panel, &CorpusPanel::folderRequested),
        open(m_panel, &CorpusPanel::openRequested);
    click(QStringLiteral("File…"));
    click(QStringLiteral("Folder…"));
    click(QStringLiteral("Bundled"));
    QCOMPARE(file.count(), 1);
    QCOMPARE(folder.count(), 1);
    QCOMPARE(open.at(0).at(0).toString(), QStringLiteral("demo"));
}

void CorpusPanelTest::isDropped_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name : { "book.txt", "books.jsonl", "ids.npy", "" })
        QTest::newRow(*name ? name : "a folder") << QString::fromLatin1(name);
}

void CorpusPanelTest::isDropped()
{
    QFETCH(QString, name);
    const QTemporaryDir folder;
    const QString path = name.isEmpty() ? folder.path() : folder.filePath(name);
    QSignalSpy open(m_panel, &CorpusPanel::openRequested);
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(path) });
    QDragEnterEvent enter({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_panel, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_panel, &drop);
    QCOMPARE(open.count(), 1);
    QCOMPARE(open.at(0).at(0).toString(), path);
}

void CorpusPanelTest::otherFilesAreNotTaken()
{
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(QStringLiteral("/data/picture.png")) });
    QDragEnterEvent enter({ 10, 10 }, Qt::CopyAction, &data, Qt::LeftButton, {});
    enter.ignore();
    QApplication::sendEvent(m_panel, &enter);
    QVERIFY(!enter.isAccepted());
}

void CorpusPanelTest::countsStandByLength()
{
    fill();
    QVERIFY(!m_panel->isEmpty());
    const QLocale locale;
    QCOMPARE(m_panel->summary(), QStringLiteral("12 documents · %1 tokens").arg(locale.toString(1'234'567)));
    QCOMPARE(m_panel->table()->rowCount(), 3);
    const QModelIndex last = m_panel->table()->index(2, 0);
    QCOMPARE(last.data(Qt::EditRole).toLongLong(), 131072);
    QCOMPARE(last.siblingAtColumn(1).data(Qt::EditRole).toLongLong(), 2);
    QCOMPARE(last.siblingAtColumn(3).data(Qt::EditRole).toLongLong(), 2);
    QCOMPARE(m_panel->statusText(), QString());
    protocol::DocumentsCountResult one = counted();
    one.documents = 1;
    m_panel->setCount(one);
    QVERIFY(m_panel->summary().startsWith(QStringLiteral("One document · ")));
}

void CorpusPanelTest::saysWhatIsTooShort()
{
    protocol::DocumentsCountResult result = counted();
    result.counts.back() = { 131072, 0, 0, 0, 0 };
    result.warnings = { as_is("a.txt: 3 ill-formed UTF-8 sequences") };
    m_panel->setOpened(QStringLiteral("/texts/books"), {});
    m_panel->setCount(result);
    QVERIFY2(m_panel->statusText().startsWith(
                 QStringLiteral("No document is long enough for %1 tokens.").arg(QLocale().toString(131072))),
        qPrintable(m_panel->statusText()));
    QVERIFY(m_panel->statusText().endsWith(QStringLiteral("3 ill-formed UTF-8 sequences")));
}

void CorpusPanelTest::endlessTextHasNoTokens()
{
    protocol::DocumentsCountResult result;
    result.endless = true;
    result.documents = 10;
    result.counts = { { 2048, 10, 10, 5, 5 } };
    m_panel->setOpened(QStringLiteral("demo"), {});
    m_panel->setCount(result);
    QVERIFY(m_panel->summary().startsWith(QStringLiteral("Made up as long as it is needed")));
    QVERIFY(!m_panel->field()->isVisible());
}

void CorpusPanelTest::fieldOfLines()
{
    m_panel->setOpened(QStringLiteral("/texts/book.txt"), {});
    QVERIFY(!m_panel->field()->isVisible());
    m_panel->setOpened(QStringLiteral("/texts/books.jsonl"), {});
    QVERIFY(m_panel->field()->isVisible());
    QSignalSpy open(m_panel, &CorpusPanel::openRequested);
    type(m_panel->field(), QStringLiteral("body"));
    QCOMPARE(open.count(), 1);
    QCOMPARE(open.at(0).at(0).toString(), QStringLiteral("/texts/books.jsonl"));
    QCOMPARE(open.at(0).at(1).toString(), QStringLiteral("body"));
    // Leaving the field as it is asks for nothing.
    QTest::keyClick(m_panel->field(), Qt::Key_Return);
    QCOMPARE(open.count(), 1);
}

void CorpusPanelTest::refusalStays()
{
    fill();
    m_panel->setFailure(QStringLiteral("books.jsonl: line 1: expected the text in the field 'text'"));
    QVERIFY(m_panel->statusText().contains(QStringLiteral("line 1")));
    m_panel->setFailure({});
    QCOMPARE(m_panel->statusText(), QString());
}

void CorpusPanelTest::pictures()
{
    const QImage image = look(QStringLiteral("corpus"));
    QVERIFY(test::pixelsNear(image, theme().text, 40) > 500);
}

QTEST_MAIN(CorpusPanelTest)
#include "tst_corpus_panel.moc"
