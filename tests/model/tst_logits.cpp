// SPDX-License-Identifier: Apache-2.0
// The plain decoder and the scoring pass against transformers' logits: shapes × storage × every method.
#include "core/model/storage/safetensors.h"
#include "core/model/scoring/forward.h"
#include "tests/compute_main.h"
#include "tests/model/reference_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <QTest>
#include <cstring>

using namespace ropewalk;

class LogitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesTransformers_data();
    void matchesTransformers();
    void bfloat16StaysClose_data();
    void bfloat16StaysClose();
    void aBatchGivesWhatItsWindowsGive();
    void stopsWhenAsked();

private:
    static std::vector<text::Token> ids(const std::string& name);
    static at::Tensor stored(const model::SafetensorsFile& file, const std::string& name);
    static double worst(const at::Tensor& a, const at::Tensor& b)
    {
        return (a.to(at::kFloat) - b.to(at::kFloat)).abs().max().item<double>();
    }
};

at::Tensor LogitsTest::stored(const model::SafetensorsFile& file, const std::string& name)
{
    const model::StoredTensor& tensor = file.tensors().at(name);
    at::Tensor out = at::empty(tensor.shape, tensor.dtype == "I64" ? at::kLong : at::kFloat);
    std::memcpy(out.mutable_data_ptr(), tensor.data.data(), tensor.data.size());
    return out;
}

std::vector<text::Token> LogitsTest::ids(const std::string& name)
{
    const auto file = model::SafetensorsFile::open(reference_model::folder(name) / "expected.safetensors");
    const at::Tensor tensor = stored(**file, "ids").to(at::kInt);
    return {tensor.const_data_ptr<int>(), tensor.const_data_ptr<int>() + tensor.numel()};
}

void LogitsTest::matchesTransformers_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("method");
    for (const std::string& name : reference_model::names())
        for (const std::string& method : reference_model::methods())
            QTest::newRow((name + " " + method).c_str())
                << QString::fromStdString(name) << QString::fromStdString(method);
}

void LogitsTest::matchesTransformers()
{
    QFETCH(QString, name);
    QFETCH(QString, method);
    const auto folder = reference_model::folder(name.toStdString());
    const auto opened = model::open_model(folder, {});
    QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());
    const model::Model& m = **opened;
    const auto file = model::SafetensorsFile::open(folder / "expected.safetensors");
    QVERIFY(file.has_value());
    const at::Tensor expected = stored(**file, "logits." + method.toStdString());
    const nlohmann::json notes = reference_model::expected(name.toStdString());
    const std::int64_t step = notes["step"];
    const auto window = ids(name.toStdString());
    const auto length = static_cast<std::int64_t>(window.size());

    const rope::FactorSet set = reference_model::set_of(method.toStdString(), notes, m.config.geometry, length);
    const model::Rotation rotation = model::make_rotation(m.config.geometry, set, 0, length, at::kCPU);
    const std::span<const text::Token> one[] = {window};
    const model::ScoringInput input = model::prepare_input(m, one);
    const at::Tensor plain
        = model::forward_hidden(m.config, m.weights, input.ids.clone().view({1, length}), rotation).select(0, 0);
    const auto fast = model::scoring_hidden(m, input, rotation);
    QVERIFY(fast.has_value());
    const auto logits = [&](const at::Tensor& hidden) {
        return at::linear(hidden.slice(0, 0, length, step), m.weights.head);
    };
    QCOMPARE(logits(plain).sizes(), expected.sizes());
    const double of_plain = worst(logits(plain), expected), of_fast = worst(logits(*fast), expected);
    QVERIFY2(of_plain < 1e-4, qPrintable(QString::number(of_plain)));
    QVERIFY2(of_fast < 1e-4, qPrintable(QString::number(of_fast)));
}

void LogitsTest::bfloat16StaysClose_data()
{
    QTest::addColumn<QString>("name");
    for (const std::string& name : reference_model::names())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

/// bfloat16 keeps 8 bits: hidden states after a few layers agree to some hundredths of their spread.
void LogitsTest::bfloat16StaysClose()
{
    QFETCH(QString, name);
    const auto folder = reference_model::folder(name.toStdString());
    const auto exact = model::open_model(folder, {});
    const auto half = model::open_model(folder, {.dtype = at::kBFloat16});
    QVERIFY(exact.has_value() && half.has_value());
    const auto window = ids(name.toStdString());
    const std::span<const text::Token> one[] = {window};
    const rope::FactorSet set = rope::make_set(rope::Method::yarn, (*exact)->config.geometry, 128);
    const model::Rotation rotation = model::make_rotation(
        (*exact)->config.geometry, set, 0, static_cast<std::int64_t>(window.size()), at::kCPU);
    const auto of_exact = model::scoring_hidden(**exact, model::prepare_input(**exact, one), rotation);
    const auto of_half = model::scoring_hidden(**half, model::prepare_input(**half, one), rotation);
    QVERIFY(of_exact.has_value() && of_half.has_value());
    const double error = (*of_half - *of_exact).pow(2).mean().sqrt().item<double>();
    const double spread = of_exact->pow(2).mean().sqrt().item<double>();
    QVERIFY2(error < 0.03 * spread, qPrintable(QString::number(error / spread)));
    QVERIFY(error > 0); // it did run in bfloat16
}

void LogitsTest::aBatchGivesWhatItsWindowsGive()
{
    const auto opened = model::open_model(reference_model::folder("grouped_tied_bf16"), {});
    QVERIFY(opened.has_value());
    const model::Model& m = **opened;
    const auto all = ids("grouped_tied_bf16");
    const std::span<const text::Token> whole(all);
    const std::span<const text::Token> both[] = {whole.subspan(0, 41), whole.subspan(41, 41)};
    const rope::FactorSet set = rope::make_set(rope::Method::pi, m.config.geometry, 64);
    const model::Rotation rotation = model::make_rotation(m.config.geometry, set, 0, 41, at::kCPU);
    const auto together = model::scoring_hidden(m, model::prepare_input(m, both), rotation);
    QVERIFY(together.has_value());
    for (int i = 0; i < 2; ++i) {
        const auto alone = model::scoring_hidden(m, model::prepare_input(m, std::span(both).subspan(i, 1)), rotation);
        QVERIFY(alone.has_value());
        QVERIFY(worst(*alone, together->narrow(0, 41 * i, 41)) < 1e-5);
    }
}

void LogitsTest::stopsWhenAsked()
{
    const auto opened = model::open_model(reference_model::folder("sharded_f32"), {});
    QVERIFY(opened.has_value());
    const model::Model& m = **opened;
    const auto window = ids("sharded_f32");
    const std::span<const text::Token> one[] = {window};
    const model::ScoringInput input = model::prepare_input(m, one);
    const model::Rotation rotation = model::make_rotation(m.config.geometry,
        rope::make_set(rope::Method::none, m.config.geometry, 32), 0, input.length, at::kCPU);
    int calls = 0;
    const auto count = model::scoring_hidden(m, input, rotation, [&] { return ++calls > 0; });
    QVERIFY(count.has_value());
    QVERIFY2(calls >= m.config.layers, qPrintable(QString::number(calls)));
    for (int stop = 1; stop <= calls; ++stop) {
        int left = stop;
        const auto stopped = model::scoring_hidden(m, input, rotation, [&] { return --left > 0; });
        QVERIFY(!stopped.has_value());
        QVERIFY(stopped.error().cancelled);
    }
}

ROPEWALK_COMPUTE_MAIN(LogitsTest)
#include "tst_logits.moc"
