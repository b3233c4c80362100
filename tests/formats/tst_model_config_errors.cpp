// SPDX-License-Identifier: Apache-2.0
#include "core/formats/model_config.h"
#include "tests/formats/llama_config.h"

#include <QTest>
#include <functional>
#include <nlohmann/json.hpp>

using namespace ropewalk::formats;
using nlohmann::json;

namespace {

json yarn_block()
{
    return { { "rope_type", "yarn" }, { "factor", 4.0 }, { "original_max_position_embeddings", 1024 } };
}

json llama3_block()
{
    return { { "rope_type", "llama3" }, { "factor", 4.0 }, { "low_freq_factor", 1.0 },
        { "high_freq_factor", 4.0 }, { "original_max_position_embeddings", 1024 } };
}

} // namespace

/// What a config.json is refused for.
class TestModelConfigErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refused_data();
    void refused();
};

void TestModelConfigErrors::refused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto text = [](const char* name, const std::string& text, const char* message) {
        QTest::newRow(name) << QString::fromStdString(text) << QString::fromUtf8(message);
    };
    const auto row = [&](const char* name, const std::function<void(json&)>& change, const char* message) {
        json config = llama();
        change(config);
        text(name, config.dump(), message);
    };
    const auto scaling
        = [&](const char* name, json block, const std::function<void(json&)>& change, const char* message) {
              change(block);
              row(
                  name, [&](json& c) { c["rope_scaling"] = block; }, message);
          };
    text("a list", "[]", "expected an object, found a list of 0");
    text("too deep", std::string(100, '['), "expected at most 64 levels of nesting, found more");
    text("a number no double holds", R"({"rope_theta": 1e999})",
        "expected JSON: [json.exception.out_of_range.406] number overflow parsing '1e999'");

    row(
        "another architecture", [](json& c) { c["architectures"] = { "OlmoForCausalLM" }; },
        "key architectures: expected LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM, "
        "Phi3ForCausalLM or GPTNeoXForCausalLM, found OlmoForCausalLM");
    row(
        "no architecture", [](json& c) { c.erase("architectures"); },
        "key architectures: expected a list that begins with LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM, "
        "Qwen3ForCausalLM, Phi3ForCausalLM or GPTNeoXForCausalLM, found nothing");
    row(
        "an architecture that is no list", [](json& c) { c["architectures"] = "LlamaForCausalLM"; },
        "key architectures: expected a list that begins with LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM, "
        "Qwen3ForCausalLM, Phi3ForCausalLM or GPTNeoXForCausalLM, found the text \"LlamaForCausalLM\"");
    row(
        "learned positions",
        [](json& c) { c["architectures"] = { "GPT2LMHeadModel" }, c["model_type"] = "gpt2"; },
        "key model_type: expected a model with rotary position embedding, found GPT2LMHeadModel, which has "
        "learned "
        "positions instead: there is nothing to stretch");
    row(
        "a recurrence", [](json& c) { c.erase("architectures"), c["model_type"] = "mamba"; },
        "key model_type: expected a model with rotary position embedding, found mamba, which has a "
        "recurrence instead: "
        "there is nothing to stretch");
    row(
        "ALiBi",
        [](json& c) {
            c["architectures"] = { "FalconForCausalLM" }, c["model_type"] = "falcon", c["alibi"] = true;
        },
        "key model_type: expected a model with rotary position embedding, found FalconForCausalLM, which has "
        "ALiBi "
        "instead: there is nothing to stretch");

    row(
        "hidden_size missing", [](json& c) { c.erase("hidden_size"); },
        "key hidden_size: expected a whole number from 1 to 1048576, found nothing");
    row(
        "hidden_size null", [](json& c) { c["hidden_size"] = nullptr; },
        "key hidden_size: expected a whole number from 1 to 1048576, found null");
    row(
        "hidden_size a text", [](json& c) { c["hidden_size"] = "256"; },
        "key hidden_size: expected a whole number from 1 to 1048576, found the text \"256\"");
    row(
        "hidden_size a fraction", [](json& c) { c["hidden_size"] = 256.5; },
        "key hidden_size: expected a whole number from 1 to 1048576, found 256.5");
    row(
        "hidden_size absurd", [](json& c) { c["hidden_size"] = 18446744073709551615ull; },
        "key hidden_size: expected a whole number from 1 to 1048576, found 18446744073709551615");
    row(
        "hidden_size does not divide", [](json& c) { c["hidden_size"] = 258; },
        "key hidden_size: expected a multiple of num_attention_heads, 4, found 258");
    row(
        "intermediate_size", [](json& c) { c["intermediate_size"] = 0; },
        "key intermediate_size: expected a whole number from 1 to 1048576, found 0");
    row(
        "layers", [](json& c) { c["num_hidden_layers"] = -1; },
        "key num_hidden_layers: expected a whole number from 1 to 16384, found -1");
    row(
        "heads", [](json& c) { c["num_attention_heads"] = json::array({ 4 }); },
        "key num_attention_heads: expected a whole number from 1 to 1048576, found a list of 1");
    row(
        "kv heads", [](json& c) { c["num_key_value_heads"] = 3; },
        "key num_key_value_heads: expected a divisor of num_attention_heads, 4, found 3");
    row(
        "kv heads wrong", [](json& c) { c["num_key_value_heads"] = 0; },
        "key num_key_value_heads: expected a whole number from 1 to 1048576, found 0");
    row(
        "head_dim", [](json& c) { c["head_dim"] = 1; },
        "key head_dim: expected a whole number from 2 to 1048576, found 1");
    row(
        "head_dim odd", [](json& c) { c["head_dim"] = 33; },
        "key head_dim: rotary_dim: expected an even number from 2 to head_dim (33), found 33");
    row(
        "vocabulary", [](json& c) { c["vocab_size"] = true; },
        "key vocab_size: expected a whole number from 1 to 16777216, found true");
    row(
        "positions", [](json& c) { c.erase("max_position_embeddings"); },
        "key max_position_embeddings: expected a whole number from 1 to 1099511627776, found nothing");
    row(
        "eps missing", [](json& c) { c.erase("rms_norm_eps"); },
        "key rms_norm_eps: expected a number from 0 to 1, found nothing");
    row(
        "eps", [](json& c) { c["rms_norm_eps"] = 2; },
        "key rms_norm_eps: expected a number from 0 to 1, found 2");
    row(
        "tied", [](json& c) { c["tie_word_embeddings"] = "yes"; },
        "key tie_word_embeddings: expected true or false, found the text \"yes\"");
    row(
        "bos outside", [](json& c) { c["bos_token_id"] = 512; },
        "key bos_token_id: expected a whole number from 0 to 511, found 512");
    row(
        "eos in a list", [](json& c) { c["eos_token_id"] = { "end" }; },
        "key eos_token_id[0]: expected a whole number from 0 to 511, found the text \"end\"");
    row(
        "dtype", [](json& c) { c["torch_dtype"] = 16; }, "key torch_dtype: expected a text, found 16");
    row(
        "activation", [](json& c) { c["hidden_act"] = "relu2"; },
        "key hidden_act: expected silu, gelu, gelu_new, gelu_fast or gelu_pytorch_tanh, found the text \"relu2\"");
    row(
        "attention bias",
        [](json& c) { c["architectures"] = { "MistralForCausalLM" }, c["attention_bias"] = true; },
        "key attention_bias: expected false (MistralForCausalLM has no such biases), found true");
    row(
        "mlp bias", [](json& c) { c["architectures"] = { "Qwen3ForCausalLM" }, c["mlp_bias"] = true; },
        "key mlp_bias: expected false (Qwen3ForCausalLM has no such biases), found true");
    row(
        "head_dim of a NeoX",
        [](json& c) {
            c["architectures"] = { "GPTNeoXForCausalLM" }, c["layer_norm_eps"] = 1e-5, c["head_dim"] = 32;
        },
        "key head_dim: expected 64, hidden_size / num_attention_heads, found 32");
    row(
        "the other norm", [](json& c) { c["architectures"] = { "GPTNeoXForCausalLM" }; },
        "key layer_norm_eps: expected a number from 0 to 1, found nothing");
    row(
        "quantized", [](json& c) { c["quantization_config"] = json::object(); },
        "key quantization_config: expected weights in bfloat16, float16 or float32, found an object");
    row(
        "a sliding window of none",
        [](json& c) { c["architectures"] = { "MistralForCausalLM" }, c["sliding_window"] = 0; },
        "key sliding_window: expected a whole number from 1 to 1099511627776, found 0");
    row(
        "layer types too few",
        [](json& c) {
            c["architectures"] = { "Qwen2ForCausalLM" }, c["use_sliding_window"] = true;
            c["layer_types"] = { "full_attention" };
        },
        "key layer_types: expected a list of num_hidden_layers, 2, found a list of 1");
    row(
        "layer types unknown",
        [](json& c) {
            c["architectures"] = { "Qwen2ForCausalLM" }, c["use_sliding_window"] = true;
            c["layer_types"] = { "full_attention", "linear_attention" };
        },
        "key layer_types: expected full_attention or sliding_attention for every layer, found a list of 2");

    row(
        "theta", [](json& c) { c["rope_theta"] = 0.5; },
        "key rope_theta: expected a number from 1 to 1000000000000, found 0.5");
    row(
        "theta one", [](json& c) { c["rope_theta"] = 1; },
        "key rope_theta: theta: expected a number above 1, found 1");
    row(
        "theta inside",
        [](json& c) {
            c["rope_parameters"] = { { "rope_theta", "big" } };
        },
        "key rope_parameters.rope_theta: expected a number from 1 to 1000000000000, found the text \"big\"");
    row(
        "partial", [](json& c) { c["partial_rotary_factor"] = 1.5; },
        "key partial_rotary_factor: expected a number from 0 to 1, found 1.5");
    row(
        "partial and odd", [](json& c) { c["partial_rotary_factor"] = 0.55; },
        "key partial_rotary_factor: rotary_dim: expected an even number from 2 to head_dim (64), found 35");
    row(
        "original length", [](json& c) { c["original_max_position_embeddings"] = "4k"; },
        "key original_max_position_embeddings: expected a whole number from 1 to 1099511627776, found the "
        "text "
        "\"4k\"");
    row(
        "scaling a text", [](json& c) { c["rope_scaling"] = "yarn"; },
        "key rope_scaling: expected an object, found the text \"yarn\"");
    row(
        "a rotation a layer type",
        [](json& c) {
            c["rope_parameters"] = { { "full_attention", { { "rope_type", "default" } } } };
        },
        "key rope_parameters.full_attention: expected one rotary embedding for all layers, found one a layer "
        "type");
    row(
        "type unknown",
        [](json& c) {
            c["rope_scaling"] = { { "type", "mrope" } };
        },
        "key rope_scaling.type: expected default, linear, dynamic, yarn, llama3, longrope or su, found the "
        "text "
        "\"mrope\"");
    row(
        "type a number",
        [](json& c) {
            c["rope_scaling"] = { { "rope_type", 3 } };
        },
        "key rope_scaling.rope_type: expected a text, found 3");
    row(
        "linear without factor",
        [](json& c) {
            c["rope_scaling"] = { { "type", "linear" } };
        },
        "key rope_scaling.factor: expected a number from 1 to 1000000, found nothing");
    row(
        "dynamic below one",
        [](json& c) {
            c["rope_scaling"] = { { "type", "dynamic" }, { "factor", 0.5 } };
        },
        "key rope_scaling.factor: expected a number from 1 to 1000000, found 0.5");
    scaling(
        "yarn without factor", yarn_block(), [](json& b) { b.erase("factor"); },
        "key rope_scaling.factor: expected a number from 1 to 1000000, found nothing");
    scaling(
        "yarn betas", yarn_block(), [](json& b) { b["beta_fast"] = 1, b["beta_slow"] = 32; },
        "key rope_scaling.beta_fast: expected at least beta_slow, 32, found 1");
    scaling(
        "yarn truncate", yarn_block(), [](json& b) { b["truncate"] = 1; },
        "key rope_scaling.truncate: expected true or false, found 1");
    scaling(
        "yarn attention", yarn_block(), [](json& b) { b["attention_factor"] = 0; },
        "key rope_scaling.attention_factor: expected a number above 0, found 0");
    scaling(
        "yarn mscale", yarn_block(), [](json& b) { b["mscale"] = -1; },
        "key rope_scaling.mscale: expected a number from 0 to 1000000, found -1");
    scaling(
        "llama3 without a band", llama3_block(), [](json& b) { b.erase("low_freq_factor"); },
        "key rope_scaling.low_freq_factor: expected a number above 0, found nothing");
    scaling(
        "llama3 band", llama3_block(), [](json& b) { b["high_freq_factor"] = 1.0; },
        "key rope_scaling.high_freq_factor: expected more than low_freq_factor, 1, found 1");
    scaling(
        "longrope without short", longrope_block(), [](json& b) { b.erase("short_factor"); },
        "key rope_scaling.short_factor: expected a list, found nothing");
    scaling(
        "longrope too short", longrope_block(), [](json& b) { b["long_factor"].erase(0); },
        "key rope_scaling.long_factor: expected a list of 32 (half the rotary dimension), found a list of "
        "31");
    scaling(
        "longrope zero", longrope_block(), [](json& b) { b["long_factor"][5] = 0; },
        "key rope_scaling.long_factor[5]: expected a number above 0, found 0");
    scaling(
        "longrope text", longrope_block(), [](json& b) { b["short_factor"][0] = "1"; },
        "key rope_scaling.short_factor[0]: expected a number above 0, found the text \"1\"");
    scaling(
        "longrope factor", longrope_block(), [](json& b) { b["factor"] = "4"; },
        "key rope_scaling.factor: expected a number from 1 to 1000000, found the text \"4\"");
    scaling(
        "longrope mscale", longrope_block(), [](json& b) { b["long_mscale"] = 0; },
        "key rope_scaling.long_mscale: expected a number above 0, found 0");
}

void TestModelConfigErrors::refused()
{
    QFETCH(QString, text);
    const auto config = parse_model_config(text.toStdString(), "m/config.json");
    QVERIFY(!config);
    QFETCH(QString, message);
    QCOMPARE(QString::fromStdString(config.error().text()), QStringLiteral("m/config.json: ") + message);
}

QTEST_GUILESS_MAIN(TestModelConfigErrors)
#include "tst_model_config_errors.moc"
