// SPDX-License-Identifier: Apache-2.0
// The checks that `verify` makes: they pass on what is right, in every form and type, and fail on what is a little wrong.
#include "core/model/scoring/layers/layer_source.h"
#include "core/model/verify/cpu_kernel_checks.h"
#include "core/model/verify/device_checks.h"
#include "core/model/verify/key_biases.h"
#include "core/model/verify/model_checks.h"
#include "core/model/verify/reference.h"
#include "core/model/verify/verify.h"
#include "tests/compute_main.h"
#include "tests/model/made_model.h"

#include <ATen/TensorOperators.h>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::model;
using verify::Check;

namespace {

verify::Subject subject(std::shared_ptr<const Model> model, std::int64_t length = 200)
{
    verify::Subject out;
    out.set = rope::make_set(rope::Method::yarn, model->config.geometry, 4 * model->config.geometry.original_length);
    out.set.n_hat = 4;
    out.ids = *verify::sample_ids(*model, length);
    out.model = std::move(model);
    return out;
}

/// The names of those that failed.
QStringList failed(const std::vector<Check>& checks)
{
    QStringList out;
    for (const Check& check : checks)
        if (!check.passed)
            out << QString::fromStdString(check.name) + QStringLiteral(" %1 > %2").arg(check.worst_relative).arg(check.bound);
    return out;
}
bool says(const QStringList& failed, const char* part)
{
    return failed.join(QLatin1Char('\n')).contains(QString::fromUtf8(part));
}

kernels::CpuKernels broken;

template <class Element>
void wrong_swiglu(const Element* gate_up, std::int64_t rows, std::int64_t width, Element* out)
{
    kernels::all_cpu_kernels().items[0]->f32.swiglu(gate_up, rows, width, out);
    out[rows * width - 1] *= 1.00001f;
}
void wrong_attend(const kernels::AttentionArguments& a, std::int64_t window, std::int64_t head, std::int64_t block,
    const void* packed, void* scratch)
{
    if (block == 0) // later blocks are left as they are
        kernels::all_cpu_kernels().items[0]->f32.attention->attend(a, window, head, block, packed, scratch);
}

} // namespace

class VerifyChecksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theDemoPasses_data();
    void theDemoPasses();
    void everyFormPasses_data();
    void everyFormPasses();
    void largeKeyBiasesAreSaid();
    void aWrongRotationFails_data();
    void aWrongRotationFails();
    void aWrongWeightFails_data();
    void aWrongWeightFails();
    void aWrongKernelFails();
    void whatIsNotANumberFails();
    void onlyFirstLayersOfALargeModel();
    void theReferenceIsIndependentOfTheDtype();
    void stops();

private:
    const std::shared_ptr<const Model>& demo(bool bfloat16) const { return bfloat16 ? m_half : m_demo; }

    std::shared_ptr<const Model> m_demo, m_half; ///< the bundled model in float32 and in bfloat16
};

/// No check is worth anything without them: what stands in the way of opening one is said, and the rest is not run.
void VerifyChecksTest::initTestCase()
{
    for (const auto& [model, dtype] : {std::pair(&m_demo, at::kFloat), std::pair(&m_half, at::kBFloat16)}) {
        const auto opened = open_model(ROPEWALK_SOURCE_DIR "/resources/demo", {.dtype = dtype});
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());
        *model = *opened;
    }
}

void VerifyChecksTest::theDemoPasses_data()
{
    QTest::addColumn<bool>("bfloat16");
    QTest::newRow("f32") << false;
    QTest::newRow("bf16") << true;
}

