// SPDX-License-Identifier: Apache-2.0
// Methods with their own attention factor and with the common one, so that they are compared fairly.
#include "tests/engine/commands/text_file.h"
#include "tests/engine/engine_process.h"
#include "tests/engine/json_compare.h"

#include <QTemporaryDir>
#include <cmath>

using namespace ropewalk;
using nlohmann::json;

namespace {

const double formula = std::sqrt(1 + std::log(2.0) / std::log(256.0)); // of 512 tokens on the bundled model

json score(const char* more)
{
    return runEngine(words("score --target 512 --samples 1 --dtype f32 --json") + words(more)).result();
}

} // namespace

class TestAttentionFactor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofAScore()
    {
        const json own = score("--factors yarn");
        QCOMPARE(own["attention_factor"], json(0.1 * std::log(2.0) + 1));
        QCOMPARE(score("--factors yarn --attention-factor own")["nll"], own["nll"]);
        const json common = score("--factors yarn --attention-factor formula");
        QVERIFY(std::abs(common["attention_factor"].get<double>() - formula) < 1e-12);
        QVERIFY(common["nll"] != own["nll"]);
        const QByteArray number = "--factors yarn --attention-factor " + QByteArray::number(formula, 'g', 17);
        QCOMPARE(score(number.constData())["nll"], common["nll"]);
        const Ran plain = runEngine(words("score --target 512 --samples 1 --factors yarn"));
        QVERIFY2(plain.out.contains("YaRN at attention factor 1.069"), plain.out.constData());
    }

    void ofACurve()
    {
        QTemporaryDir folder;
        const QString csv = folder.filePath(QStringLiteral("curve.csv"));
        const QStringList asked = words("curve --methods none,yarn --lengths 256,512 --samples 1 --dtype f32");
        const json points = runEngine(asked + words("--json --csv") + QStringList{ csv }).result()["points"];
        QCOMPARE(points.size(), std::size_t(4));
        for (const json& point : points) {
            QVERIFY(std::abs(point["at_common_factor"]["attention_factor"].get<double>() - formula) < 1e-12);
            if (point["length"] != 512)
                continue;
            const QByteArray method = QByteArray::fromStdString("--factors " + point["method"].get<std::string>());
            QCOMPARE(point["perplexity"], score(method.constData())["perplexity"]);
            QCOMPARE(point["at_common_factor"]["perplexity"],
                score((method + " --attention-factor formula").constData())["perplexity"]);
        }
        const QByteArrayList rows = contents(csv).trimmed().split('\n');
        QCOMPARE(rows.size(), qsizetype(5));
        QVERIFY(rows[0].endsWith("attention_factor,common_factor,perplexity_at_common"));
        QCOMPARE(rows[4].split(',').last().toDouble(), points[3]["at_common_factor"]["perplexity"].get<double>());
        QVERIFY(runEngine(asked).out.contains("at the common 1.061"));
        // A factor of one's own choice is what all are turned with.
        const json given = runEngine(asked + words("--json --attention-factor 1.2")).result()["points"];
        QCOMPARE(given[3]["attention_factor"], json(1.2));
        QCOMPARE(given[3]["perplexity"], score("--factors yarn --attention-factor 1.2")["perplexity"]);
    }

    void whatIsNoFactorIsRefused()
    {
        for (const char* text : { "0", "-1", "nan", "inf", "loud" })
            for (const char* command :
                { "score --target 64", "curve --lengths 64", "passkey --lengths 96", "entropy --target 64" }) {
                const QString factor = QStringLiteral("--attention-factor=") + QString::fromUtf8(text);
                const Ran ran = runEngine(words(command) + QStringList{ factor });
                QCOMPARE(ran.status, 2);
                QVERIFY2(ran.err.contains("own, formula or a number"), ran.err.constData());
            }
    }
};

QTEST_GUILESS_MAIN(TestAttentionFactor)
#include "tst_attention_factor.moc"
