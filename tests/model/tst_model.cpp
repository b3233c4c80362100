// SPDX-License-Identifier: Apache-2.0
// Opening model folders: what fits is loaded to the last bit, what does not is refused by tensor and file.
#include "core/model/model.h"
#include "core/model/storage/safetensors.h"
#include "core/model/storage/safetensors_writer.h"
#include "core/model/scoring/weights.h"
#include "core/model/weights.h"
#include "tests/compute_main.h"
#include "tests/model/made_model.h"
#include "tests/model/reference_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/masked_fill.h>
#include <ATen/ops/max.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <cstring>

using namespace ropewalk;

class ModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void loadsEveryValue_data();
    void loadsEveryValue();
    void storesFusedMatricesOnce();
    void toleratesWhatOldCheckpointsHold();
    void refuses_data();
    void refuses();
    void opensWhatIsNotFiniteOnRequest();
    void saysWhatBfloat16Rounds();
    void refusesFusedShapes_data();
    void refusesFusedShapes();
    void changesAreOfTheModel();
    void refusesFoldersAndTypes();
    void fingerprintsTellModelsApart();
    void reportsProgressAndStops();
    void opensWithoutATokenizer();

private:
    using Tensors = std::vector<std::pair<std::string, at::Tensor>>;
    static at::Tensor stored(const model::StoredTensor& tensor);
    static Tensors tensors(const std::filesystem::path& folder);
    static at::Tensor& named(Tensors& tensors, const std::string& name);
    std::filesystem::path folder_with(const Tensors& tensors, const char* config_of = "plain_f32");

    QTemporaryDir m_folder;
    int m_folders = 0;
};

at::Tensor ModelTest::stored(const model::StoredTensor& tensor)
{
    const at::ScalarType type
        = tensor.dtype == "F32" ? at::kFloat : tensor.dtype == "F16" ? at::kHalf : at::kBFloat16;
    at::Tensor out = at::empty(tensor.shape, type);
    std::memcpy(out.mutable_data_ptr(), tensor.data.data(), tensor.data.size());
    return out;
}

ModelTest::Tensors ModelTest::tensors(const std::filesystem::path& folder)
{
    Tensors out;
    const auto checkpoint = model::open_checkpoint(folder);
    for (const auto& [name, entry] : checkpoint->tensors)
        out.emplace_back(name, stored(entry.tensor));
    return out;
}

at::Tensor& ModelTest::named(Tensors& tensors, const std::string& name)
{
    for (auto& [key, tensor] : tensors)
        if (key == name)
            return tensor;
    qFatal("no such tensor");
}

std::filesystem::path ModelTest::folder_with(const Tensors& tensors, const char* config_of)
{
    const auto folder = std::filesystem::path(m_folder.path().toStdString()) / std::to_string(m_folders++);
    std::filesystem::create_directory(folder);
    std::filesystem::copy_file(reference_model::folder(config_of) / "config.json", folder / "config.json");
    if (!model::write_safetensors(folder / "model.safetensors", tensors))
        qFatal("cannot write");
    return folder;
}

void ModelTest::loadsEveryValue_data()
{
    QTest::addColumn<QString>("name");
    for (const std::string& name : reference_model::names())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void ModelTest::loadsEveryValue()
{
    QFETCH(QString, name);
    const auto folder = reference_model::folder(name.toStdString());
    for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
        const auto opened = model::open_model(folder, {.dtype = dtype});
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());
        model::Weights weights = (*opened)->weights;
        const auto checkpoint = model::open_checkpoint(folder);
        std::int64_t parameters = 0;
        const auto all = weights.named((*opened)->config);
        for (const auto& [key, tensor] : all) {
            QCOMPARE(tensor->scalar_type(), dtype);
            QVERIFY2(at::equal(*tensor, stored(checkpoint->tensors.at(key).tensor).to(dtype)), key.c_str());
            parameters += tensor->numel();
        }
        QCOMPARE((*opened)->parameters, parameters);
        QCOMPARE((*opened)->name, name.toStdString());
        QCOMPARE(weights.head.is_same(weights.embedding), (*opened)->config.tied_embeddings);
        QCOMPARE((*opened)->bos(), std::optional<text::Token>(1));
    }
}

