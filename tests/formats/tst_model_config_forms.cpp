// SPDX-License-Identifier: Apache-2.0
#include "core/formats/model_config.h"
#include "tests/formats/llama_config.h"

#include <QTest>
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

using namespace ropewalk::formats;
using nlohmann::json;

using Windows = std::vector<std::int64_t>;

/// What a decoder is built of by its config, what a user may change of it, and what is said about odd ones.
class TestModelConfigForms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void forms_data();
    void forms();
    void changes();
    void windowNotes();
    void warned_data();
    void warned();
};

Q_DECLARE_METATYPE(DecoderForm)

void TestModelConfigForms::forms_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<DecoderForm>("form");
    const auto row = [](const char* name, const json& changes, const DecoderForm& form) {
        json config = llama();
        config.update(changes);
        config["layer_norm_eps"] = 1e-5;
        QTest::newRow(name) << QString::fromStdString(config.dump()) << form;
    };
    const auto form = [](const std::function<void(DecoderForm&)>& change) {
        DecoderForm out;
        change(out);
        return out;
    };
    const auto windows = [&](const Windows& of, bool bias = false) {
        return form([&](DecoderForm& f) { f.windows = of, f.qkv_bias = bias; });
    };
    const json mistral{ { "architectures", { "MistralForCausalLM" } } };
    const json qwen2{ { "architectures", { "Qwen2ForCausalLM" } }, { "num_hidden_layers", 4 } };
    const json neox{ { "architectures", { "GPTNeoXForCausalLM" } } };
    const auto with = [](json one, const json& more) {
        one.update(more);
        return one;
    };
    row("Llama", json::object(), {});
    row("Llama has no window", { { "sliding_window", 16 } }, {});
    row("Llama with biases", { { "attention_bias", true }, { "mlp_bias", true } },
        form([](DecoderForm& f) { f.qkv_bias = f.o_bias = f.mlp_bias = true; }));
    row("another activation", { { "hidden_act", "gelu_pytorch_tanh" } },
        form([](DecoderForm& f) { f.activation = Activation::gelu_tanh; }));
    row("Mistral, window unsaid", mistral, windows({ 4096, 4096 }));
    row("Mistral, window null", with(mistral, { { "sliding_window", nullptr } }), {});
    row("Mistral, window", with(mistral, { { "sliding_window", 17 } }), windows({ 17, 17 }));
    row("Qwen2, window off", with(qwen2, { { "sliding_window", 8 }, { "use_sliding_window", false } }),
        windows({}, true));
    row("Qwen2, window from a layer on",
        with(qwen2, { { "sliding_window", 8 }, { "use_sliding_window", true }, { "max_window_layers", 3 } }),
        windows({ 0, 0, 0, 8 }, true));
    row("Qwen2, from the 28th layer of 4", with(qwen2, { { "use_sliding_window", true } }), windows({}, true));
    row("Qwen2, types of layers",
        with(qwen2,
            { { "sliding_window", 8 }, { "use_sliding_window", true },
                { "layer_types",
                    { "sliding_attention", "full_attention", "sliding_attention", "full_attention" } } }),
        windows({ 8, 0, 8, 0 }, true));
    row("Qwen3", { { "architectures", { "Qwen3ForCausalLM" } }, { "attention_bias", true } },
        form([](DecoderForm& f) { f.head_norms = f.qkv_bias = f.o_bias = true; }));
    row("Phi-3", { { "architectures", { "Phi3ForCausalLM" } }, { "sliding_window", 2047 } },
        form([](DecoderForm& f) { f.naming = Naming::phi3, f.windows = { 2047, 2047 }; }));
    const auto of_neox = [&](const std::function<void(DecoderForm&)>& change) {
        return form([&](DecoderForm& f) {
            f.naming = Naming::gpt_neox, f.activation = Activation::gelu, f.gated = false;
            f.layer_norm = f.parallel = f.qkv_bias = f.o_bias = f.mlp_bias = true;
            change(f);
        });
    };
    row("NeoX", neox, of_neox([](DecoderForm&) {}));
    row("NeoX in a row, without biases",
        with(neox, { { "use_parallel_residual", false }, { "attention_bias", false }, { "hidden_act", "gelu_fast" } }),
        of_neox([](DecoderForm& f) {
            f.parallel = f.qkv_bias = f.o_bias = false, f.activation = Activation::gelu_tanh;
        }));
}

