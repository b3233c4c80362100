// SPDX-License-Identifier: GPL-3.0-only
#include "evaluate_case.h"
#include "views/corpus/corpus_panel.h"
#include "views/evaluation/result_table.h"
#include "views/evaluation/segments.h"
#include "views/perplexity/length_panel.h"

#include <QAbstractButton>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QUrl>

using namespace ropewalk;
using namespace ropewalk::studio;

/// The text as it is shown, counted and opened from its panel.
class TestEvaluationText : public EvaluateCase
{
    Q_OBJECT

private Q_SLOTS:
    void isShownByItsTab();
    void isCountedForWhatIsMeasured();
    void droppedTextIsOpened();
    void refusedTextIsTriedAgain();
    void refusedAtTheStartLeavesTheProjectsOwn();
    void anotherProjectHasItsOwn();

private:
    void answerCount(std::int64_t documents);
    views::CorpusPanel& corpus() { return *m_page->corpus; }
};

void TestEvaluationText::answerCount(std::int64_t documents)
{
    QTRY_VERIFY_WITH_TIMEOUT(!m_engine->asked(protocol::method::count_documents).empty(), kWaitMs);
    const protocol::Request request = m_engine->asked(protocol::method::count_documents).back();
    const auto params = protocol::from_json<protocol::DocumentsCountParams>(request.params);
    protocol::DocumentsCountResult result;
    result.documents = documents;
    result.tokens = 100 * documents;
    for (const std::int64_t length : params->lengths)
        result.counts.push_back({length, 1, 2, 1, 1});
    m_engine->answer(request.id, protocol::to_json(result));
}

void TestEvaluationText::isShownByItsTab()
{
    start();
    QWidget window; // without a layout, which would hand it a minimum size
    window.resize(1200, 600);
    m_page->setParent(&window);
    m_page->resize(window.size());
    window.show();
    QTest::mouseClick(m_page->tabs->button(4), Qt::LeftButton);
    QVERIFY(corpus().isVisible());
    QCOMPARE(m_page->shown(), nullptr);
    QVERIFY(!m_page->runShown->isEnabled() && !m_page->stopShown->isEnabled());
    QTest::keyClick(m_page->tabs->button(4), Qt::Key_Left);
    QVERIFY(m_page->shown() && m_page->runShown->isEnabled());
    m_page->setParent(nullptr);
}

void TestEvaluationText::isCountedForWhatIsMeasured()
{
    start();
    answerCount(8);
    QTRY_COMPARE_WITH_TIMEOUT(corpus().table()->rowCount(), int(m_page->lengths->params().lengths.size()), kWaitMs);
    QVERIFY(corpus().summary().startsWith(QStringLiteral("8 documents")));
    const std::size_t before = m_engine->asked(protocol::method::count_documents).size();
    protocol::CurveParams longer = m_page->lengths->params();
    longer.lengths = {100, 5000};
    m_page->lengths->setParams(longer);
    const auto request = asked(protocol::method::count_documents, before);
    // The lengths of the curve, and the target.
    QCOMPARE(protocol::from_json<protocol::DocumentsCountParams>(request.params)->lengths,
        (std::vector<std::int64_t>{100, 2048, 5000}));
    answerCount(8);
    QTRY_COMPARE_WITH_TIMEOUT(corpus().table()->rowCount(), 3, kWaitMs);
}

void TestEvaluationText::droppedTextIsOpened()
{
    start();
    const std::size_t before = m_engine->asked(protocol::method::open_documents).size();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QStringLiteral("/texts/book.txt"))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&corpus(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&corpus(), &drop);
    const auto request = asked(protocol::method::open_documents, before);
    QCOMPARE(request.params.at("path").get<std::string>(), std::string("/texts/book.txt"));
    QTRY_COMPARE_WITH_TIMEOUT(m_document->project().documents_path, std::string("/texts/book.txt"), kWaitMs);
    QTRY_VERIFY_WITH_TIMEOUT(!m_session->loader().isBusy(), kWaitMs);
    answerCount(1);
    QTRY_VERIFY_WITH_TIMEOUT(corpus().summary().startsWith(QStringLiteral("One document")), kWaitMs);
}

void TestEvaluationText::refusedTextIsTriedAgain()
{
    m_rule = [](const protocol::Request& request) -> std::optional<nlohmann::json> {
        // Lines without a field wait for the test's answer.
        if (request.method == protocol::method::open_documents && request.params.at("path") == "/texts/books.jsonl"
            && request.params.value("field", std::string()).empty())
            return std::nullopt;
        return obligingRule()(request);
    };
    start();
    const std::string was = m_document->project().documents_path;
    const std::size_t before = m_engine->asked(protocol::method::open_documents).size();
    Q_EMIT corpus().openRequested(QStringLiteral("/texts/books.jsonl"), {});
    const auto request = asked(protocol::method::open_documents, before);
    QTRY_COMPARE_WITH_TIMEOUT(corpus().statusText(), QStringLiteral("reading the text"), kWaitMs);
    m_engine->refuse(request.id, {protocol::error_code::failed, as_is("expected the text in the field 'text'"), {}, {}});
    QTRY_VERIFY_WITH_TIMEOUT(corpus().statusText().contains(QStringLiteral("in the field 'text'")), kWaitMs);
    QCOMPARE(m_document->project().documents_path, was); // what was open stays open
    // The field is named: the same file again.
    QTest::keyClicks(corpus().field(), QStringLiteral("body"));
    QTest::keyClick(corpus().field(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(m_document->project().documents_field, std::string("body"), kWaitMs);
    QCOMPARE(m_document->project().documents_path, std::string("/texts/books.jsonl"));
    QTRY_COMPARE_WITH_TIMEOUT(corpus().statusText(), QString(), kWaitMs);
    QCOMPARE(corpus().field()->text(), QStringLiteral("body"));
}

void TestEvaluationText::refusedAtTheStartLeavesTheProjectsOwn()
{
    m_rule = [](const protocol::Request& request) -> std::optional<nlohmann::json> {
        if (request.method == protocol::method::open_documents && request.params.at("path") == "/texts/books.jsonl")
            return std::nullopt;
        return obligingRule()(request);
    };
    m_session->loader().openDocuments(QStringLiteral("/texts/books.jsonl")); // named before the engine runs
    m_session->engine().start();
    const auto request = asked(protocol::method::open_documents, 0);
    m_engine->refuse(request.id, {protocol::error_code::failed, as_is("line 1: no text"), {}, {}});
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs); // on the project's text
    QTRY_VERIFY_WITH_TIMEOUT(corpus().statusText().contains(QStringLiteral("no text")), kWaitMs);
    // The lines are offered a field, whoever asked for them.
    QTest::keyClicks(corpus().field(), QStringLiteral("body"));
    QTest::keyClick(corpus().field(), Qt::Key_Return);
    const auto again = asked(protocol::method::open_documents, 2);
    QCOMPARE(again.params.at("field").get<std::string>(), std::string("body"));
}

void TestEvaluationText::anotherProjectHasItsOwn()
{
    start();
    project::Project other = m_document->project();
    other.documents_path.clear();
    m_files->begin(other);
    QTRY_VERIFY_WITH_TIMEOUT(corpus().isEmpty(), kWaitMs);
    QVERIFY(!m_page->lengths->runAction()->isEnabled());
}

QTEST_MAIN(TestEvaluationText)
#include "tst_evaluation_text.moc"
