// SPDX-License-Identifier: Apache-2.0
// Which list each runtime turns by, at and around L.
#include "core/formats/runtimes/runtimes.h"

#include <QTest>

using namespace ropewalk;
using namespace ropewalk::formats;

class ActiveSetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rules_data()
    {
        QTest::addColumn<QByteArray>("runtime");
        QTest::addColumn<int>("reaches");
        QTest::addColumn<int>("context");
        QTest::addColumn<bool>("is_long");
        const auto row = [](const char* runtime, int reaches, int context, bool is_long) {
            QTest::addRow("%s, call to %d of %d", runtime, reaches, context)
                << QByteArray(runtime) << reaches << context << is_long;
        };
        row("engine", 10, 256, true);
        row("engine", 2048, 2048, true);
        row("transformers", 256, 2048, false);
        row("transformers", 257, 2048, true);
        row("transformers", 257, 256, true);
        row("vllm", 10, 256, false);
        row("vllm", 10, 257, true);
        row("vllm", 2048, 2048, true);
        row("llama.cpp", 10, 256, false);
        row("llama.cpp", 10, 257, true);
    }
    void rules()
    {
        QFETCH(QByteArray, runtime);
        QFETCH(int, reaches);
        QFETCH(int, context);
        QFETCH(bool, is_long);
        const auto known = runtime_from_key(runtime.toStdString());
        QCOMPARE(known.has_value(), runtime != "engine");
        Deployment deployment;
        deployment.geometry = {4, 4, 10000.0, 256};
        deployment.max_positions = context;
        rope::FactorSet set, within;
        set.lambda = {1, 4};
        set.n_hat = 8;
        set.attention_factor = 1.2;
        within.lambda = {1, 2};
        within.attention_factor = 1.1;
        deployment.long_set = set;
        deployment.short_set = within;
        QCOMPARE(formats::is_long(known, deployment, reaches), is_long);
        const rope::FactorSet active = active_set(known, deployment, reaches);
        QCOMPARE(active.lambda, is_long ? set.lambda : within.lambda);
        QCOMPARE(active.n_hat, known ? 0 : 8);
        QCOMPARE(active.attention_factor, known == Runtime::vllm && !is_long ? 1.1 : 1.2);
    }
    void othersAreUnknown() { QVERIFY(!runtime_from_key("exllamav3").has_value()); }
};

QTEST_GUILESS_MAIN(ActiveSetTest)
#include "tst_active_set.moc"
