// SPDX-License-Identifier: Apache-2.0
// Every architecture and awkward kind against transformers: the plain decoder, the scoring pass and cached generation.
#include "core/model/checkpoint_names.h"
#include "core/model/generation.h"
#include "core/model/scoring/forward.h"
#include "core/model/storage/safetensors.h"
#include "tests/compute_main.h"
#include "tests/model/made_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linear.h>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cstring>

using namespace ropewalk;
using nlohmann::json;

class ArchitecturesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void logits_data() { runs(); }
    void logits();
    void generation_data() { runs(); }
    void generation();
    void bfloat16_data() { runs(); }
    void bfloat16();
    void everyTensorHasItsPlace_data();
    void everyTensorHasItsPlace();
    void headUnderItsNewName();

private:
    static void runs();
    std::filesystem::path folder(int number) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / std::to_string(number);
    }
    std::shared_ptr<const model::Model> open(int number, at::ScalarType dtype = at::kFloat) const;
    at::Tensor reference(const std::string& name) const;
    QTemporaryDir m_folder;
    std::shared_ptr<const model::SafetensorsFile> m_reference;
    std::vector<text::Token> m_ids;
};

constexpr double promised = 1e-4; // of the logits' range

void ArchitecturesTest::initTestCase()
{
    const auto file = model::SafetensorsFile::open(ROPEWALK_TEST_DATA "/model_architectures.safetensors");
    QVERIFY(file.has_value());
    m_reference = *file;
    const at::Tensor ids = reference("ids");
    m_ids.assign(ids.const_data_ptr<std::int64_t>(), ids.const_data_ptr<std::int64_t>() + ids.numel());
    QVERIFY(made_model::cases().size() >= 28);
    for (std::size_t i = 0; i < made_model::cases().size(); ++i)
        made_model::write(made_model::cases()[i], folder(static_cast<int>(i)));
}

at::Tensor ArchitecturesTest::reference(const std::string& name) const
{
    const model::StoredTensor& tensor = m_reference->tensors().at(name);
    at::Tensor out = at::empty(tensor.shape, tensor.dtype == "I64" ? at::kLong : at::kFloat);
    std::memcpy(out.mutable_data_ptr(), tensor.data.data(), tensor.data.size());
    return out;
}

void ArchitecturesTest::runs()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<int>("run");
    const json& cases = made_model::cases();
    for (std::size_t i = 0; i < cases.size(); ++i)
        for (std::size_t run = 0; run < cases[i]["runs"].size(); ++run)
            QTest::newRow((cases[i]["name"].get<std::string>() + ", "
                              + std::to_string(cases[i]["runs"][run]["length"].get<int>()) + " tokens")
                              .c_str())
                << static_cast<int>(i) << static_cast<int>(run);
}

std::shared_ptr<const model::Model> ArchitecturesTest::open(int number, at::ScalarType dtype) const
{
    const auto opened = model::open_model(folder(number), {.dtype = dtype});
    if (!opened)
        qWarning("%s", opened.error().text().c_str());
    return opened ? *opened : nullptr;
}

void ArchitecturesTest::logits()
{
    QFETCH(int, number);
    QFETCH(int, run);
    const json& of = made_model::cases()[number];
    const json& what = of["runs"][run];
    const auto m = open(number);
    QVERIFY(m);
    const std::int64_t length = what["length"];
    const std::span<const text::Token> one[] = {std::span(m_ids).first(static_cast<std::size_t>(length))};
    const rope::FactorSet set = made_model::served(m->config, of["config"], length);
    const model::Rotation rotation = model::make_rotation(m->config.geometry, set, 0, length, at::kCPU);
    const model::ScoringInput input = model::prepare_input(*m, one);
    const at::Tensor plain
        = model::forward_hidden(m->config, m->weights, input.ids.clone().view({1, length}), rotation).select(0, 0);
    const auto fast = model::scoring_hidden(*m, input, rotation);
    QVERIFY(fast.has_value());

    const at::Tensor expected = reference(what["logits"]);
    std::int64_t row = 0;
    for (const std::int64_t position : what["positions"].get<std::vector<std::int64_t>>()) {
        const at::Tensor at_position = expected.select(0, row++);
        const auto logits = [&](const at::Tensor& hidden) { return at::linear(hidden.select(0, position), m->weights.head); };
        const double range = what["range"], bound = promised + made_model::score_rounding(of);
        const auto error = [&](const at::Tensor& hidden) {
            return (logits(hidden) - at_position).abs().max().item<double>() / range;
        };
        QVERIFY2(error(plain) < bound, qPrintable(QString::number(error(plain))));
        QVERIFY2(error(*fast) < bound, qPrintable(QString::number(error(*fast))));
    }
}

