// SPDX-License-Identifier: Apache-2.0
// ROPEWALK_INSTRUCTION_SET as a user sets it: what is in use is said, every set gives the same numbers, and the libraries
// keep to it as well.
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QTest>
#include <cmath>

using nlohmann::json;

namespace {

QProcessEnvironment limited(const QString& set)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("ROPEWALK_INSTRUCTION_SET"), set);
    return environment;
}

json processor(const QString& set)
{
    return runEngine(words("devices --json"), limited(set)).result()["devices"][0];
}

} // namespace

class TestInstructionSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anUnknownSetIsRefused()
    {
        const Ran ran = runEngine(words("devices"), limited(QStringLiteral("avx-2")));
        QCOMPARE(ran.status, 2);
        QVERIFY2(ran.err.contains("ROPEWALK_INSTRUCTION_SET: expected plain, avx2, avx512, avx512_bf16, avx512_fp16 or amx, "
                                  "found \"avx-2\""),
            ran.err.constData());
    }

    void devicesAndVerifySayWhatIsInUse()
    {
        const json whole = processor(QString());
        // A limit above what there is limits nothing, and nothing is used that is not there.
        for (const char* set : { "avx512", "avx512_fp16", "amx" })
            QCOMPARE(runEngine(words("score --target 64"), limited(QLatin1String(set))).status, 0);
        const auto sets = whole["instruction_sets"].get<std::vector<std::string>>();
        QCOMPARE(sets.front(), std::string("plain"));
        QVERIFY(whole["instruction_set"].get<std::string>().find("limited") == std::string::npos);
        QCOMPARE(processor(QString::fromStdString(sets.back()))["instruction_set"], whole["instruction_set"]);

        const Ran table = runEngine(words("devices"), limited(QStringLiteral("plain")));
        const Ran verified
            = runEngine(words("verify --dtype f32 --length 32"), limited(QStringLiteral("plain")));
        QCOMPARE(verified.status, 0);
        for (const char* beyond : { ", AVX2, f32", ", AVX-512, f32" })
            QVERIFY2(!verified.out.contains(beyond), "kernels beyond the limit were checked");
        QVERIFY(verified.out.contains(", plain, f32"));
        if (sets.size() == 1) { // nothing to limit
            QVERIFY(table.out.contains("   plain\n"));
            return;
        }
        const std::string said = "plain (limited by ROPEWALK_INSTRUCTION_SET, " + whole["instruction_set"].get<std::string>()
            + " is there)";
        QVERIFY2(table.out.contains(said.c_str()), table.out.constData());
        QVERIFY2(verified.out.contains(said.c_str()), verified.out.constData());
    }

    void scoresAreEqual_data()
    {
        QTest::addColumn<QString>("set");
        const json whole = processor(QString());
        for (const json& set : whole["instruction_sets"])
            QTest::newRow(set.get<std::string>().c_str()) << QString::fromStdString(set);
    }
    /// float32 to 1e-5 nats of the plain kernels'; bfloat16 within its own noise, which is what it differs from float32.
    void scoresAreEqual()
    {
        QFETCH(const QString, set);
        const auto nll = [](const QString& of, const char* dtype) {
            const Ran ran = runEngine(words("score --factors yarn --target 512 --json --dtype") << QLatin1String(dtype),
                limited(of));
            return ran.status == 0 ? ran.result()["nll"].get<double>() : std::nan("");
        };
        static const double exact = nll(QStringLiteral("plain"), "f32");
        const double single = nll(set, "f32"), half = nll(set, "bf16");
        QVERIFY2(std::abs(single - exact) < 1e-5, qPrintable(QString::number(single - exact)));
        QVERIFY2(std::abs(half - exact) < 2e-3, qPrintable(QString::number(half - exact)));
        QVERIFY(half != single); // it did run in bfloat16
    }

    void theLibrariesKeepToIt_data()
    {
        QTest::addColumn<QString>("set");
        QTest::addColumn<QByteArray>("onednn");
        QTest::newRow("plain") << "plain" << QByteArray("isa:Intel SSE4.1");
        QTest::newRow("avx2") << "avx2" << QByteArray("isa:Intel AVX2\n");
    }
    /// oneDNN multiplies float32; it says what for when it is asked.
    void theLibrariesKeepToIt()
    {
        QFETCH(const QString, set);
        QFETCH(const QByteArray, onednn);
        const json sets = processor(QString())["instruction_sets"];
        if (std::find(sets.begin(), sets.end(), json(set.toStdString())) == sets.end())
            QSKIP("this processor has less");
        QProcessEnvironment environment = limited(set);
        environment.insert(QStringLiteral("ONEDNN_VERBOSE"), QStringLiteral("1"));
        const Ran ran = runEngine(words("score --target 64 --dtype f32"), environment);
        QCOMPARE(ran.status, 0);
        QVERIFY2((ran.out + ran.err).contains(onednn), (ran.out + ran.err).left(2000).constData());
    }
};

QTEST_GUILESS_MAIN(TestInstructionSet)
#include "tst_instruction_set.moc"