void ModelTest::storesFusedMatricesOnce()
{
    const auto opened = model::open_model(reference_model::folder("grouped_tied_bf16"), {});
    const model::LayerWeights& w = (*opened)->weights.layers.front();
    const at::Tensor qkv = model::fused({w.q.weight, w.k.weight, w.v.weight});
    QVERIFY(qkv.is_alias_of(w.q.weight));
    QVERIFY(at::equal(qkv.narrow(0, w.q.weight.size(0), w.k.weight.size(0)), w.k.weight));
    QCOMPARE(qkv.size(0), w.q.weight.size(0) + 2 * w.k.weight.size(0));
    const at::Tensor apart = model::fused({w.v.weight, w.q.weight});
    QVERIFY(!apart.is_alias_of(w.q.weight));
    QVERIFY(at::equal(apart.narrow(0, w.v.weight.size(0), w.q.weight.size(0)), w.q.weight));
}

void ModelTest::toleratesWhatOldCheckpointsHold()
{
    Tensors all = tensors(reference_model::folder("grouped_tied_bf16"));
    all.emplace_back("model.layers.0.self_attn.rotary_emb.inv_freq", at::zeros({8}, at::kFloat));
    const at::Tensor embedding = named(all, "model.embed_tokens.weight");
    all.emplace_back("lm_head.weight", embedding);
    const auto opened = model::open_model(folder_with(all, "grouped_tied_bf16"), {});
    QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());
}

void ModelTest::refuses_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("message");
    QTest::newRow("a missing norm") << "missing" << "" << "model.layers.1.post_attention_layernorm.weight";
    QTest::newRow("a whole layer missing") << "layer" << "" << "and 4 more";
    QTest::newRow("a bias") << "bias" << "" << "model.layers.0.self_attn.q_proj.bias";
    QTest::newRow("turned round") << "turned" << "tensor model.layers.0.mlp.up_proj.weight"
                                  << "expected shape [24, 32] by config.json, found [32, 24]";
    QTest::newRow("another rank") << "rank" << "tensor model.norm.weight" << "expected shape [32]";
    QTest::newRow("whole numbers") << "whole" << "tensor model.norm.weight" << "found I64";
    for (const char* type : {"f32", "f16", "bf16"}) {
        QTest::newRow((std::string("NaN in ") + type).c_str())
            << (QString("nan ") + type) << "tensor lm_head.weight" << "element 1000";
        QTest::newRow((std::string("infinity in ") + type).c_str())
            << (QString("inf ") + type) << "tensor lm_head.weight" << "element 1000";
    }
}

void ModelTest::refuses()
{
    QFETCH(QString, change);
    QFETCH(QString, place);
    QFETCH(QString, message);
    Tensors all = tensors(reference_model::folder("plain_f32"));
    if (change == "missing")
        std::erase_if(all, [](const auto& t) { return t.first == "model.layers.1.post_attention_layernorm.weight"; });
    else if (change == "layer")
        std::erase_if(all, [](const auto& t) { return t.first.starts_with("model.layers.1."); });
    else if (change == "bias")
        all.emplace_back("model.layers.0.self_attn.q_proj.bias", at::zeros({32}, at::kFloat));
    else if (change == "turned")
        named(all, "model.layers.0.mlp.up_proj.weight") = named(all, "model.layers.0.mlp.up_proj.weight").t();
    else if (change == "rank")
        named(all, "model.norm.weight") = named(all, "model.norm.weight").view({1, 32});
    else if (change == "whole")
        named(all, "model.norm.weight") = at::zeros({32}, at::kLong);
    else {
        const at::ScalarType type
            = change.endsWith("bf16") ? at::kBFloat16 : change.endsWith("f16") ? at::kHalf : at::kFloat;
        at::Tensor& head = named(all, "lm_head.weight");
        head = head.to(type).clone();
        head.view({-1})[1000].fill_(change.startsWith("nan") ? NAN : -INFINITY);
    }
    const auto folder = folder_with(all);
    const auto opened = model::open_model(folder, {});
    QVERIFY(!opened.has_value());
    QCOMPARE(opened.error().file, (folder / "model.safetensors").string());
    QCOMPARE(QString::fromStdString(opened.error().place.text()), place);
    QVERIFY2(QString::fromStdString(opened.error().message.text()).contains(message), opened.error().text().c_str());
}