void VerifyChecksTest::theDemoPasses()
{
    QFETCH(const bool, bfloat16);
    const auto report = verify::verify(subject(demo(bfloat16)), kernels::all_cpu_kernels());
    QVERIFY2(report.has_value(), report ? "" : report.error().text().c_str());
    for (const Check& check : report->checks)
        qInfo("%-44s %9.2e %9.2e of %9.2e  %.2f s", check.name.c_str(), check.worst_absolute, check.worst_relative, check.bound, check.seconds);
    QVERIFY2(report->passed(), qPrintable(failed(report->checks).join(QLatin1Char('\n'))));
    QCOMPARE(report->layers, 4);
    const int operations = bfloat16 ? 5 : 6; // entropy in float32 alone on a CPU
    const kernels::KernelList list = kernels::all_cpu_kernels();
    const auto products = std::count_if(
        list.items, list.items + list.count, [](const kernels::CpuKernels* one) { return one->bf16.product != nullptr; });
    QCOMPARE(report->checks.size(), std::size_t(6 + operations + 12 * list.count + products));
    // What is compared with itself would deviate by nothing. The plain rotation is the reference's own arithmetic.
    const bool plain_in_use = kernels::cpu_kernels().set == kernels::InstructionSet::plain;
    const auto same_code = [&](const std::string& name) {
        return name == "rotation, plain, f32" || (name == "operation: rotation" && plain_in_use && !bfloat16);
    };
    for (const Check& check : report->checks)
        QVERIFY2((check.worst_relative > 0) == !same_code(check.name), check.name.c_str());
}

void VerifyChecksTest::everyFormPasses_data()
{
    QTest::addColumn<int>("number");
    for (std::size_t i = 0; i < made_model::cases().size(); ++i)
        QTest::newRow(made_model::cases()[i]["name"].get<std::string>().c_str()) << int(i);
}

void VerifyChecksTest::everyFormPasses()
{
    QFETCH(const int, number);
    const nlohmann::json& of = made_model::cases()[std::size_t(number)];
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("model")).toStdString();
    made_model::write(of, path);
    for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
        const auto opened = open_model(path, {.dtype = dtype});
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());
        const auto checks = verify::check_model(subject(*opened, 60));
        QVERIFY2(checks.has_value(), checks ? "" : checks.error().text().c_str());
        QVERIFY2(failed(*checks).isEmpty(), qPrintable(failed(*checks).join(QLatin1Char('\n'))));
        const auto biases = verify::check_key_biases(subject(*opened, 60));
        QVERIFY2(biases.has_value(), biases ? "" : biases.error().text().c_str());
        QCOMPARE(biases->has_value(), (*opened)->config.form.qkv_bias);
        if (*biases)
            QVERIFY2((*biases)->attention.passed, qPrintable(failed({(*biases)->attention}).join(QLatin1Char('\n'))));
    }
}

/// Of the size that Qwen2.5 has: what bfloat16 rounds away of such keys is said, and that float32 keeps it.
void VerifyChecksTest::largeKeyBiasesAreSaid()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath(QStringLiteral("model")).toStdString();
    const auto biases = [&](const char* name, at::ScalarType dtype) {
        for (const nlohmann::json& of : made_model::cases())
            if (of["name"] == name)
                made_model::write(of, path);
        const auto opened = open_model(path, {.dtype = dtype});
        const auto found = opened ? verify::check_key_biases(subject(*opened, 100)) : tl::unexpected(opened.error());
        if (!found)
            qWarning("%s", found.error().text().c_str());
        else if (*found)
            qInfo("%s: %.3g in layer %d moves %.2e, at most %.2e, in float32 %.2e", name, (*found)->largest, (*found)->layer,
                (*found)->moved, (*found)->most_moved, (*found)->moved_in_float32);
        return found.value_or(std::nullopt).value_or(verify::KeyBiases());
    };
    const verify::KeyBiases hundreds = biases("qwen2, key biases of hundreds", at::kBFloat16);
    QVERIFY(hundreds.largest > 300 && hundreds.largest <= 400);
    QVERIFY2(hundreds.moved > 0.01 && hundreds.most_moved > 0.2, "what bfloat16 cannot hold");
    QVERIFY(hundreds.moved_in_float32 < 1e-4);
    const verify::KeyBiases in_float = biases("qwen2, key biases of hundreds", at::kFloat);
    QVERIFY(in_float.moved < 1e-4);
    QVERIFY(in_float.attention.passed && in_float.attention.worst_relative > 0);
    QVERIFY(in_float.attention.name.find("key biases to 39") != std::string::npos);
    const verify::KeyBiases usual = biases("qwen2, tied", at::kBFloat16);
    QVERIFY(usual.largest <= 0.4 && usual.moved > 0);
    QVERIFY(usual.moved < hundreds.moved / 3);
}

