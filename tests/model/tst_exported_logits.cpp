// SPDX-License-Identifier: Apache-2.0
// What is exported turns in transformers as it does here: logits below and above the switch (tests/reference/factor_files.py).
#include "core/formats/exports/exports.h"
#include "core/model/scoring/forward.h"
#include "core/model/storage/safetensors.h"
#include "tests/compute_main.h"
#include "tests/model/reference_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <QTest>
#include <cstring>

using namespace ropewalk;

class ExportedLogitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void match_data();
    void match();

private:
    static at::Tensor stored(const std::filesystem::path& path, const std::string& name)
    {
        const auto file = model::SafetensorsFile::open(path);
        const model::StoredTensor& tensor = (*file)->tensors().at(name);
        at::Tensor out = at::empty(tensor.shape, tensor.dtype == "I64" ? at::kLong : at::kFloat);
        std::memcpy(out.mutable_data_ptr(), tensor.data.data(), tensor.data.size());
        return out;
    }
};

void ExportedLogitsTest::match_data()
{
    QTest::addColumn<QString>("sets"); // that were exported
    QTest::addColumn<QString>("logits");
    QTest::addColumn<bool>("above");
    for (const auto& [sets, what] : {std::pair("plain.json", "folder"), std::pair("n_hat.json", "module")})
        for (const bool above : {false, true}) {
            const QString where = above ? QStringLiteral(".above") : QStringLiteral(".below");
            QTest::addRow("%s%s", what, qPrintable(where))
                << QString::fromUtf8(sets) << QString::fromUtf8(what) + where << above;
        }
}

void ExportedLogitsTest::match()
{
    QFETCH(QString, sets);
    QFETCH(QString, logits);
    QFETCH(bool, above);
    constexpr std::int64_t step = 9;
    const std::filesystem::path data = ROPEWALK_TEST_DATA "/factor_files";
    const auto folder = reference_model::folder("plain_f32");
    const auto opened = model::open_model(folder, {});
    QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());
    const model::Model& m = **opened;
    const rope::Geometry& geometry = m.config.geometry;
    const auto file = formats::read_factor_file(data / sets.toStdString(), geometry);
    QVERIFY2(file.has_value(), file ? "" : file.error().text().c_str());
    const formats::HuggingFaceScaling pair = formats::pair_of(*file);
    QVERIFY(pair.short_set.has_value());

    const at::Tensor all = stored(folder / "expected.safetensors", "ids").to(at::kInt);
    const std::int64_t length = above ? all.numel() : geometry.original_length;
    const std::vector<text::Token> window(all.const_data_ptr<int>(), all.const_data_ptr<int>() + length);
    const std::span<const text::Token> one[] = {window};
    const model::ScoringInput input = model::prepare_input(m, one);
    const at::Tensor expected = stored(data / "logits.safetensors", logits.toStdString());
    const auto worst = [&](const rope::FactorSet& set) {
        const model::Rotation rotation = model::make_rotation(geometry, set, 0, length, at::kCPU);
        const auto hidden = model::scoring_hidden(m, input, rotation);
        const at::Tensor own = at::linear(hidden->slice(0, 0, length, step), m.weights.head);
        return (own - expected).abs().max().item<double>();
    };
    const double right = worst(above ? pair.long_set : *pair.short_set);
    const double wrong = worst(above ? *pair.short_set : pair.long_set);
    QVERIFY2(right < 1e-4, qPrintable(QString::number(right)));
    QVERIFY2(wrong > 1e-2, qPrintable(QString::number(wrong))); // the other list would be told apart
}

ROPEWALK_COMPUTE_MAIN(ExportedLogitsTest)
#include "tst_exported_logits.moc"