void ArchitecturesTest::generation()
{
    QFETCH(int, number);
    QFETCH(int, run);
    const json& of = made_model::cases()[number];
    const json& what = of["runs"][run];
    const auto m = open(number);
    QVERIFY(m);
    const std::int64_t length = what["length"];
    const rope::FactorSet set = made_model::served(m->config, of["config"], length);
    const at::Tensor expected = reference(what["logits"]);
    const auto positions = what["positions"].get<std::vector<std::int64_t>>();
    for (const std::int64_t prompt : {std::int64_t{1}, length / 2, length}) {
        model::CachedDecoder decoder(m, set, length);
        auto logits = decoder.prefill(std::span(m_ids).first(static_cast<std::size_t>(prompt)));
        int compared = 0;
        for (std::int64_t position = prompt - 1; position < length; ++position) {
            if (position >= prompt)
                logits = decoder.step(m_ids[static_cast<std::size_t>(position)]);
            QVERIFY(logits.has_value());
            const auto row = std::find(positions.begin(), positions.end(), position);
            if (row == positions.end())
                continue;
            ++compared;
            const double error = (logits->select(0, 0) - expected.select(0, row - positions.begin())).abs().max().item<double>()
                / what["range"].get<double>();
            QVERIFY2(error < promised, qPrintable(QStringLiteral("%1 at %2").arg(error).arg(position)));
        }
        QVERIFY(compared > 0);
    }
}

/// Over all positions bfloat16 here is no further from float32 (ours, which logits() checks) than transformers' own.
void ArchitecturesTest::bfloat16()
{
    QFETCH(int, number);
    QFETCH(int, run);
    const json& of = made_model::cases()[number];
    const json& what = of["runs"][run];
    const std::int64_t length = what["length"];
    const std::span<const text::Token> one[] = {std::span(m_ids).first(static_cast<std::size_t>(length))};
    std::vector<at::Tensor> logits;
    for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
        const auto m = open(number, dtype);
        QVERIFY(m);
        const rope::FactorSet set = made_model::served(m->config, of["config"], length);
        const auto hidden = model::scoring_hidden(*m, model::prepare_input(*m, one),
            model::make_rotation(m->config.geometry, set, 0, length, at::kCPU));
        QVERIFY(hidden.has_value());
        logits.push_back(at::linear(*hidden, m->weights.head));
        QCOMPARE(logits.back().scalar_type(), dtype);
    }
    const double ours = (logits[1].to(at::kFloat) - logits[0]).square().mean().sqrt().item<double>();
    const double theirs = what["bf16_error"];
    QVERIFY2(ours <= theirs, qPrintable(QStringLiteral("%1, transformers %2").arg(ours).arg(theirs)));
}

void ArchitecturesTest::everyTensorHasItsPlace_data()
{
    QTest::addColumn<int>("number");
    for (std::size_t i = 0; i < made_model::cases().size(); ++i)
        QTest::newRow(made_model::cases()[i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
}

/// What is loaded and put together again is what was stored, name by name.
void ArchitecturesTest::everyTensorHasItsPlace()
{
    QFETCH(int, number);
    const json& of = made_model::cases()[number];
    const auto m = open(number);
    QVERIFY(m);
    model::Weights weights = m->weights;
    const auto tensors = model::checkpoint_tensors(m->config, weights);
    QCOMPARE(tensors.size(), of["tensors"].size());
    std::int64_t parameters = 0;
    for (const model::CheckpointTensor& tensor : tensors) {
        const auto shape = of["tensors"].at(tensor.name).get<std::vector<std::int64_t>>();
        QCOMPARE(tensor.shape(), shape);
        const at::Tensor stored = made_model::tensor_of(tensor.name, shape, of.value("spreads", json::object())).to(at::kFloat);
        QVERIFY2(at::equal(model::put_together(tensor), stored), tensor.name.c_str());
        parameters += stored.numel();
    }
    QCOMPARE(m->parameters, parameters);
}

/// transformers 5 may write a GPT-NeoX head as lm_head; causal masks of old files are passed over.
void ArchitecturesTest::headUnderItsNewName()
{
    json of;
    for (const json& one : made_model::cases())
        if (one["name"] == "neox, quarter")
            of = one;
    const std::filesystem::path folder = this->folder(1000);
    of["tensors"]["lm_head.weight"] = of["tensors"]["embed_out.weight"];
    of["tensors"].erase("embed_out.weight");
    of["tensors"]["gpt_neox.layers.0.attention.bias"] = {1, 1, 4, 4};
    of["tensors"]["gpt_neox.layers.0.attention.masked_bias"] = json::array();
    made_model::write(of, folder);
    const auto opened = model::open_model(folder, {});
    QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());
    QVERIFY(at::equal((*opened)->weights.head,
        made_model::tensor_of("lm_head.weight", {64, 32}).to(at::kFloat)));
}

ROPEWALK_COMPUTE_MAIN(ArchitecturesTest)
#include "tst_architectures.moc"
