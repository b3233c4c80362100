// SPDX-License-Identifier: Apache-2.0
// A perplexity that looks valid although the model does not know the text is said to be none.
#include "tests/engine/commands/text_file.h"
#include "tests/engine/engine_process.h"

#include <QTemporaryDir>
#include <cmath>
#include <random>

using namespace ropewalk;
using nlohmann::json;

class TestForeignText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ownTextIsNotSaidToBe();
    void anotherModelsTokensAre();

private:
    QTemporaryDir m_folder;
};

void TestForeignText::ownTextIsNotSaidToBe()
{
    const Ran own = runEngine(words("score --factors none --target 256 --samples 2 --json"));
    QVERIFY2(own.status == 0, own.err.constData());
    QVERIFY(!own.result().contains("warnings"));
    QVERIFY(own.result()["nll"] < own.result()["unigram_nll"]);
    // Squeezed sixteenfold the model fails on a text that it knows.
    const Ran failing = runEngine(words("score --factors pi --target 4096 --samples 1 --json"));
    QVERIFY2(failing.status == 0, failing.err.constData());
    QVERIFY(!failing.result().contains("warnings"));
    QVERIFY(!failing.err.contains("foreign"));
}

/// Ids as another tokenizer would give them: drawn so that small ones are frequent, as Zipf has it.
void TestForeignText::anotherModelsTokensAre()
{
    std::mt19937 random(1);
    QByteArray line = "{\"ids\": [";
    for (int i = 0; i < 3000; ++i) {
        const double share = double(random()) / 4294967296.0;
        line += (i ? ", " : "") + QByteArray::number(20 + int(std::exp(share * std::log(400.0))));
    }
    const QString path = m_folder.filePath(QStringLiteral("ids.json"));
    write(path, line + "]}\n");
    const Ran foreign = runEngine(words("score --factors yarn --target 512 --samples 2 --json --documents") << path);
    QVERIFY2(foreign.status == 0, foreign.err.constData());
    QVERIFY(foreign.err.contains("warning: this text, or its tokenizer, seems foreign to the model"));
    QVERIFY(foreign.result()["warnings"].size() == 1);
    QVERIFY(foreign.result()["nll"] > foreign.result()["unigram_nll"]);
}

QTEST_GUILESS_MAIN(TestForeignText)
#include "tst_foreign_text.moc"
