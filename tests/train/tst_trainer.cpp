// SPDX-License-Identifier: Apache-2.0
#include "core/model/storage/safetensors.h"
#include "core/text/demo_corpus.h"
#include "core/train/demo_recipe.h"
#include "core/train/state.h"
#include "tests/compute_main.h"

#include <ATen/Parallel.h>
#include <ATen/ops/allclose.h>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;

namespace {

/// A model so small that a step takes milliseconds.
formats::ModelConfig small_config()
{
    formats::ModelConfig config = train::demo_recipe(32).config;
    config.hidden_size = 32;
    config.intermediate_size = 48;
    config.layers = 2;
    config.heads = config.kv_heads = 2;
    config.geometry.head_dim = config.geometry.rotary_dim = 16;
    config.geometry.original_length = 16;
    return config;
}

train::Settings small_settings()
{
    train::Settings settings;
    settings.steps = 30;
    settings.batch = 4;
    settings.length = 16;
    settings.warmup = 5;
    settings.learning_rate = 1e-2;
    settings.checkpoint_every = 10;
    return settings;
}

/// Sequences that repeat with period 4 from a start that differs a row: learnt quickly by attention.
std::vector<std::int64_t> batch_of(int step)
{
    std::vector<std::int64_t> out;
    for (int row = 0; row < 4; ++row)
        for (int i = 0; i <= 16; ++i)
            out.push_back(2 + (step * 7 + row * 5 + (i % 4) * 3) % 29);
    return out;
}

rope::FactorSet plain(const formats::ModelConfig& config)
{
    rope::FactorSet set;
    set.lambda.assign(static_cast<std::size_t>(config.geometry.pairs()), 1.0);
    return set;
}

struct Run
{
    Status status;
    model::Weights weights;
    std::vector<double> losses;
};

/// Trains the small model; stops by the yield point after `stop` steps when it is not 0.
Run run(const QTemporaryDir& folder, train::Settings settings, int stop = 0)
{
    const formats::ModelConfig config = small_config();
    Run out{{}, train::initial_weights(config, settings.seed), {}};
    out.status = train::train(config, out.weights, plain(config), settings, batch_of,
        folder.path().toStdString(), [&](const train::StepReport& step) { out.losses.push_back(step.loss); },
        [&] { return stop == 0 || static_cast<int>(out.losses.size()) < stop; });
    return out;
}

} // namespace

class TestTrainer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void learns_data()
    {
        QTest::addColumn<bool>("bfloat16");
        QTest::newRow("float32") << false;
        QTest::newRow("bfloat16 autocast") << true;
    }
    void learns()
    {
        QFETCH(bool, bfloat16);
        const QTemporaryDir folder;
        train::Settings settings = small_settings();
        settings.bfloat16 = bfloat16;
        const Run done = run(folder, settings);
        QVERIFY2(done.status, done.status ? "" : done.status.error().text().c_str());
        QCOMPARE(done.losses.size(), std::size_t(30));
        QVERIFY(std::abs(done.losses.front() - std::log(32.0)) < 0.8);
        QVERIFY(done.losses.back() < done.losses.front() - 0.5);
        QVERIFY(!std::filesystem::exists(folder.filePath("training-state.safetensors").toStdString()));
    }

    void resumesWhereItStopped_data()
    {
        QTest::addColumn<int>("stop");
        QTest::newRow("before the first checkpoint") << 3;
        QTest::newRow("at a checkpoint") << 10;
        QTest::newRow("late") << 27;
    }
    void resumesWhereItStopped()
    {
        QFETCH(int, stop);
        train::Settings settings = small_settings();
        settings.bfloat16 = false;
        const QTemporaryDir whole_folder, folder;
        const Run whole = run(whole_folder, settings);
        const Run first = run(folder, settings, stop);
        QVERIFY(!first.status && first.status.error().cancelled);
        QCOMPARE(static_cast<int>(first.losses.size()), stop);
        const Run rest = run(folder, settings);
        QVERIFY(rest.status.has_value());
        QCOMPARE(static_cast<int>(rest.losses.size()), settings.steps - stop);
        QVERIFY(at::allclose(rest.weights.layers[0].q.weight, whole.weights.layers[0].q.weight, 1e-4, 1e-5));
        QVERIFY(at::allclose(rest.weights.embedding, whole.weights.embedding, 1e-4, 1e-5));
    }

    void refusesAnotherRunsState()
    {
        const QTemporaryDir folder;
        train::Settings settings = small_settings();
        QVERIFY(!run(folder, settings, 4).status);
        settings.learning_rate *= 2;
        const Run other = run(folder, settings);
        QVERIFY(!other.status);
        QVERIFY(other.status.error().message.text().find("other settings") != std::string::npos);
    }

    void stopsWhenTheLossIsNoNumber()
    {
        const QTemporaryDir folder;
        train::Settings settings = small_settings();
        settings.learning_rate = 1e30;
        const Run done = run(folder, settings);
        QVERIFY(!done.status);
        QVERIFY(done.status.error().message.text().find("lower the learning rate") != std::string::npos);
    }

    void recipeWritesAModelFolder()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        int reported = 0;
        const Status done = train::train_demo(path, {.steps = 2}, [&](const train::StepReport&, int) { ++reported; });
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        QCOMPARE(reported, 2);
        for (const char* name : {"config.json", "tokenizer.json", "recipe.json", "training.csv"})
            QVERIFY2(std::filesystem::exists(path / name), name);
        const auto file = model::SafetensorsFile::open(path / "model.safetensors");
        QVERIFY(file.has_value());
        QCOMPARE((*file)->tensors().size(), std::size_t(2 + 4 * 9));
        QCOMPARE((*file)->tensors().at("model.norm.weight").dtype, std::string("BF16"));
    }

    void batchesAreDocumentsOfTheirOwn()
    {
        const auto tokenizer = text::load_tokenizer(std::filesystem::path(ROPEWALK_SOURCE_DIR) / "resources/demo");
        QVERIFY(tokenizer.has_value());
        train::Settings settings;
        settings.batch = 2;
        settings.length = 64;
        const train::Batches batches = train::demo_batches(*tokenizer, settings);
        const std::vector<std::int64_t> third = batches(2);
        QCOMPARE(third.size(), std::size_t(2 * 65));
        QCOMPARE(third[0], std::int64_t(1));
        QCOMPARE(third[65], std::int64_t(1));
        const std::vector<text::Token> expected = (*tokenizer)->encode(text::demo_document(5, 64));
        QVERIFY(std::equal(third.begin() + 66, third.end(), expected.begin()));
        QVERIFY(batches(2) == third);
        QVERIFY(batches(3) != third);
    }
};

ROPEWALK_COMPUTE_MAIN(TestTrainer)
#include "tst_trainer.moc"
