// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QTest>

using nlohmann::json;

namespace {

/// The environment of a machine whose driver has this version; empty = the driver does not answer.
QProcessEnvironment machine(const QString& driver)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LD_LIBRARY_PATH"), QStringLiteral(ROPEWALK_FAKE_NVML));
    environment.remove(QStringLiteral("FAKE_NVML_DRIVER"));
    if (!driver.isEmpty())
        environment.insert(QStringLiteral("FAKE_NVML_DRIVER"), driver);
    return environment;
}

} // namespace

/// What `devices` says of a machine, and what --device answers where it cannot be had.
class TestDevices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsEveryCardWithItsReason()
    {
        const Ran ran = runEngine({ QStringLiteral("devices"), QStringLiteral("--json") },
            machine(QStringLiteral("580.65.06")));
        QVERIFY2(ran.status == 0, ran.err.constData());
        const json found = ran.result();
        QCOMPARE(found["devices"].size(), std::size_t(3));
        QCOMPARE(found["driver"], json("580.65.06"));
        QCOMPARE(found["devices"][0]["id"], json("cpu"));
        QVERIFY(found["devices"][0]["memory_total"] > found["devices"][0]["memory_free"]);
        QVERIFY(found["devices"][0]["memory_free"] > 0);
        QCOMPARE(found["devices"][1]["id"], json("cuda:0"));
        QCOMPARE(found["devices"][1]["name"], json("Card 0"));
        QCOMPARE(found["devices"][1]["memory_total"], json(80'000'000'000));
        QCOMPARE(found["devices"][1]["memory_free"], json(60'000'000'000));
        QCOMPARE(found["devices"][2]["usable"], json(false));
        const std::string reason = found["devices"][2]["reason"];
        QVERIFY2(reason.find("compute capability is 6.1") != std::string::npos, reason.c_str());
    }

    void theWindowIsToldTheSame()
    {
        EngineProcess engine;
        QVERIFY(!engine.response(engine.request("initialize", { { "protocol", 1 } })).is_null());
        const json answer = engine.response(engine.request("devices"));
        QCOMPARE(answer["result"]["devices"][0]["id"], json("cpu"));
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("driver");
        QTest::addColumn<QString>("device");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("an old driver") << "535.10" << "cuda" << QByteArray("CUDA 13 needs 580 or newer");
        QTest::newRow("an old card") << "580.65" << "cuda:1" << QByteArray("compute capability is 6.1");
        QTest::newRow("no such card") << "580.65" << "cuda:7" << QByteArray("expected one of 2 GPUs, found cuda:7");
        QTest::newRow("a driver that is silent") << "" << "cuda" << QByteArray("--device cpu");
        QTest::newRow("no device at all") << "580.65" << "gpu" << QByteArray("expected cpu, cuda or cuda:i, found 'gpu'");
    }
    void refusals()
    {
        QFETCH(const QString, driver);
        QFETCH(const QString, device);
        QFETCH(const QByteArray, says);
        const Ran ran = runEngine({ QStringLiteral("score"), QStringLiteral("--target"), QStringLiteral("64"),
                                      QStringLiteral("--device"), device },
            machine(driver));
        QCOMPARE(ran.status, 1);
        QVERIFY2(ran.err.contains(says), ran.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestDevices)
#include "tst_devices.moc"
