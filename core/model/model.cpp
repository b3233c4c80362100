// SPDX-License-Identifier: Apache-2.0
#include "core/model/model.h"

#include "core/model/memory/chunks.h"
#include "core/model/memory/failure.h"
#include "core/model/scoring/layers/layer_source.h"
#include "core/model/scoring/layers/streamed_layers.h"
#include "core/model/storage/rounding.h"
#include "core/model/weights.h"

#include <fstream>
#include <iterator>

namespace ropewalk::model {
namespace {

std::string folder_name(const std::filesystem::path& folder)
{
    std::error_code code;
    const std::filesystem::path whole = std::filesystem::weakly_canonical(folder, code);
    return (code ? folder : whole).filename().string();
}

/// What tells a changed model's results from those of the model as its config has it; empty for no changes.
std::string text_of(const formats::ConfigChanges& changes)
{
    std::string out;
    if (changes.sliding_window)
        out += "\nsliding window " + std::to_string(*changes.sliding_window);
    if (changes.original_length)
        out += "\noriginal length " + std::to_string(*changes.original_length);
    return out;
}

/// Loads the weights, or checks them and leaves them where they are.
Status get_weights(Model& model, const Checkpoint& checkpoint, const OpenOptions& options, const Progress& progress,
    const YieldPoint& yield)
{
    const bool prepack = model.parameters <= chunks::most_prepacked;
    if (options.stream_weights) {
        Result<std::vector<std::string>> odd
            = check_weights(model.config, checkpoint, progress, yield, options.allow_not_finite);
        if (!odd)
            return tl::unexpected(odd.error());
        model.weights.not_finite = std::move(*odd);
        model.layers = streamed_layers(model.config, checkpoint, options.device, options.dtype, prepack);
        return {};
    }
    Result<Weights> weights
        = load_weights(model.config, checkpoint, options.device, options.dtype, progress, yield, options.allow_not_finite);
    if (!weights)
        return tl::unexpected(weights.error());
    model.weights = std::move(*weights);
    model.scoring
        = std::make_shared<const ScoringWeights>(prepare_scoring(model.config.form, model.weights, prepack));
    model.layers = resident_layers(model.scoring);
    return {};
}

Result<std::shared_ptr<const Model>> open(const std::filesystem::path& folder, const OpenOptions& options,
    const Progress& progress, const YieldPoint& yield)
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
        return failure(
            words("expected a folder with config.json, model.safetensors and tokenizer.json"), folder.string());
    if (options.dtype != at::kFloat && options.dtype != at::kBFloat16)
        return failure(words("models are opened in float32 or bfloat16"), folder.string());
    Result<formats::ModelConfig> config = formats::read_model_config(folder);
    if (!config)
        return tl::unexpected(config.error());
    if (Status applied = formats::apply(options.changes, *config); !applied)
        return tl::unexpected(applied.error());
    if (Words note = formats::window_note(*config); !note.empty())
        config->warnings.push_back(std::move(note));
    Result<Checkpoint> checkpoint = open_checkpoint(folder);
    if (!checkpoint)
        return tl::unexpected(checkpoint.error());

    auto model = std::make_shared<Model>();
    model->name = folder_name(folder);
    model->path = folder;
    model->config = std::move(*config);
    model->device = options.device;
    model->dtype = options.dtype;
    model->parameters = count_parameters(model->config);
    for (const auto& [name, entry] : checkpoint->tensors)
        model->stored_bytes += static_cast<std::int64_t>(entry.tensor.data.size());
    model->streamed = options.stream_weights;
    if (Status ready = get_weights(*model, *checkpoint, options, progress, yield); !ready)
        return tl::unexpected(ready.error());
    if (const std::vector<std::string>& odd = model->weights.not_finite; !odd.empty())
        model->config.warnings.push_back(words("The weights hold NaN or infinity, first in {1} ({2} of the tensors "
                                               "do).",
            odd.front(), odd.size()));

    if (options.dtype == at::kBFloat16)
        if (Words note = rounding_note(rounding_to_bfloat16(*checkpoint)); !note.empty())
            model->config.warnings.push_back(std::move(note));

    std::ifstream stream(folder / "config.json", std::ios::binary);
    model->fingerprint
        = fingerprint(std::string(std::istreambuf_iterator<char>(stream), {}) + text_of(options.changes), *checkpoint);

    Result<std::shared_ptr<const text::Tokenizer>> tokenizer = text::load_tokenizer(folder);
    if (tokenizer)
        model->tokenizer = std::move(*tokenizer);
    else
        model->tokenizer_error = tokenizer.error().sentence();
    return model;
}

} // namespace

std::optional<text::Token> Model::bos() const
{
    if (tokenizer)
        return tokenizer->bos();
    return config.bos_token ? std::optional(static_cast<text::Token>(*config.bos_token)) : std::nullopt;
}

Result<std::shared_ptr<const Model>> open_model(const std::filesystem::path& folder, const OpenOptions& options,
    const Progress& progress, const YieldPoint& yield)
{
    return guarded([&] { return open(folder, options, progress, yield); }, folder.string());
}

} // namespace ropewalk::model
