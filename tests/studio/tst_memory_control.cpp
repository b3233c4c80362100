// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/memory_control.h"
#include "app/studio/session/new_project.h"
#include "fake_engine.h"
#include "views/search/search_panel.h"
#include "views/search/search_settings.h"

#include <QAction>
#include <QPointer>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {
constexpr int kWaitMs = 20'000;
}

/// What the search panel shows of the memory that a search would need, as an engine tells it.
class TestMemoryControl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsWhatIsNeeded();
    void refusesWhatCannotFit();
    void asksAgainForAnotherLength();
    void olderEnginesKnowNothing();

private:
    void answerLast(bool fits);
    std::vector<protocol::Request> asked() const { return m_engine->asked(protocol::method::memory); }

    std::unique_ptr<views::Document> m_document;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<views::SearchPanel> m_panel;
    std::unique_ptr<MemoryControl> m_control;
    QPointer<FakeEngine> m_engine;
};

void TestMemoryControl::init()
{
    m_document = std::make_unique<views::Document>();
    m_document->reset(demoProject());
    m_session = std::make_unique<Session>(*m_document, [this](const EnginePlace&) {
        auto engine = std::make_unique<FakeEngine>(obligingRule());
        m_engine = engine.get();
        return engine;
    });
    m_panel = std::make_unique<views::SearchPanel>();
    m_panel->setTask(m_document->geometry(), m_document->project().target_length);
    m_panel->setAvailable(true);
    m_control = std::make_unique<MemoryControl>(*m_document, *m_session, *m_panel, nullptr);
    m_session->engine().start();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    QTRY_VERIFY_WITH_TIMEOUT(!asked().empty(), kWaitMs);
}

void TestMemoryControl::cleanup()
{
    m_control.reset();
    m_session.reset();
    m_document.reset();
}

void TestMemoryControl::answerLast(bool fits)
{
    protocol::MemoryResult result;
    result.fits = fits;
    result.message = as_is(fits ? "needs about 1.2 GB of 21 GB" : "needs about 46 GB, and 21 GB can be had");
    result.advice = as_is(fits ? "" : "about 900000 tokens would fit");
    m_engine->answer(asked().back().id, protocol::to_json(result));
}

void TestMemoryControl::showsWhatIsNeeded()
{
    const auto params = protocol::from_json<protocol::MemoryParams>(asked().back().params);
    QVERIFY(params.has_value());
    QCOMPARE(params->job, std::string("search"));
    QCOMPARE(params->lengths, std::vector<std::int64_t>{m_document->project().target_length});
    QCOMPARE(params->samples, m_panel->settings()->params().samples);
    QVERIFY(!m_panel->statusText().contains(QStringLiteral("needs about")));
    answerLast(true);
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->statusText().contains(QStringLiteral("needs about 1.2 GB of 21 GB")), kWaitMs);
    QVERIFY(m_panel->startAction()->isEnabled());
}

void TestMemoryControl::refusesWhatCannotFit()
{
    answerLast(false);
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->statusText().contains(QStringLiteral("needs about 46 GB")), kWaitMs);
    QVERIFY(!m_panel->startAction()->isEnabled());
    QVERIFY(m_panel->startAction()->toolTip().contains(QStringLiteral("46 GB")));
    QVERIFY(m_panel->startAction()->toolTip().contains(QStringLiteral("900000 tokens would fit")));
}

void TestMemoryControl::asksAgainForAnotherLength()
{
    answerLast(false);
    QTRY_VERIFY_WITH_TIMEOUT(!m_panel->startAction()->isEnabled(), kWaitMs);
    const std::size_t before = asked().size();
    m_document->setTarget(1024);
    QTRY_VERIFY_WITH_TIMEOUT(asked().size() > before, kWaitMs);
    QCOMPARE(protocol::from_json<protocol::MemoryParams>(asked().back().params)->lengths,
        std::vector<std::int64_t>{1024});
    answerLast(true);
    QTRY_VERIFY_WITH_TIMEOUT(m_panel->startAction()->isEnabled(), kWaitMs);
    QVERIFY(m_panel->startAction()->toolTip().contains(QStringLiteral("F5")));

    const std::size_t seen = asked().size();
    auto params = m_panel->settings()->params();
    params.samples += 3;
    m_panel->settings()->setParams(params);
    QTRY_VERIFY_WITH_TIMEOUT(asked().size() > seen, kWaitMs);
    QCOMPARE(protocol::from_json<protocol::MemoryParams>(asked().back().params)->samples, params.samples);
}

void TestMemoryControl::olderEnginesKnowNothing()
{
    m_engine->refuse(asked().back().id, {protocol::error_code::method_not_found, as_is("no such method"), {}, {}});
    QTest::qWait(0);
    QVERIFY(m_panel->startAction()->isEnabled());
    QVERIFY(!m_panel->statusText().contains(QStringLiteral("needs about")));
}

QTEST_MAIN(TestMemoryControl)
#include "tst_memory_control.moc"
