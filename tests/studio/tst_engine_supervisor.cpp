// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/device_control.h"
#include "app/studio/session/new_project.h"
#include "fake_engine.h"
#include "tests/studio/window_program.h"

#include <QApplication>
#include <QPointer>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {

constexpr int kWaitMs = 20'000;
using State = EngineSupervisor::State;

/// A machine with a processor, a card that works and one that does not.
protocol::DevicesResult machine()
{
    protocol::DevicesResult found;
    found.driver = "580.65";
    found.cores = 4;
    found.devices = {{"cpu", ropewalk::as_is("Processor"), 32'000'000'000, 16'000'000'000, {"f32"}, true, {}, "AVX2"},
        {"cuda:0", ropewalk::as_is("Card"), 80'000'000'000, 78'000'000'000, {"bf16", "f32"}, true, {}},
        {"cuda:1", ropewalk::as_is("Old card"), 8'000'000'000, 8'000'000'000, {"bf16", "f32"}, false,
            ropewalk::as_is("its compute capability is 6.1")}};
    return found;
}

} // namespace

/// What becomes of an engine that dies, speaks another protocol, or is asked for another device.
class TestEngineSupervisor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void givesUpAfterFive();
    void otherProtocolIsRefused();
    void anotherDeviceIsAnotherEngine();
    void aDeviceThatFailsIsGivenUp();
    void theMenuListsTheMachine();
    void threadsAreChosen();

private:
    EngineSupervisor& engine() { return m_session->engine(); }

    std::unique_ptr<views::Document> m_document;
    std::unique_ptr<Session> m_session;
    FakeEngine::Rule m_rule;
    QPointer<FakeEngine> m_engine; ///< the last one
    QStringList m_devices; ///< of every engine so far
    QList<int> m_threads; ///< asked of each
};

void TestEngineSupervisor::init()
{
    m_devices.clear();
    m_threads.clear();
    m_rule = [this, oblige = obligingRule()](const protocol::Request& request) -> std::optional<nlohmann::json> {
        if (request.method == protocol::method::devices)
            return protocol::to_json(machine());
        auto answer = oblige(request);
        if (request.method == protocol::method::initialize && !m_devices.last().isEmpty())
            (*answer)["device"] = m_devices.last().toStdString();
        return answer;
    };
    m_document = std::make_unique<views::Document>();
    m_document->reset(demoProject());
    m_session = std::make_unique<Session>(*m_document, [this](const EnginePlace& place) {
        auto made = std::make_unique<FakeEngine>(m_rule);
        m_engine = made.get();
        m_devices << place.device;
        m_threads << place.threads;
        return made;
    });
}

void TestEngineSupervisor::givesUpAfterFive()
{
    QSignalSpy died(&engine(), &EngineSupervisor::died);
    engine().start();
    for (int death = 1; death <= EngineSupervisor::kMostQuickRestarts + 1; ++death) {
        QTRY_COMPARE_WITH_TIMEOUT(engine().state(), State::Ready, kWaitMs);
        m_engine->die(QStringLiteral("crash %1").arg(death));
        QTRY_COMPARE_WITH_TIMEOUT(died.size(), death, kWaitMs);
    }
    QCOMPARE(died.last()[1].toBool(), false);
    QCOMPARE(engine().state(), State::Failed);
    QCOMPARE(m_devices.size(), EngineSupervisor::kMostQuickRestarts + 1);
    engine().start(); // the user asks
    QTRY_COMPARE_WITH_TIMEOUT(engine().state(), State::Ready, kWaitMs);
}

void TestEngineSupervisor::otherProtocolIsRefused()
{
    m_rule = [](const protocol::Request&) -> std::optional<nlohmann::json> {
        protocol::InitializeResult result;
        result.protocol = protocol::version + 1;
        return protocol::to_json(result);
    };
    QSignalSpy died(&engine(), &EngineSupervisor::died);
    engine().start();
    QTRY_COMPARE_WITH_TIMEOUT(died.size(), 1, kWaitMs);
    QVERIFY(died[0][0].toString().contains(QStringLiteral("version")));
    QCOMPARE(engine().state(), State::Failed);
}

