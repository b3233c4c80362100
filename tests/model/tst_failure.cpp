// SPDX-License-Identifier: Apache-2.0
// What libtorch throws, as errors that say what to do.
#include "core/model/memory/failure.h"
#include "tests/compute_main.h"

#include <ATen/ops/empty.h>
#include <QTest>
#include <c10/util/Exception.h>
#include <functional>
#include <stdexcept>
#include <system_error>

using namespace ropewalk;

using Throw = std::function<void()>;
Q_DECLARE_METATYPE(Throw)

class FailureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void says_data();
    void says();
    void resultsPass();
};

void FailureTest::says_data()
{
    QTest::addColumn<Throw>("thrower");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char* name, Throw thrower, const QStringList& words) { QTest::newRow(name) << thrower << words; };
    const QString smaller = QStringLiteral("smaller length"), cpu = QStringLiteral("device cpu");
    row("the GPU is full",
        [] {
            C10_THROW_ERROR(OutOfMemoryError,
                "CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total capacity of 79.11 GiB of which 1.20 GiB "
                "is free.");
        },
        {QStringLiteral("GPU's memory is full"), QStringLiteral("(2.50 GiB more did not fit)"), smaller, cpu,
            QStringLiteral("--stream-weights on")});
    row("the GPU is full, said by CUDA", [] { TORCH_CHECK(false, "CUDA error: out of memory"); },
        {QStringLiteral("GPU's memory is full"), smaller, cpu});
    row("the GPU is full, said by cuBLAS",
        [] { TORCH_CHECK(false, "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"); },
        {QStringLiteral("GPU's memory is full"), smaller});
    row("no kernels",
        [] {
            throw c10::AcceleratorError({__func__, __FILE__, __LINE__}, 209,
                "CUDA error: no kernel image is available for execution on the device\nCUDA kernel errors might be");
        },
        {QStringLiteral("no kernels for this GPU"), cpu});
    row("the GPU failed",
        [] { TORCH_CHECK(false, "CUDA error: an illegal memory access was encountered\nSearch for"); },
        {QStringLiteral("the GPU failed"), QStringLiteral("illegal memory access"), QStringLiteral("started anew"), cpu});
    row("an old driver", [] { TORCH_CHECK(false, "CUDA driver version is insufficient for CUDA runtime version"); },
        {QStringLiteral("driver is too old"), QStringLiteral("580"), cpu});
    row("the machine is full, really", [] { (void)at::empty({std::int64_t{1} << 55}, at::kFloat).fill_(1); },
        {QStringLiteral("machine's memory is full"), smaller});
    row("the machine is full, by new", [] { throw std::bad_alloc(); }, {QStringLiteral("machine's memory is full"), smaller});
    row("anything else of libtorch", [] { TORCH_CHECK(false, "the sizes 3 and 4 differ\nException raised from"); },
        {QStringLiteral("the sizes 3 and 4 differ")});
    for (const char* said : {"could not create a primitive", "could not execute a primitive"})
        row(said, [said] { throw std::runtime_error(said); }, {QStringLiteral("machine's memory is full"), smaller});
    row("no thread can begin",
        [] { throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again)); },
        {QStringLiteral("machine's memory is full"), smaller});
    row("anything else", [] { throw std::runtime_error("could not create a primitive descriptor"); },
        {QStringLiteral("could not create a primitive descriptor")});
    row("no exception at all", [] { throw 3; }, {QStringLiteral("without saying why")});
}

void FailureTest::says()
{
    QFETCH(Throw, thrower);
    QFETCH(QStringList, words);
    const auto result = model::guarded(
        [&]() -> Result<int> {
            thrower();
            return 1;
        },
        "model.safetensors");
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().file, std::string("model.safetensors"));
    QVERIFY(!result.error().cancelled);
    const QString message = QString::fromStdString(result.error().message.text());
    for (const QString& word : words)
        QVERIFY2(message.contains(word), qPrintable(message));
    QVERIFY2(!message.contains(QLatin1Char('\n')) && !message.contains(QStringLiteral("Exception raised")),
        qPrintable(message));
}

void FailureTest::resultsPass()
{
    QCOMPARE(*model::guarded([]() -> Result<int> { return 7; }), 7);
    const auto refused = model::guarded([]() -> Result<int> { return failure(as_is("no")); }, "file");
    QCOMPARE(refused.error().text(), std::string("no"));
    QVERIFY(model::guarded([]() -> Status { return {}; }).has_value());
}

ROPEWALK_COMPUTE_MAIN(FailureTest)
#include "tst_failure.moc"
