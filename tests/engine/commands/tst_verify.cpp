// SPDX-License-Identifier: Apache-2.0
// `verify` through the real program: what a user runs on a new machine.
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QTest>
#include <cmath>

using nlohmann::json;

class TestVerify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBundledModelIsWithinItsBounds_data()
    {
        QTest::addColumn<QString>("dtype");
        QTest::newRow("f32") << QStringLiteral("f32");
        QTest::newRow("bf16") << QStringLiteral("bf16");
    }
    void theBundledModelIsWithinItsBounds()
    {
        QFETCH(const QString, dtype);
        const Ran ran = runEngine({ QStringLiteral("verify"), QStringLiteral("--dtype"), dtype, QStringLiteral("--length"),
            QStringLiteral("200"), QStringLiteral("--json") });
        QVERIFY2(ran.status == 0, (ran.err + ran.out).constData());
        const json result = ran.result();
        QCOMPARE(result["device"], json("cpu"));
        QCOMPARE(result["dtype"], json(dtype.toStdString()));
        QCOMPARE(result["passed"], json(true));
        QStringList names;
        for (const json& check : result["checks"]) {
            names << QString::fromStdString(check["name"]);
            QCOMPARE(check["passed"], json(true));
            QVERIFY(check["worst_absolute"].get<double>() >= 0);
            QVERIFY(check["bound"].get<double>() > 0);
            QVERIFY(check["worst_relative"].get<double>() <= check["bound"].get<double>());
            QVERIFY(check["seconds"].get<double>() >= 0);
        }
        for (const char* part : { "rotation: angles", "rotation: q and k", "attention of the first layer",
                 "losses: every token", "losses: mean", "gradients of λ", "attention, plain, f32", "norm, plain, bf16",
                 "operation: cross entropy" })
            QVERIFY2(names.contains(QString::fromUtf8(part)), part);
        QVERIFY(!result["timings"].empty());
        for (const json& timing : result["timings"])
            QVERIFY(timing["share"].get<double>() > 0);
    }

    void theTableSaysWhatWasCompared()
    {
        const Ran ran = runEngine({ QStringLiteral("verify"), QStringLiteral("--dtype"), QStringLiteral("f32"),
            QStringLiteral("--length"), QStringLiteral("64") });
        QVERIFY2(ran.status == 0, ran.err.constData());
        QVERIFY(ran.out.contains("demo · f32 on "));
        QVERIFY(ran.out.contains("absolute   relative      bound"));
        QVERIFY(ran.out.contains("  ok\n"));
        QVERIFY(!ran.out.contains("FAIL"));
        QVERIFY(ran.out.contains("matrix product"));
        QVERIFY(ran.out.contains("all within their bounds"));
    }

    void itIsToldWhatMakesNoSense_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("length") << QStringList{ QStringLiteral("--length"), QStringLiteral("1") } << QByteArray("--length");
        QTest::newRow("dtype") << QStringList{ QStringLiteral("--dtype"), QStringLiteral("f8") } << QByteArray("--dtype");
        QTest::newRow("device") << QStringList{ QStringLiteral("--device"), QStringLiteral("gpu") } << QByteArray("gpu");
        QTest::newRow("model") << QStringList{ QStringLiteral("--model"), QStringLiteral("/no/such/model") }
                               << QByteArray("/no/such/model");
    }
    void itIsToldWhatMakesNoSense()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QByteArray, says);
        const Ran ran = runEngine(QStringList{ QStringLiteral("verify") } + arguments);
        QVERIFY(ran.status == 1 || ran.status == 2);
        QVERIFY2(ran.err.contains(says), ran.err.constData());
        QVERIFY(ran.out.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestVerify)
#include "tst_verify.moc"
