// SPDX-License-Identifier: Apache-2.0
#include "core/train/demo_recipe.h"

#include "core/formats/factor_file.h"
#include "core/model/checkpoint_names.h"
#include "core/model/kernels/cpu_kernels.h"
#include "core/model/storage/safetensors_writer.h"
#include "core/text/demo_corpus.h"
#include "core/text/demo_tokenizer.h"
#include "core/text/questions/question_file.h"
#include "core/train/state.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

namespace ropewalk::train {

namespace {

using Json = nlohmann::ordered_json;

constexpr text::Token bos = 1; // <s> of demo_tokenizer_json()

Json config_json(const formats::ModelConfig& config)
{
    return {
        {"architectures", Json::array({config.architecture})},
        {"model_type", config.model_type},
        {"hidden_size", config.hidden_size},
        {"intermediate_size", config.intermediate_size},
        {"num_hidden_layers", config.layers},
        {"num_attention_heads", config.heads},
        {"num_key_value_heads", config.kv_heads},
        {"head_dim", config.geometry.head_dim},
        {"hidden_act", "silu"},
        {"attention_bias", false},
        {"mlp_bias", false},
        {"max_position_embeddings", config.max_positions},
        {"rope_theta", config.geometry.theta},
        {"rms_norm_eps", config.norm_eps},
        {"tie_word_embeddings", config.tied_embeddings},
        {"vocab_size", config.vocab_size},
        {"bos_token_id", *config.bos_token},
        {"eos_token_id", config.eos_tokens.front()},
        {"initializer_range", 0.02},
        {"dtype", "bfloat16"},
        {"torch_dtype", "bfloat16"},
        {"use_cache", true},
    };
}

Json recipe_json(const Settings& s)
{
    return {
        {"recipe", "demo"},
        {"corpus", "ropewalk-engine's own generator; step k holds documents k*batch to k*batch+batch-1"},
        {"steps", s.steps},
        {"batch", s.batch},
        {"length", s.length},
        {"optimizer", "AdamW"},
        {"learning_rate", s.learning_rate},
        {"final_share", s.final_share},
        {"warmup", s.warmup},
        {"betas", Json::array({s.beta1, s.beta2})},
        {"weight_decay", s.weight_decay},
        {"clip", s.clip},
        {"seed", s.seed},
        {"autocast", s.bfloat16 ? "bfloat16" : "none"},
    };
}

Status save(const std::filesystem::path& folder, const formats::ModelConfig& config, model::Weights& weights,
    const Settings& settings)
{
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const model::CheckpointTensor& tensor : model::checkpoint_tensors(config, weights))
        tensors.emplace_back(tensor.name, model::put_together(tensor).to(at::kBFloat16));
    if (const Status done = model::write_safetensors(folder / "model.safetensors", tensors, {{"format", "pt"}}); !done)
        return done;
    if (const Status done = formats::save_atomically(folder / "config.json", config_json(config).dump(2) + "\n"); !done)
        return done;
    return formats::save_atomically(folder / "recipe.json", recipe_json(settings).dump(2) + "\n");
}

} // namespace

DemoRecipe demo_recipe(std::int64_t vocabulary)
{
    DemoRecipe recipe;
    formats::ModelConfig& config = recipe.config;
    config.architecture = "LlamaForCausalLM";
    config.model_type = "llama";
    config.hidden_size = 256;
    config.intermediate_size = 688;
    config.layers = 4;
    config.heads = config.kv_heads = 4;
    config.vocab_size = vocabulary;
    config.norm_eps = 1e-5;
    config.tied_embeddings = true;
    config.bos_token = bos;
    config.eos_tokens = {2};
    config.max_positions = 256;
    config.dtype = "bfloat16";
    config.geometry = {.head_dim = 64, .rotary_dim = 64, .theta = 10000.0, .original_length = 256};
    recipe.settings.steps = 2000;
    return recipe;
}