void TestEngineSupervisor::anotherDeviceIsAnotherEngine()
{
    engine().start();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    const auto lambda = m_document->activeSet()->lambda;
    engine().useDevice(QStringLiteral("cuda:0"));
    QTRY_VERIFY_WITH_TIMEOUT(m_session->loader().isReady(), kWaitMs);
    QCOMPARE(m_devices, QStringList({QString(), QStringLiteral("cuda:0")}));
    QCOMPARE(engine().engine().device, "cuda:0");
    QCOMPARE(m_document->activeSet()->lambda, lambda);
    // A death later on is no refusal: the same device is taken again.
    QSignalSpy refused(&engine(), &EngineSupervisor::placeRefused);
    m_engine->die(QStringLiteral("a fault"));
    QTRY_COMPARE_WITH_TIMEOUT(m_devices.size(), 3, kWaitMs);
    QCOMPARE(m_devices.last(), QStringLiteral("cuda:0"));
    QCOMPARE(refused.size(), 0);
}

void TestEngineSupervisor::aDeviceThatFailsIsGivenUp()
{
    engine().start();
    QTRY_COMPARE_WITH_TIMEOUT(engine().state(), State::Ready, kWaitMs);
    const FakeEngine::Rule works = m_rule;
    m_rule = [](const protocol::Request&) { return std::optional<nlohmann::json>(); };
    QSignalSpy refused(&engine(), &EngineSupervisor::placeRefused);
    engine().useDevice(QStringLiteral("cuda:0"));
    QTRY_VERIFY_WITH_TIMEOUT(m_engine && !m_engine->asked(protocol::method::initialize).empty(), kWaitMs);
    m_rule = works;
    m_engine->die(QStringLiteral("the driver is too old"));
    QTRY_COMPARE_WITH_TIMEOUT(refused.size(), 1, kWaitMs);
    QCOMPARE(refused[0][0].value<EnginePlace>().device, QStringLiteral("cuda:0"));
    QCOMPARE(refused[0][1].toString(), QStringLiteral("the driver is too old"));
    QTRY_COMPARE_WITH_TIMEOUT(engine().state(), State::Ready, kWaitMs);
    QCOMPARE(engine().place().device, QString());
    QCOMPARE(m_devices.size(), 3);
}

void TestEngineSupervisor::theMenuListsTheMachine()
{
    QMenu menu;
    MessageBar messages;
    new DeviceControl(*m_session, menu, messages, &menu);
    QVERIFY(!menu.isEnabled());
    engine().start();
    QTRY_VERIFY_WITH_TIMEOUT(menu.isEnabled(), kWaitMs);
    const QList<QAction*> listed = menu.actions();
    QCOMPARE(listed.size(), 6); // a line apart, the threads
    QVERIFY2(listed[1]->text().contains(QStringLiteral("cuda:0 · Card")), qPrintable(listed[1]->text()));
    QVERIFY2(listed[0]->text().contains(QStringLiteral("Processor, AVX2 · ")), qPrintable(listed[0]->text()));
    QVERIFY(listed[0]->isChecked());
    QVERIFY(!listed[2]->isEnabled());
    QVERIFY2(listed[3]->text().contains(QStringLiteral("compute capability is 6.1")), qPrintable(listed[3]->text()));
    listed[1]->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(m_devices.size(), 2, kWaitMs);
    QCOMPARE(m_devices.last(), QStringLiteral("cuda:0"));
    QTRY_VERIFY_WITH_TIMEOUT(menu.actions().value(1) && menu.actions()[1]->isChecked(), kWaitMs);
}

void TestEngineSupervisor::threadsAreChosen()
{
    QMenu menu;
    MessageBar messages;
    new DeviceControl(*m_session, menu, messages, &menu);
    engine().start();
    QTRY_VERIFY_WITH_TIMEOUT(menu.isEnabled(), kWaitMs);
    const QList<QAction*> offered = menu.actions().last()->menu()->actions();
    QCOMPARE(offered.size(), 4); // all, 1, 2, 3
    QVERIFY2(offered[0]->text().contains(QLatin1Char('4')) && offered[0]->isChecked(), qPrintable(offered[0]->text()));
    offered[2]->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(m_threads, QList<int>({0, 2}), kWaitMs);
    QTRY_VERIFY_WITH_TIMEOUT(menu.actions().last()->menu()->actions()[2]->isChecked(), kWaitMs);
    QTRY_COMPARE_WITH_TIMEOUT(QSettings().value(QStringLiteral("engine/threads")).toInt(), 2, kWaitMs); // of the next start, too
    QSettings().clear();
}

int main(int argc, char** argv)
{
    return runWindowTest<TestEngineSupervisor>(argc, argv);
}
#include "tst_engine_supervisor.moc"
