// SPDX-License-Identifier: GPL-3.0-only
#include "evaluate_case.h"
#include "views/choices/choices_panel.h"
#include "views/entropy/entropy_panel.h"
#include "views/evaluation/segments.h"
#include "views/passkey/passkey_panel.h"
#include "views/perplexity/length_panel.h"

#include <QAbstractButton>
#include <QSpinBox>

using namespace ropewalk;
using namespace ropewalk::studio;

/// What the panels show of the memory that each evaluation would need, before it is begun.
class TestEvaluationMemory : public EvaluateCase
{
    Q_OBJECT

private Q_SLOTS:
    void eachKindIsAskedAbout();
    void followsTheSettings();
    void whatCannotFitIsNotBegun();
    void asksAnewWhenARunEnds();
    void olderEnginesKnowNothing();

private:
    protocol::MemoryParams asksFor(const std::string& job); ///< the newest question about it; waits for one
    protocol::Id idOf(const std::string& job);
    void answer(const std::string& job, bool fits);
    QSpinBox* box(QWidget* panel, const char* name)
    {
        for (QSpinBox* one : panel->findChildren<QSpinBox*>())
            if (one->accessibleName() == QString::fromLatin1(name))
                return one;
        return nullptr;
    }
    int questions() const { return int(m_engine->asked(protocol::method::memory).size()); }
};

protocol::MemoryParams TestEvaluationMemory::asksFor(const std::string& job)
{
    protocol::MemoryParams last;
    const auto find = [&] {
        bool found = false;
        for (const protocol::Request& request : m_engine->asked(protocol::method::memory)) {
            const auto params = protocol::from_json<protocol::MemoryParams>(request.params);
            if (params && params->job == job) {
                last = *params;
                found = true;
            }
        }
        return found;
    };
    if (!QTest::qWaitFor(find, kWaitMs))
        QTest::qFail(job.c_str(), __FILE__, __LINE__);
    return last;
}

protocol::Id TestEvaluationMemory::idOf(const std::string& job)
{
    protocol::Id id;
    for (const protocol::Request& request : m_engine->asked(protocol::method::memory))
        if (request.params.at("job") == job)
            id = request.id;
    return id;
}

void TestEvaluationMemory::answer(const std::string& job, bool fits)
{
    asksFor(job);
    protocol::MemoryResult result;
    result.fits = fits;
    result.largest_length = 1500;
    result.message = as_is(fits ? "needs about 1.2 GB of 14 GB" : "needs about 46 GB, and 14 GB can be had");
    m_engine->answer(idOf(job), protocol::to_json(result));
}

void TestEvaluationMemory::eachKindIsAskedAbout()
{
    start();
    QCOMPARE(asksFor("entropy").lengths, std::vector<std::int64_t>{2048});
    QCOMPARE(asksFor("passkey").lengths, m_page->passkey->params().lengths);
    const protocol::MemoryParams curve = asksFor("curve");
    QCOMPARE(curve.lengths, m_page->lengths->params().lengths);
    QCOMPARE(curve.samples, m_page->lengths->params().samples);
    QVERIFY(curve.sliding);
    QCOMPARE(asksFor("choices").questions, std::string("demo"));
    for (const char* job : {"entropy", "passkey", "curve", "choices"})
        answer(job, true);
    for (views::EvaluationPanel* panel : m_page->panels()) {
        QTRY_COMPARE_WITH_TIMEOUT(panel->statusText(), QStringLiteral("needs about 1.2 GB of 14 GB"), kWaitMs);
        QVERIFY(panel->runAction()->isEnabled());
    }
}

void TestEvaluationMemory::followsTheSettings()
{
    start();
    asksFor("choices");
    // Typed at once: one question when they rest.
    QSpinBox* window = box(m_page->entropy, "window");
    const int before = questions();
    window->setFocus();
    QTest::keyClick(window, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(window, QStringLiteral("1536"));
    QTest::keyClick(window, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(asksFor("entropy").lengths == std::vector<std::int64_t>{1536}, kWaitMs);
    QCOMPARE(questions(), before + 1);
    // A needle is not generated.
    QTest::mouseClick(m_page->passkey->findChild<views::Segments*>()->button(1), Qt::LeftButton);
    QCOMPARE(asksFor("needle").lengths, m_page->passkey->params().lengths);
    // Another target.
    m_document->setTarget(1024);
    QTRY_COMPARE_WITH_TIMEOUT(asksFor("curve").lengths.back(), std::int64_t(1024), kWaitMs);
    // Answered questions of earlier settings say nothing any more.
    QTest::keyClick(box(m_page->choices, "few-shot"), Qt::Key_Up);
    const protocol::Id old = idOf("choices");
    QTRY_COMPARE_WITH_TIMEOUT(asksFor("choices").few_shot, 1, kWaitMs);
    protocol::MemoryResult stale;
    stale.message = as_is("stale");
    m_engine->answer(old, protocol::to_json(stale));
    answer("choices", true);
    QTRY_COMPARE_WITH_TIMEOUT(m_page->choices->statusText(), QStringLiteral("needs about 1.2 GB of 14 GB"), kWaitMs);
}

void TestEvaluationMemory::whatCannotFitIsNotBegun()
{
    start();
    answer("curve", false);
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->lengths->runAction()->isEnabled(), kWaitMs);
    QVERIFY2(m_page->lengths->statusText().contains(QStringLiteral("46 GB"))
            && m_page->lengths->statusText().contains(QStringLiteral("tokens would fit")),
        qPrintable(m_page->lengths->statusText()));
    QVERIFY(m_page->lengths->runAction()->toolTip().contains(QStringLiteral("46 GB")));
    QVERIFY(!m_page->measure[2]->isEnabled()); // the menu's too
    QTest::mouseClick(m_page->lengths->findChild<QAbstractButton*>(), Qt::LeftButton);
    QVERIFY(m_engine->asked(protocol::method::curve).empty());
    QVERIFY(m_page->entropy->runAction()->isEnabled());
    // Fewer tokens do fit.
    protocol::CurveParams shorter = m_page->lengths->params();
    shorter.lengths = {512};
    m_page->lengths->setParams(shorter);
    QTRY_VERIFY_WITH_TIMEOUT(asksFor("curve").lengths.size() == 1, kWaitMs);
    answer("curve", true);
    QTRY_VERIFY_WITH_TIMEOUT(m_page->lengths->runAction()->isEnabled(), kWaitMs);
}

void TestEvaluationMemory::asksAnewWhenARunEnds()
{
    start();
    asksFor("choices");
    for (const char* job : {"entropy", "passkey", "curve", "choices"})
        answer(job, true);
    m_page->measure[1]->trigger();
    const auto run = asked(protocol::method::passkey, 0);
    const int before = questions();
    m_engine->refuse(run.id, {protocol::error_code::cancelled, as_is("stopped"), {}, {}});
    QTRY_COMPARE_WITH_TIMEOUT(questions(), before + 4, kWaitMs);
}

void TestEvaluationMemory::olderEnginesKnowNothing()
{
    start();
    asksFor("entropy");
    m_engine->refuse(idOf("entropy"), {protocol::error_code::method_not_found, as_is("no such method"), {}, {}});
    answer("passkey", true);
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->passkey->statusText().isEmpty(), kWaitMs);
    QCOMPARE(m_page->entropy->statusText(), QString());
    QVERIFY(m_page->entropy->runAction()->isEnabled());
}

QTEST_MAIN(TestEvaluationMemory)
#include "tst_evaluation_memory.moc"
