// SPDX-License-Identifier: Apache-2.0
#include "core/formats/model_config.h"
#include "core/formats/rope/trained_with.h"
#include "core/rope/coverage.h"
#include "core/rope/edit/length_ranges.h"
#include "tests/formats/llama_config.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace ropewalk;
using namespace ropewalk::formats;
using nlohmann::json;

namespace {

constexpr double exactness = 1e-9; // of the reference's 12 digits; the promise is 1e-6

const json& reference()
{
    static const json cases = [] {
        std::ifstream in(ROPEWALK_TEST_DATA "/formats_configs.json");
        const json root = json::parse(in, nullptr, false);
        return root.is_object() ? root["cases"] : json::array();
    }();
    return cases;
}

bool holds(const rope::FactorSet& set, const rope::Geometry& geometry, const json& expected)
{
    const auto frequencies = expected["frequencies"].get<std::vector<double>>();
    if (set.lambda.size() != frequencies.size())
        return false;
    for (std::size_t i = 0; i < frequencies.size(); ++i)
        if (std::abs(rope::frequency(geometry, static_cast<int>(i)) / set.lambda[i] / frequencies[i] - 1.0)
            > exactness)
            return false;
    return std::abs(set.attention_factor / expected["attention_factor"].get<double>() - 1.0) < exactness;
}

} // namespace

class TestModelConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameAsTransformers_data()
    {
        QTest::addColumn<int>("row");
        QVERIFY(reference().size() >= 20);
        for (std::size_t i = 0; i < reference().size(); ++i)
            QTest::newRow(reference()[i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
    }
    /// Every shipped scaling as sets: θ_i/λ_i and m are transformers' own.
    void sameAsTransformers()
    {
        QFETCH(int, row);
        const json& value = reference()[row];
        const auto config = parse_model_config(value["config"].dump(), "config.json");
        QVERIFY2(config, config ? "" : config.error().text().c_str());
        QCOMPARE(config->geometry.theta, value["theta"].get<double>());
        QCOMPARE(config->geometry.original_length, value["original_length"].get<std::int64_t>());
        rope::FactorSet none;
        none.lambda.assign(config->geometry.pairs(), 1.0);
        switch (config->shipped.size()) {
        case 0:
            QVERIFY(holds(none, config->geometry, value["long"]));
            QVERIFY(holds(none, config->geometry, value["short"]));
            break;
        case 1:
            QCOMPARE(config->shipped[0].name, std::string("as shipped"));
            QVERIFY(holds(config->shipped[0], config->geometry, value["long"]));
            break;
        case 2:
            QCOMPARE(config->shipped[0].name, std::string("as shipped, short"));
            QCOMPARE(config->shipped[0].from_length, 0);
            QCOMPARE(config->shipped[0].to_length, config->geometry.original_length);
            QVERIFY(holds(config->shipped[0], config->geometry, value["short"]));
            QCOMPARE(config->shipped[1].name, std::string("as shipped, long"));
            QCOMPARE(config->shipped[1].from_length, config->geometry.original_length);
            QVERIFY(holds(config->shipped[1], config->geometry, value["long"]));
            break;
        default:
            QFAIL("too many sets");
        }
        for (const rope::FactorSet& set : config->shipped)
            QVERIFY(rope::validate(set, config->geometry));
    }

    void whatWasTrainedIsTheShippedScaling_data() { sameAsTransformers_data(); }
    /// Nothing that a model ships is "never seen in training" at the length it ships it for.
    void whatWasTrainedIsTheShippedScaling()
    {
        QFETCH(int, row);
        const auto config = parse_model_config(reference()[row]["config"].dump(), "config.json");
        QVERIFY(config);
        const rope::Trained trained = trained_with(*config);
        QVERIFY(rope::validate(trained, config->geometry));
        const json& text = reference()[row]["config"];
        const bool dynamic = text.dump().find("\"dynamic\"") != std::string::npos;
        QCOMPARE(trained.is_plain(), config->shipped.empty() || dynamic);
        if (trained.is_plain()) {
            QVERIFY(trained == rope::Trained());
            return;
        }
        const std::int64_t longest = std::max(config->max_positions, config->geometry.original_length);
        QVERIFY(trained.length >= longest);
        const rope::FactorSet& last = config->shipped[*rope::serving(config->shipped, longest)];
        QCOMPARE(trained.lambda, last.lambda);
        QCOMPARE(trained.attention_factor, last.attention_factor);
        for (const rope::FactorSet& set : config->shipped)
            if (set.from_length < longest)
                QCOMPARE(rope::coverage(config->geometry, trained, set, set.to_length > 0 ? set.to_length : longest),
                    std::vector<double>(static_cast<std::size_t>(config->geometry.pairs()), 1.0));
    }

    /// Llama 3.1's block, as it ships: plain RoPE at 8192 would call half of a pair's 131072 positions unseen.
    void llamaAtItsLength()
    {
        const auto named = [](const json& one) { return one["name"] == "Llama 3.1"; };
        const auto found = std::find_if(reference().begin(), reference().end(), named);
        QVERIFY(found != reference().end());
        const auto config = parse_model_config((*found)["config"].dump(), "config.json");
        QVERIFY(config);
        const rope::Trained trained = trained_with(*config);
        QCOMPARE(trained.length, 131072);
        QCOMPARE(trained.lambda.back(), 8.0);
        QVERIFY(trained.short_lambda.empty());
        const std::vector<double> before = rope::coverage(config->geometry, {}, config->shipped[0], trained.length);
        QVERIFY(*std::min_element(before.begin(), before.end()) < 0.51);
    }

    /// Two lists: prompts up to L were trained with the short one, which here reaches further than the long one.
    void twoLists()
    {
        json text = llama();
        text["max_position_embeddings"] = 4096;
        const std::vector<double> ones(32, 1.0), long_list(32, 5.0);
        text["rope_scaling"] = { { "type", "longrope" }, { "short_factor", ones }, { "long_factor", long_list },
            { "original_max_position_embeddings", 1024 } };
        const auto config = parse_model_config(text.dump(), "config.json");
        QVERIFY2(config, config ? "" : config.error().text().c_str());
        const rope::Trained trained = trained_with(*config);
        QCOMPARE(trained.lambda, long_list);
        QCOMPARE(trained.short_lambda, ones);
        QCOMPARE(trained.length, 4096);
        QCOMPARE(rope::trained_reach(config->geometry, trained, 31), 1023.0); // 4095 / 5 is less
    }

    void everyField()
    {
        json text = llama();
        text["head_dim"] = 32;
        text["tie_word_embeddings"] = true;
        text["torch_dtype"] = "bfloat16";
        text["bos_token_id"] = 3;
        text["eos_token_id"] = { 7, 8 };
        const auto config = parse_model_config(text.dump(), "config.json");
        QVERIFY(config);
        QCOMPARE(config->architecture, std::string("LlamaForCausalLM"));
        QCOMPARE(config->model_type, std::string("llama"));
        QCOMPARE(config->hidden_size, 256);
        QCOMPARE(config->intermediate_size, 688);
        QCOMPARE(config->layers, 2);
        QCOMPARE(config->heads, 4);
        QCOMPARE(config->kv_heads, 2);
        QCOMPARE(config->vocab_size, 512);
        QCOMPARE(config->max_positions, 4096);
        QCOMPARE(config->norm_eps, 1e-5);
        QCOMPARE(config->tied_embeddings, true);
        QCOMPARE(config->bos_token, std::optional<std::int64_t>(3));
        QCOMPARE(config->eos_tokens, (std::vector<std::int64_t>{ 7, 8 }));
        QCOMPARE(config->dtype, std::string("bfloat16"));
        QCOMPARE(config->geometry, (rope::Geometry{ 32, 32, 10000.0, 4096 }));
        QVERIFY(config->shipped.empty());
        QVERIFY(config->warnings.empty());
    }

    void whatIsLeftOut()
    {
        json text = llama();
        text.erase("num_key_value_heads");
        text["bos_token_id"] = nullptr;
        text["dtype"] = "float16";
        const auto config = parse_model_config(text.dump(), "config.json");
        QVERIFY(config);
        QCOMPARE(config->kv_heads, 4);
        QVERIFY(!config->bos_token.has_value());
        QCOMPARE(config->eos_tokens, std::vector<std::int64_t>{ 2 });
        QCOMPARE(config->tied_embeddings, false);
        QCOMPARE(config->dtype, std::string("float16"));
        QCOMPARE(config->geometry.head_dim, 64);
    }

    void generationEndsAtTheTokensOfBothFiles()
    {
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString(), more = path + "/generation_config.json";
        const auto ends = [&](const json& config, const std::string& generation) {
            std::ofstream(path + "/config.json") << config;
            if (!generation.empty())
                std::ofstream(more) << generation;
            const auto read = read_model_config(path);
            return read ? *read : ModelConfig{};
        };
        using Tokens = std::vector<std::int64_t>;
        json config = llama(), silent = llama(), without = llama();
        config["eos_token_id"] = { 7, 8 };
        silent.erase("eos_token_id");
        without["eos_token_id"] = nullptr;
        QCOMPARE(ends(config, "").eos_tokens, (Tokens{ 7, 8 }));
        QCOMPARE(ends(config, R"({"eos_token_id": [8, 9, 7]})").eos_tokens, (Tokens{ 7, 8, 9 }));
        QCOMPARE(ends(config, R"({"eos_token_id": 5})").eos_tokens, (Tokens{ 7, 8, 5 }));
        QCOMPARE(ends(config, R"({"temperature": 0.6})").eos_tokens, (Tokens{ 7, 8 }));
        // What transformers takes for a missing key stands in where both files are silent.
        QCOMPARE(ends(silent, R"({"eos_token_id": [9, 11]})").eos_tokens, (Tokens{ 9, 11 }));
        QCOMPARE(ends(silent, R"({"temperature": 0.6})").eos_tokens, Tokens{ 2 });
        QCOMPARE(ends(without, R"({"eos_token_id": null})").eos_tokens, Tokens{});
        QVERIFY(ends(config, "{}").warnings.empty());
        for (const auto& [text, says] : { std::pair(R"({"eos_token_id": [3, 512]})",
                                              "key eos_token_id[1]: expected a whole number from 0 to 511, found 512"),
                 std::pair("oops", "line 1, column 1") }) {
            const ModelConfig read = ends(config, text);
            QCOMPARE(read.eos_tokens, (Tokens{ 7, 8 }));
            QCOMPARE(read.warnings.size(), std::size_t(1));
            const QString said = QString::fromStdString(read.warnings[0].text());
            QVERIFY2(said.startsWith(QString::fromStdString(more + ": ")) && said.contains(QLatin1String(says)),
                qPrintable(said));
        }
    }

    void foldersAndFiles()
    {
        QTemporaryDir folder;
        const auto missing = read_model_config(folder.path().toStdString());
        QVERIFY(!missing);
        QCOMPARE(missing.error().text(),
            folder.path().toStdString() + ": expected a model folder with a config.json, found none");
        const std::string path = folder.filePath(QStringLiteral("config.json")).toStdString();
        std::ofstream(path) << llama().dump();
        QVERIFY(read_model_config(folder.path().toStdString()));
        QVERIFY(read_model_config(path));
        std::ofstream(path) << "{\n  \"model_type\": oops}";
        const auto broken = read_model_config(folder.path().toStdString());
        QVERIFY(!broken);
        QCOMPARE(broken.error().file, path);
        QCOMPARE(QString::fromStdString(broken.error().place.text()), QString::fromLatin1("line 2, column 17"));
        const auto nowhere = read_model_config(folder.path().toStdString() + "/none");
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().message.text(), std::string("no such file"));
    }
};

QTEST_GUILESS_MAIN(TestModelConfig)
#include "tst_model_config.moc"