model::Weights initial_weights(const formats::ModelConfig& config, std::uint64_t seed)
{
    at::Generator generator = at::detail::createCPUGenerator(seed);
    const std::int64_t hidden = config.hidden_size, head = config.geometry.head_dim;
    const auto matrix = [&](std::int64_t out, std::int64_t in) {
        const double bound = 1 / std::sqrt(static_cast<double>(in));
        return at::empty({out, in}, at::kFloat).uniform_(-bound, bound, generator);
    };
    const auto one = [&] { return at::ones({hidden}, at::kFloat); };
    model::Weights weights;
    weights.embedding = at::empty({config.vocab_size, hidden}, at::kFloat).normal_(0, 0.02, generator);
    for (int i = 0; i < config.layers; ++i)
        weights.layers.push_back({.input_norm = {one()},
            .q = {matrix(config.heads * head, hidden)},
            .k = {matrix(config.kv_heads * head, hidden)},
            .v = {matrix(config.kv_heads * head, hidden)},
            .o = {matrix(hidden, config.heads * head)},
            .post_norm = {one()},
            .gate = {matrix(config.intermediate_size, hidden)},
            .up = {matrix(config.intermediate_size, hidden)},
            .down = {matrix(hidden, config.intermediate_size)}});
    weights.norm = {one()};
    weights.head = config.tied_embeddings ? weights.embedding : matrix(config.vocab_size, hidden);
    return weights;
}

Batches demo_batches(std::shared_ptr<const text::Tokenizer> tokenizer, const Settings& settings)
{
    return [tokenizer = std::move(tokenizer), batch = settings.batch, length = settings.length](int step) {
        std::vector<std::int64_t> out;
        out.reserve(static_cast<std::size_t>(batch * (length + 1)));
        for (int row = 0; row < batch; ++row) {
            // A word is at least one token, so `length` words are enough.
            const auto seed = static_cast<std::uint64_t>(step) * static_cast<std::uint64_t>(batch)
                + static_cast<std::uint64_t>(row);
            const std::vector<text::Token> ids = tokenizer->encode(text::demo_document(seed, length));
            out.push_back(bos);
            out.insert(out.end(), ids.begin(), ids.begin() + length);
        }
        return out;
    };
}

std::vector<std::filesystem::path> replaced_by_training(const std::filesystem::path& folder)
{
    std::error_code error;
    std::vector<std::filesystem::path> out;
    if (std::filesystem::exists(folder / state_file_name, error))
        return out;
    for (const char* name : {"config.json", "model.safetensors", "questions.jsonl", "recipe.json", "tokenizer.json",
             "training.csv"})
        if (std::filesystem::exists(folder / name, error))
            out.push_back(folder / name);
    return out;
}

Status train_demo(const std::filesystem::path& folder, const DemoOptions& options,
    const std::function<void(const StepReport&, int steps)>& report, const YieldPoint& yield)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return failure(words("cannot make the folder: {1}", error.message()), folder.string());
    if (const Status saved = formats::save_atomically(folder / "tokenizer.json", text::demo_tokenizer_json()); !saved)
        return saved;
    if (const Status saved = formats::save_atomically(folder / "questions.jsonl", text::demo_questions_file()); !saved)
        return saved;
    const auto tokenizer = text::load_tokenizer(folder);
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());

    DemoRecipe recipe = demo_recipe(static_cast<std::int64_t>((*tokenizer)->vocabulary_size()));
    if (options.steps > 0)
        recipe.settings.steps = options.steps;
    // Where the processor has no arithmetic of bfloat16, autocast takes several times as long as float32.
    recipe.settings.bfloat16 = model::kernels::cpu_kernels().set >= model::kernels::InstructionSet::avx512_bf16;
    model::Weights weights = initial_weights(recipe.config, recipe.settings.seed);
    rope::FactorSet plain;
    plain.lambda.assign(static_cast<std::size_t>(recipe.config.geometry.pairs()), 1.0);

    std::ofstream curve; // opened at the first step, so that a run that goes on appends
    const auto each = [&](const StepReport& step) {
        if (!curve.is_open()) {
            curve.open(folder / "training.csv", step.step > 1 ? std::ios::app : std::ios::trunc);
            if (step.step == 1)
                curve << "step,loss,gradient_norm,seconds\n";
        }
        curve << step.step << ',' << step.loss << ',' << step.gradient_norm << ',' << step.seconds << '\n';
        if (step.step % 20 == 0)
            curve.flush();
        if (report)
            report(step, recipe.settings.steps);
    };
    if (const Status done = train(recipe.config, weights, plain, recipe.settings,
            demo_batches(*tokenizer, recipe.settings), folder, each, yield);
        !done)
        return done;
    return save(folder, recipe.config, weights, recipe.settings);
}

} // namespace ropewalk::train