void ModelTest::opensWhatIsNotFiniteOnRequest()
{
    Tensors all = tensors(reference_model::folder("plain_f32"));
    at::Tensor& norm = named(all, "model.norm.weight");
    norm = norm.clone();
    norm[3] = NAN;
    const auto folder = folder_with(all);
    QVERIFY(!model::open_model(folder, {}));
    const auto opened = model::open_model(folder, {.allow_not_finite = true});
    QVERIFY(opened.has_value());
    QCOMPARE((*opened)->config.warnings.back().text(),
        std::string("The weights hold NaN or infinity, first in model.norm.weight (1 of the tensors do)."));
    QVERIFY(std::isnan((*opened)->weights.norm.weight[3].item<float>()));
}

/// A float16 checkpoint in bfloat16: the share that is rounded and by how much, against every number.
void ModelTest::saysWhatBfloat16Rounds()
{
    const auto note = [](const std::filesystem::path& folder, at::ScalarType dtype) {
        const auto opened = model::open_model(folder, {.dtype = dtype});
        for (const Words& warning : opened ? (*opened)->config.warnings : std::vector<Words>())
            if (warning.text().starts_with("The weights are stored in float16"))
                return QString::fromStdString(warning.text());
        return opened ? QString() : QString::fromStdString(opened.error().text());
    };
    const auto folder = reference_model::folder("wide_heads_f16");
    QCOMPARE(note(folder, at::kFloat), QString());
    std::int64_t all = 0, rounded = 0;
    double worst = 0;
    Tensors exact;
    for (const auto& [name, tensor] : tensors(folder)) {
        const at::Tensor kept = tensor.to(at::kBFloat16).to(at::kDouble), whole = tensor.to(at::kDouble);
        all += tensor.numel();
        rounded += (kept != whole).sum().item<std::int64_t>();
        const at::Tensor off = ((kept - whole) / whole).abs();
        worst = std::max(worst, off.masked_fill(whole == 0, 0.0).max().item<double>());
        exact.emplace_back(name, tensor.to(at::kBFloat16).to(at::kHalf));
    }
    QVERIFY(rounded > all / 2 && worst > 0.003); // eight significant bits: up to 2^-8 of a number
    const QString said = note(folder, at::kBFloat16);
    const QRegularExpression pattern(
        QStringLiteral("of (\\d+) numbers looked at ([\\d.]+) % are rounded, by ([\\d.]+) % at most"));
    const auto match = pattern.match(said);
    QVERIFY2(match.hasMatch(), qPrintable(said));
    QVERIFY(match.captured(1).toLongLong() > all / 2); // small tensors are looked at whole
    QVERIFY(std::abs(match.captured(2).toDouble() - 100.0 * double(rounded) / double(all)) < 2);
    QVERIFY(match.captured(3).toDouble() <= 100 * worst + 1e-3 && match.captured(3).toDouble() > 90 * worst);
    QCOMPARE(note(folder_with(exact, "wide_heads_f16"), at::kBFloat16), QString()); // nothing is lost, nothing is said
}

void ModelTest::refusesFusedShapes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<QString>("message");
    QTest::newRow("qkv") << "phi3, longrope" << "model.layers.1.self_attn.qkv_proj.weight"
                         << "expected shape [64, 32] by config.json, found [63, 32]";
    QTest::newRow("gate and up") << "phi3, longrope" << "model.layers.0.mlp.gate_up_proj.weight"
                                 << "expected shape [80, 32] by config.json, found [79, 32]";
    QTest::newRow("a bias") << "neox, quarter" << "gpt_neox.layers.0.attention.query_key_value.bias"
                            << "expected shape [96] by config.json, found [95]";
    QTest::newRow("a head's norm") << "qwen3, heads of 24" << "model.layers.0.self_attn.q_norm.weight"
                                   << "expected shape [24] by config.json, found [23]";
}