void TestModelConfigForms::forms()
{
    QFETCH(QString, text);
    QFETCH(DecoderForm, form);
    const auto config = parse_model_config(text.toStdString(), "config.json");
    QVERIFY2(config, config ? "" : config.error().text().c_str());
    QVERIFY(config->form == form);
}

void TestModelConfigForms::changes()
{
    json text = llama();
    text["rope_scaling"] = longrope_block();
    auto config = *parse_model_config(text.dump(), "config.json");
    const auto shipped = config.shipped;
    QVERIFY(apply({}, config));
    QVERIFY(config.form.windows.empty());
    QVERIFY(apply({ .sliding_window = 100, .original_length = 2048 }, config));
    QCOMPARE(config.form.windows, (Windows{ 100, 100 })); // all layers, where none had one
    QCOMPARE(config.geometry.original_length, 2048);
    QVERIFY(config.shipped == shipped);
    config.form.windows = { 0, 100 };
    QVERIFY(apply({ .sliding_window = 7 }, config));
    QCOMPARE(config.form.windows, (Windows{ 0, 7 })); // the layers that had one
    QVERIFY(apply({ .sliding_window = 0 }, config));
    QVERIFY(config.form.windows.empty());
    QCOMPARE(apply({ .original_length = 0 }, config).error().text(),
        std::string("the original length: expected 1 to 1099511627776 tokens, found 0"));
    QCOMPARE(apply({ .sliding_window = -1 }, config).error().text(),
        std::string("the sliding window: expected 0 (off) to 1099511627776 tokens, found -1"));
}

void TestModelConfigForms::windowNotes()
{
    auto config = *parse_model_config(llama().dump(), "config.json");
    QVERIFY(window_note(config).empty());
    config.form.windows = { 64, 64 };
    QVERIFY(window_note(config).text().starts_with("Every layer sees only the last 64 tokens (a sliding window)"));
    config.form.windows = { 0, 64 };
    QVERIFY(window_note(config).text().starts_with("1 of 2 layers sees only the last 64 tokens"));
}