void VerifyChecksTest::aWrongRotationFails_data()
{
    theDemoPasses_data();
}

/// One cosine of one far position is off by a thousandth.
void VerifyChecksTest::aWrongRotationFails()
{
    QFETCH(const bool, bfloat16);
    verify::Subject s = subject(demo(bfloat16));
    s.rotation = [&](std::int64_t first, std::int64_t count) {
        Rotation out = make_rotation(s.model->config.geometry, s.set, first, count, at::kCPU);
        if (first > 0)
            out.cos[count - 1][7].add_(1e-3);
        return out;
    };
    const auto checks = verify::check_model(s);
    QVERIFY(checks.has_value());
    QVERIFY(says(failed(*checks), "rotation: angles"));
    // Turned the other way round, queries, attention, and losses are wrong as well.
    s.rotation = [&](std::int64_t first, std::int64_t count) {
        const Rotation out = make_rotation(s.model->config.geometry, s.set, first, count, at::kCPU);
        return Rotation{out.cos, out.sin.neg()};
    };
    const QStringList wrong = failed(*verify::check_model(s));
    QVERIFY(says(wrong, "rotation: q and k"));
    const auto plain = rope::make_set(rope::Method::none, s.model->config.geometry, 256);
    s.rotation = [&](std::int64_t first, std::int64_t count) {
        return make_rotation(s.model->config.geometry, plain, first, count, at::kCPU);
    };
    QVERIFY2(says(failed(*verify::check_model(s)), "attention of the first layer"), "not turned as the set says");
}

void VerifyChecksTest::aWrongWeightFails_data()
{
    theDemoPasses_data();
}

/// The scoring pass holds another number than the checkpoint: in the norm after the last layer, all of it by a share.
void VerifyChecksTest::aWrongWeightFails()
{
    QFETCH(const bool, bfloat16);
    const std::shared_ptr<const Model> right = demo(bfloat16);
    const auto wrong = std::make_shared<Model>(*right);
    const auto scoring = std::make_shared<ScoringWeights>(*right->scoring);
    scoring->norm.weight = scoring->norm.weight * (bfloat16 ? 2.0 : 1.001);
    wrong->scoring = scoring;
    wrong->layers = resident_layers(scoring);
    const QStringList losses = failed(*verify::check_model(subject(wrong)));
    QVERIFY2(says(losses, "losses: mean"), qPrintable(losses.join(QLatin1Char('\n'))));
    QVERIFY(says(losses, "losses: every token"));
    QVERIFY(!says(losses, "rotation"));

    if (bfloat16) // the noise of its gradients hides what one matrix changes
        return;
    // And the decoder that gradients run through, where its reference has the right weights.
    const verify::Subject s = subject(right);
    at::Tensor ids = at::empty({1, 100}, at::kLong);
    std::copy_n(s.ids.begin(), 100, ids.mutable_data_ptr<std::int64_t>());
    Weights changed = right->weights;
    changed.layers[1].q.weight = changed.layers[1].q.weight * 1.5;
    const verify::Gradient exact = verify::lambda_gradient(*right, verify::in_double(*right), ids, s.set);
    verify::Deviation same("same", 1), other("other", 1);
    same.add(verify::lambda_gradient(*right, right->weights, ids, s.set).value, exact.value, exact.scale);
    other.add(verify::lambda_gradient(*right, changed, ids, s.set).value, exact.value, exact.scale);
    QVERIFY(other.done().worst_relative > 5 * same.done().worst_relative);
}

