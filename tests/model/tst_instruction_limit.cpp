// SPDX-License-Identifier: Apache-2.0
// What ROPEWALK_INSTRUCTION_SET does to this process: run at each set by packaging/test.
#include "core/model/instruction_limit.h"
#include "core/model/kernels/cpu_kernels.h"
#include "tests/compute_main.h"

#include <ATen/Context.h>
#include <ATen/Version.h>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::model::kernels;

class InstructionLimitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreReadBack();
    void ourKernelsKeepToIt();
    void libtorchKeepsToIt();
    void anUnknownNameIsRefused();
};

void InstructionLimitTest::namesAreReadBack()
{
    for (const auto set : {InstructionSet::plain, InstructionSet::avx2, InstructionSet::avx512, InstructionSet::avx512_bf16,
             InstructionSet::avx512_fp16, InstructionSet::amx})
        QVERIFY(instruction_set_of(key_of(set)) == set);
    QVERIFY(!instruction_set_of("AVX2"));
    QVERIFY(!instruction_set_of(""));
}

void InstructionLimitTest::ourKernelsKeepToIt()
{
    const KernelList there = processor_kernels(), used = all_cpu_kernels();
    QVERIFY(used.count >= 1 && used.count <= there.count);
    QVERIFY(used.items[0]->set == InstructionSet::plain);
    QVERIFY(used.fastest().set <= instruction_limit());
    QCOMPARE(&cpu_kernels(), &used.fastest());
    for (int i = 1; i < there.count; ++i)
        QVERIFY(there.items[i - 1]->set < there.items[i]->set);
    if (used.count < there.count) // the limit alone keeps the next one out
        QVERIFY(there.items[used.count]->set > instruction_limit());
}

void InstructionLimitTest::libtorchKeepsToIt()
{
    const std::string in_use = at::get_cpu_capability();
    if (instruction_limit() == InstructionSet::plain)
        QCOMPARE(in_use, std::string("DEFAULT"));
    if (instruction_limit() == InstructionSet::avx2)
        QVERIFY(in_use == "AVX2" || in_use == "DEFAULT");
    // bfloat16 must not go to oneDNN where the limit leaves it nothing to multiply it with.
    QCOMPARE(at::globalContext().userEnabledMkldnn(), instruction_limit() >= InstructionSet::avx512);
}

void InstructionLimitTest::anUnknownNameIsRefused()
{
    const QByteArray before = qgetenv(limit_variable);
    qputenv(limit_variable, "sse2");
    const Status refused = model::limit_instructions();
    before.isEmpty() ? qunsetenv(limit_variable) : qputenv(limit_variable, before);
    QVERIFY(!refused.has_value());
    QCOMPARE(QString::fromStdString(refused.error().text()),
        QStringLiteral("ROPEWALK_INSTRUCTION_SET: expected plain, avx2, avx512, avx512_bf16, avx512_fp16 or amx, found "
                       "\"sse2\""));
}

ROPEWALK_COMPUTE_MAIN(InstructionLimitTest)
#include "tst_instruction_limit.moc"