void TestModelConfigForms::warned_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("warning");
    const auto row = [](const char* name, const std::function<void(json&)>& change, const char* warning) {
        json config = llama();
        change(config);
        QTest::newRow(name) << QString::fromStdString(config.dump()) << QString::fromUtf8(warning);
    };
    row(
        "no theta", [](json& c) { c.erase("rope_theta"); },
        "The config does not say rope_theta; 10000 is taken, as in transformers.");
    row(
        "two thetas",
        [](json& c) {
            c["rope_parameters"] = { { "rope_theta", 5e5 } };
        },
        "The key rope_parameters.rope_theta is 500000, rope_theta at the top 10000; the first is taken, as "
        "in "
        "transformers 5.");
    row(
        "two types",
        [](json& c) {
            c["rope_scaling"] = { { "rope_type", "linear" }, { "type", "yarn" }, { "factor", 2 } };
        },
        "The key rope_scaling.rope_type is \"linear\", key rope_scaling.type \"yarn\"; the first is taken.");
    row(
        "length unsaid",
        [](json& c) {
            c["rope_scaling"] = { { "rope_type", "linear" }, { "factor", 2 } };
        },
        "The config does not say the original length; max_position_embeddings, 4096, is taken. Set it by "
        "hand if the "
        "model was trained shorter.");
    row(
        "two lengths",
        [](json& c) { c["rope_scaling"] = longrope_block(), c["original_max_position_embeddings"] = 512; },
        "original_max_position_embeddings is 512 at the top and 1024 in the scaling; the first is taken, as "
        "in "
        "transformers 5.");
    row(
        "two factors",
        [](json& c) { c["rope_scaling"] = longrope_block(), c["rope_scaling"]["factor"] = 8.0; },
        "The key rope_scaling.factor is 8, max_position_embeddings over the original length 4; the first is "
        "taken, as "
        "in transformers 5.");
    row(
        "mscale",
        [](json& c) {
            c["rope_scaling"] = longrope_block();
            c["rope_scaling"]["attention_factor"] = 1.25, c["rope_scaling"]["short_mscale"] = 1.5;
        },
        "The key rope_scaling.short_mscale is 1.5, the attention factor that transformers uses 1.25; the "
        "second is "
        "taken. vLLM and SGLang use the first.");
    row(
        "below one",
        [](json& c) { c["rope_scaling"] = longrope_block(), c["rope_scaling"]["long_factor"][0] = 0.5; },
        "as shipped, long: 1 factor is below 1 (the smallest is 0.5 at pair 0): those pairs turn faster than "
        "in "
        "training.");
    row(
        "dynamic",
        [](json& c) {
            c["rope_scaling"] = { { "rope_type", "dynamic" }, { "factor", 2 } };
        },
        "Dynamic NTK changes with the length n of the prompt: its factor 2 means NTK at 2·n/4096 − 1, and plain RoPE "
        "up to 4096 tokens. The set as shipped is its curve at 8192 tokens, NTK at 3.");
    row(
        "vLLM's attention factor",
        [](json& c) {
            c["rope_scaling"] = { { "rope_type", "yarn" }, { "factor", 2 }, { "attn_factor", 1.5 } };
        },
        "The key rope_scaling.attn_factor is not applied: vLLM multiplies the attention factor by it, transformers "
        "does not read it.");
    row(
        "sections for images",
        [](json& c) {
            c["rope_scaling"] = { { "rope_type", "default" }, { "mrope_section", { 16, 24, 24 } } };
        },
        "The key rope_scaling.mrope_section is not applied: every pair turns by the token's position, which is the "
        "same for text alone.");
    row(
        "attention in chunks", // as Qwen2.5-7B-Instruct-1M has it
        [](json& c) {
            c["dual_chunk_attention_config"]
                = { { "chunk_size", 262144 }, { "local_size", 8192 }, { "original_max_position_embeddings", 262144 } };
        },
        "The key dual_chunk_attention_config is not applied: attention is not cut into chunks, so distances beyond a "
        "chunk are turned as they are.");
    row(
        "another type's key",
        [](json& c) {
            c["rope_scaling"] = { { "rope_type", "linear" }, { "factor", 2 }, { "attention_factor", 1.5 } };
        },
        "The key rope_scaling.attention_factor is not applied: the model's own code may turn otherwise.");
    row(
        "a factor without a type", [](json& c) { c["rope_parameters"] = { { "factor", 2 } }; },
        "The key rope_parameters.factor is not applied: the model's own code may turn otherwise.");
    row(
        "a key of tomorrow", [](json& c) { c["rope_wobble"] = 3; },
        "The key rope_wobble is not applied: the model's own code may turn otherwise.");
    row(
        "another architecture's key", [](json& c) { c["rotary_pct"] = 0.25; },
        "The key rotary_pct is not applied: the model's own code may turn otherwise.");
    row(
        "window unsaid", [](json& c) { c["architectures"] = { "MistralForCausalLM" }; },
        "The config does not say sliding_window; 4096 is taken, as in transformers.");
    row(
        "Phi-3, length unsaid",
        [](json& c) {
            c["architectures"] = { "Phi3ForCausalLM" }, c["rope_scaling"] = longrope_block();
            c["rope_scaling"].erase("original_max_position_embeddings");
        },
        "The config does not say the original length; 4096 is taken, as in transformers. Set it by hand if "
        "the model was trained shorter.");
    row(
        "Phi-3, length inside only",
        [](json& c) {
            c["architectures"] = { "Phi3ForCausalLM" }, c["rope_scaling"] = longrope_block();
        },
        "original_max_position_embeddings is 1024 in the scaling and unsaid at the top, where transformers 5 "
        "looks for it in a Phi3ForCausalLM and takes 4096 instead.");
    row(
        "partial", [](json& c) { c["partial_rotary_factor"] = 0.5; },
        "Only 32 of 64 components of a head turn; transformers turns all of them in LlamaForCausalLM.");
}

void TestModelConfigForms::warned()
{
    QFETCH(QString, text);
    const auto config = parse_model_config(text.toStdString(), "config.json");
    QVERIFY2(config, config ? "" : config.error().text().c_str());
    QFETCH(QString, warning);
    const std::vector<std::string> all = texts(config->warnings);
    QVERIFY2(std::find(all.begin(), all.end(), warning.toStdString()) != all.end(),
        all.empty() ? "no warning" : all.front().c_str());
}

QTEST_GUILESS_MAIN(TestModelConfigForms)
#include "tst_model_config_forms.moc"