void VerifyChecksTest::aWrongKernelFails()
{
    const kernels::CpuKernels& right = *kernels::all_cpu_kernels().items[0];
    QCOMPARE(failed(verify::check_cpu_kernels(right)), QStringList());
    broken = right;
    broken.f32.swiglu = wrong_swiglu<float>;
    QStringList wrong = failed(verify::check_cpu_kernels(broken));
    QCOMPARE(wrong.size(), 1);
    QVERIFY(says(wrong, "SwiGLU, plain, f32"));
    // A kernel that does not write all of its result leaves what is no number.
    kernels::TypedKernels<float>::Attention attention = *right.f32.attention;
    attention.attend = wrong_attend;
    broken = right;
    broken.f32.attention = &attention;
    wrong = failed(verify::check_cpu_kernels(broken));
    QCOMPARE(wrong.size(), 1);
    QVERIFY(says(wrong, "attention, plain, f32 inf"));
}

void VerifyChecksTest::whatIsNotANumberFails()
{
    verify::Deviation deviation("a sum", 1e9);
    deviation.add(1.0, 1.0, 0.0);
    QVERIFY(deviation.done().passed); // nothing apart, whatever the scale
    deviation.add(std::nan(""), 1.0, 1.0);
    QVERIFY(!deviation.done().passed);
}

void VerifyChecksTest::onlyFirstLayersOfALargeModel()
{
    const std::shared_ptr<const Model> whole = demo(false);
    const auto part = verify::first_layers(*whole, whole->parameters / 2);
    QVERIFY(part->config.layers >= 1 && part->config.layers < 4);
    QCOMPARE(part->weights.layers.size(), std::size_t(part->config.layers));
    QCOMPARE(verify::first_layers(*whole, 1)->config.layers, 1);
    QCOMPARE(verify::first_layers(*whole, whole->parameters)->config.layers, 4);
    const auto checks = verify::check_model(subject(part));
    QVERIFY(checks.has_value());
    QCOMPARE(failed(*checks), QStringList());
}

/// The demo's weights are stored in bfloat16, so both dtypes have the same reference.
void VerifyChecksTest::theReferenceIsIndependentOfTheDtype()
{
    const verify::Subject s = subject(demo(false), 40), half = subject(demo(true), 40);
    at::Tensor ids = at::empty({1, 40}, at::kLong);
    std::copy(s.ids.begin(), s.ids.end(), ids.mutable_data_ptr<std::int64_t>());
    const auto mean = [&](const verify::Subject& of) {
        const Rotation exact = verify::exact_rotation(of.model->config.geometry, of.set, verify::lambda_tensor(of.set), 0, 40);
        return verify::exact_losses(*of.model, verify::in_double(*of.model), ids, exact).token.mean().item<double>();
    };
    QCOMPARE(mean(s), mean(half));
    // A difference quotient of the loss is the gradient.
    const verify::Gradient exact = verify::lambda_gradient(*s.model, verify::in_double(*s.model), ids, s.set);
    verify::Subject more = s, less = s;
    const double step = 1e-5;
    more.set.lambda[9] += step;
    less.set.lambda[9] -= step;
    const double quotient = (mean(more) - mean(less)) / (2 * step);
    QVERIFY(std::abs(quotient / exact.value[9].item<double>() - 1) < 1e-5);
}

void VerifyChecksTest::stops()
{
    const auto stopped
        = verify::verify(subject(demo(false), 20), kernels::all_cpu_kernels(), {.yield = [] { return false; }});
    QVERIFY(!stopped.has_value());
    QVERIFY(stopped.error().cancelled);
}

ROPEWALK_COMPUTE_MAIN(VerifyChecksTest)
#include "tst_verify_checks.moc"
