// SPDX-License-Identifier: Apache-2.0
// `verify` through the real program: what a user runs on a new machine.
#include "tests/engine/commands/text_file.h"
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>
#include <cmath>

using nlohmann::json;

namespace {

/// The bundled model with biases on queries, keys and values: none but on the keys of layer 2, even on ±size.
void copyAsQwen(const QString& folder, double size)
{
    const QDir demo(QStringLiteral(ROPEWALK_SOURCE_DIR "/resources/demo")), to(folder);
    const auto read = [&](const char* name) { return contents(demo.filePath(QString::fromLatin1(name))); };
    json config = json::parse(read("config.json").toStdString());
    config["architectures"] = { "Qwen2ForCausalLM" };
    config["model_type"] = "qwen2";
    write(to.filePath(QStringLiteral("config.json")), QByteArray::fromStdString(config.dump()));
    write(to.filePath(QStringLiteral("tokenizer.json")), read("tokenizer.json"));
    const QByteArray stored = read("model.safetensors");
    const auto header_size = qFromLittleEndian<quint64>(stored.constData());
    json header = json::parse(stored.constData() + 8, stored.constData() + 8 + header_size);
    QByteArray numbers = stored.mid(qsizetype(8 + header_size));
    for (int layer = 0; layer < 4; ++layer)
        for (const char* name : { "q_proj", "k_proj", "v_proj" }) {
            const qsizetype begin = numbers.size();
            for (int i = 0; i < 256; ++i) {
                const float bias = layer == 2 && *name == 'k' ? float(size * std::sin(1.0 + 7 * i)) : 0.0F;
                numbers.append(reinterpret_cast<const char*>(&bias), sizeof bias);
            }
            header["model.layers." + std::to_string(layer) + ".self_attn." + name + ".bias"]
                = { { "dtype", "F32" }, { "shape", { 256 } }, { "data_offsets", { begin, numbers.size() } } };
        }
    QByteArray text = QByteArray::fromStdString(header.dump());
    text.append(QByteArray((8 - text.size() % 8) % 8, ' '));
    QByteArray length(8, 0);
    qToLittleEndian<quint64>(quint64(text.size()), length.data());
    write(to.filePath(QStringLiteral("model.safetensors")), length + text + numbers);
}

} // namespace

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
        QVERIFY(!ran.out.contains("Key biases")); // the bundled model has none
        QVERIFY(ran.out.contains("demo · f32 on "));
        QVERIFY(ran.out.contains("absolute   relative      bound"));
        QVERIFY(ran.out.contains("  ok\n"));
        QVERIFY(!ran.out.contains("FAIL"));
        QVERIFY(ran.out.contains("matrix product"));
        QVERIFY(ran.out.contains("all within their bounds"));
    }

    /// The bundled model as a Qwen2 with key biases of hundreds, as Qwen2.5 has them.
    void largeKeyBiasesAreSaid()
    {
        const QTemporaryDir folder;
        copyAsQwen(folder.path(), 300);
        const auto verify = [&](const char* dtype, const QStringList& more) {
            return runEngine(QStringList{ QStringLiteral("verify"), QStringLiteral("--model"), folder.path(),
                QStringLiteral("--dtype"), QString::fromLatin1(dtype), QStringLiteral("--length"), QStringLiteral("100") } + more);
        };
        const Ran half = verify("bf16", { QStringLiteral("--json") }), table = verify("bf16", {});
        QVERIFY2(half.status == 0, (half.err + half.out).constData());
        const json found = half.result()["key_biases"];
        QCOMPARE(found["layer"], json(2));
        QVERIFY(found["largest"] > 250 && found["largest"] <= 300);
        QVERIFY2(found["moved"] > 0.003 && found["most_moved"] > 0.2, found.dump().c_str());
        QVERIFY(found["moved_in_float32"] < 1e-4);
        QVERIFY2(table.out.contains("Key biases reach 300 (layer 2): in bf16 "), table.out.constData());
        QVERIFY2(table.out.contains("with --dtype f32 it is "), table.out.constData());
        const Ran whole = verify("f32", {});
        QVERIFY2(whole.status == 0, (whole.err + whole.out).constData());
        QVERIFY(whole.out.contains("Key biases reach 300 (layer 2): in f32 "));
        QVERIFY(!whole.out.contains("with --dtype f32"));
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
