// SPDX-License-Identifier: Apache-2.0
// Groups of KV heads one after another give what all heads together give, for every architecture form.
#include "core/model/memory/chunks.h"
#include "core/model/memory/footprint.h"
#include "core/model/scoring/attention.h"
#include "core/model/scoring/grouped.h"
#include "core/model/scoring/layer.h"
#include "core/model/scoring/layers/layer_source.h"
#include "core/model/model.h"
#include "tests/compute_main.h"
#include "tests/model/made_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <QTemporaryDir>
#include <QTest>
#include <c10/core/InferenceMode.h>

using namespace ropewalk;

class GroupedAttentionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameAsWhole_data();
    void sameAsWhole();
    void groupsFollowTheLength();
    void sevenBillionAtTwoMillion();
};

void GroupedAttentionTest::sameAsWhole_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<bool>("bfloat16");
    const nlohmann::json& cases = made_model::cases();
    for (std::size_t i = 0; i < cases.size(); ++i)
        for (const bool bfloat16 : {false, true})
            QTest::newRow((cases[i]["name"].get<std::string>() + (bfloat16 ? ", bf16" : ", f32")).c_str())
                << static_cast<int>(i) << bfloat16;
}

/// Two windows together, every layer, every number of heads at one time; and libtorch's attention, which a GPU runs, head
/// by head.
void GroupedAttentionTest::sameAsWhole()
{
    QFETCH(int, number);
    QFETCH(bool, bfloat16);
    QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    made_model::write(made_model::cases()[number], path);
    const auto opened = model::open_model(path, {.dtype = bfloat16 ? at::kBFloat16 : at::kFloat});
    QVERIFY2(opened.has_value(), opened ? "" : opened.error().text().c_str());
    const model::Model& m = **opened;
    const c10::InferenceMode inference;
    const double bound = bfloat16 ? 1.6e-2 : 2e-6 + made_model::score_rounding(made_model::cases()[number]);
    constexpr std::int64_t batch = 2, length = 70;
    at::Tensor ids = at::empty({batch * length}, at::kLong);
    for (std::int64_t i = 0; i < ids.numel(); ++i)
        ids.mutable_data_ptr<std::int64_t>()[i]
            = static_cast<std::int64_t>(made_model::hash_of(3, std::uint64_t(i)) % std::uint64_t(m.config.vocab_size));
    const at::Tensor x = m.layers->embed(ids);
    rope::FactorSet set;
    set.lambda = rope::none_lambda(m.config.geometry);
    const model::Rotation rotation = model::make_rotation(m.config.geometry, set, 0, length, at::kCPU);
    const auto walk = m.layers->walk();
    for (std::size_t i = 0; i < m.layers->layers(); ++i) {
        const model::ScoringLayer& layer = walk->layer(i);
        const auto whole = model::window_attention(
            m.config, model::projections(m.config, layer, x), batch, rotation, layer.reach);
        QVERIFY(whole.has_value());
        const at::Tensor expected = whole->to(at::kFloat);
        const double range = expected.abs().max().item<double>();
        QVERIFY(range > 0);
        for (std::int64_t together = 1; together <= m.config.kv_heads; ++together) {
            const auto grouped = model::grouped_attention(m.config, layer, x, batch, rotation, together);
            QVERIFY(grouped.has_value());
            QCOMPARE(grouped->sizes(), expected.sizes());
            const double worst = (grouped->to(at::kFloat) - expected).abs().max().item<double>();
            QVERIFY2(worst <= bound * range, qPrintable(QString::number(worst / range)));
        }

        const at::Tensor qkv = model::projections(m.config, layer, x);
        const at::Tensor library = model::library_attention(m.config, qkv, batch, rotation, layer.reach);
        const std::int64_t dim = m.config.geometry.head_dim, shared = m.config.heads / m.config.kv_heads;
        formats::ModelConfig one = m.config;
        one.heads = static_cast<int>(shared);
        one.kv_heads = 1;
        for (std::int64_t head = 0; head < m.config.kv_heads; ++head) {
            const at::Tensor alone = model::library_attention(one,
                at::cat({qkv.narrow(1, head * shared * dim, shared * dim), qkv.narrow(1, (m.config.heads + head) * dim, dim),
                            qkv.narrow(1, (m.config.heads + m.config.kv_heads + head) * dim, dim)},
                    1),
                batch, rotation, layer.reach);
            const at::Tensor difference
                = alone.to(at::kFloat) - library.narrow(1, head * shared * dim, shared * dim).to(at::kFloat);
            QVERIFY(difference.abs().max().item<double>() <= (bfloat16 ? 1.6e-2 : 2e-6) * range);
        }
    }
}

/// All heads together in short texts, one at a time in very long ones.
void GroupedAttentionTest::groupsFollowTheLength()
{
    constexpr std::int64_t head = 3 * 128 * 2; // bytes a token of a 7B model in bfloat16
    QCOMPARE(model::chunks::heads_together(32, head * 4096), std::int64_t(32));
    QCOMPARE(model::chunks::heads_together(32, head * 65536), std::int64_t(10));
    QCOMPARE(model::chunks::heads_together(32, head * 2'000'000), std::int64_t(1));
}

/// A 7B model at 2 M tokens in bfloat16 on a GPU: states of 17.2 GB, an output of 17.2 GB, and at most 8.6 GB beside.
void GroupedAttentionTest::sevenBillionAtTwoMillion()
{
    formats::ModelConfig config;
    config.hidden_size = 4096;
    config.intermediate_size = 11008;
    config.layers = config.heads = config.kv_heads = 32;
    config.vocab_size = 32000;
    config.geometry.head_dim = config.geometry.rotary_dim = 128;
    QCOMPARE(model::parameters(config), std::int64_t{6'738'415'616}); // as Llama 2's
    const model::Holding holding{true, 2, false, false, true, 1};
    const model::Footprint all = model::footprint(config, holding, {1 << 21, 1, false});
    QCOMPARE(all.weights, 2 * model::parameters(config));
    QVERIFY(all.layer > 34'400'000'000 - 100'000'000);
    QVERIFY(all.layer < 34'400'000'000 + 8'600'000'000);
    QVERIFY(all.loss < all.layer);
    QVERIFY(all.inputs < 1'200'000'000);
    const std::int64_t most = model::largest_length(config, holding, {0, 1, false}, 80'000'000'000, 1 << 24);
    QVERIFY(model::footprint(config, holding, {most, 1, false}).total() <= 80'000'000'000);
    QVERIFY(model::footprint(config, holding, {most + 1, 1, false}).total() > 80'000'000'000);
}

ROPEWALK_COMPUTE_MAIN(GroupedAttentionTest)
#include "tst_grouped_attention.moc"