void ModelTest::refusesFusedShapes()
{
    QFETCH(QString, name);
    QFETCH(QString, tensor);
    QFETCH(QString, message);
    for (nlohmann::json of : made_model::cases()) {
        if (of["name"] != name.toStdString())
            continue;
        nlohmann::json& rows = of["tensors"][tensor.toStdString()][0];
        rows = rows.get<int>() - 1;
        const auto folder = std::filesystem::path(m_folder.path().toStdString()) / std::to_string(m_folders++);
        made_model::write(of, folder);
        const auto opened = model::open_model(folder, {});
        QVERIFY(!opened.has_value());
        QCOMPARE(QString::fromStdString(opened.error().place.text()), QStringLiteral("tensor ") + tensor);
        QCOMPARE(QString::fromStdString(opened.error().message.text()), message);
        return;
    }
    QFAIL("no such case");
}

/// What a user changes tells results apart, and the window is said.
void ModelTest::changesAreOfTheModel()
{
    const auto folder = reference_model::folder("plain_f32");
    const auto plain = *model::open_model(folder, {});
    const auto changed = *model::open_model(folder, {.changes = {.sliding_window = 8, .original_length = 16}});
    QVERIFY(plain->fingerprint != changed->fingerprint);
    QCOMPARE(changed->config.geometry.original_length, 16);
    QVERIFY(changed->config.warnings.back().text().starts_with("Every layer sees only the last 8 tokens"));
    const auto refused = model::open_model(folder, {.changes = {.sliding_window = -8}});
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().place.text(), std::string("the sliding window"));
}

void ModelTest::refusesFoldersAndTypes()
{
    const auto nowhere = model::open_model("/no/such/folder", {});
    QVERIFY(!nowhere.has_value());
    QCOMPARE(nowhere.error().file, std::string("/no/such/folder"));
    const auto folder = folder_with({});
    std::filesystem::remove(folder / "model.safetensors");
    const auto without = model::open_model(folder, {});
    QVERIFY(!without.has_value());
    QVERIFY(without.error().message.text().find("model.safetensors.index.json") != std::string::npos);
    QVERIFY(!model::open_model(reference_model::folder("plain_f32"), {.dtype = at::kHalf}).has_value());
}

void ModelTest::fingerprintsTellModelsApart()
{
    Tensors all = tensors(reference_model::folder("plain_f32"));
    const auto fingerprint = [this](const Tensors& t) { return (*model::open_model(folder_with(t), {}))->fingerprint; };
    const std::string first = fingerprint(all);
    QCOMPARE(first.size(), std::size_t(16));
    QCOMPARE(fingerprint(all), first); // wherever it lies
    at::Tensor& norm = named(all, "model.norm.weight");
    norm = norm.clone();
    norm[31] += 1.0;
    QVERIFY(fingerprint(all) != first);
}

void ModelTest::reportsProgressAndStops()
{
    const auto folder = reference_model::folder("plain_f32");
    std::int64_t last = 0, of = 0;
    const auto opened = model::open_model(folder, {}, [&](std::int64_t done, std::int64_t total) {
        QCOMPARE(done, last + 1);
        last = done;
        of = total;
    });
    QVERIFY(opened.has_value());
    QCOMPARE(last, of);
    QCOMPARE(of, 21); // two layers of nine, embedding, norm, head
    const auto stopped = model::open_model(folder, {}, {}, [&] { return --of > 10; });
    QVERIFY(!stopped.has_value());
    QVERIFY(stopped.error().cancelled);
}

void ModelTest::opensWithoutATokenizer()
{
    const auto without = model::open_model(reference_model::folder("plain_f32"), {});
    QVERIFY(without.has_value());
    QVERIFY(!(*without)->tokenizer);
    QVERIFY((*without)->tokenizer_error.text().find("tokenizer.json") != std::string::npos);
    const auto folder = folder_with(tensors(reference_model::folder("plain_f32")));
    std::ofstream(folder / "tokenizer.json") << "{\"model\": ";
    const auto broken = model::open_model(folder, {});
    QVERIFY(broken.has_value());
    QVERIFY(!(*broken)->tokenizer);
    QVERIFY((*broken)->tokenizer_error.text().find((folder / "tokenizer.json").string()) != std::string::npos);
}

ROPEWALK_COMPUTE_MAIN(ModelTest)
#include "tst_model.moc"
