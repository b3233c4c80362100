// SPDX-License-Identifier: GPL-3.0-only
#include "evaluate_case.h"

#include "app/studio/control/evaluation/evaluate_control.h"
#include "app/studio/session/new_project.h"
#include "views/passkey/passkey_panel.h"

using namespace ropewalk;
using namespace ropewalk::studio;

void EvaluateCase::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_document = std::make_unique<views::Document>();
    m_document->reset(demoProject());
    m_files = std::make_unique<ProjectFiles>(*m_document, folder("data"));
    m_session = std::make_unique<Session>(*m_document, [this](const EnginePlace&) {
        auto engine = std::make_unique<FakeEngine>(m_rule ? m_rule : obligingRule());
        m_engine = engine.get();
        return engine;
    });
    m_page = std::make_unique<EvaluatePage>(*m_document);
    new EvaluateControl(*m_document, *m_session, *m_files, *m_page, m_page.get());
}

void EvaluateCase::cleanup()
{
    m_session->engine().stop();
    m_page.reset();
    m_session.reset();
    m_files.reset();
    m_document.reset();
    m_rule = {};
}

void EvaluateCase::start()
{
    m_session->engine().start();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    QTRY_VERIFY(m_page->passkey->runAction()->isEnabled());
}

protocol::Request EvaluateCase::asked(const char* method, std::size_t number)
{
    if (!QTest::qWaitFor([&] { return m_engine && m_engine->asked(method).size() > number; }, kWaitMs)) {
        QTest::qFail("nothing was asked", __FILE__, __LINE__);
        return {};
    }
    return m_engine->asked(method)[number];
}
