// SPDX-License-Identifier: Apache-2.0
#include "app/engine/workbench/workbench.h"

#include "app/engine/workbench/evaluation/asking.h"
#include "app/engine/workbench/memory.h"
#include "app/engine/workbench/resources.h"
#include "core/evaluate/perplexity.h"
#include "core/excerpt.h"
#include "core/formats/rope/trained_with.h"

#include <algorithm>
#include <charconv>

namespace ropewalk::engine {

namespace {

namespace fs = std::filesystem;

Result<at::ScalarType> scalar_type(const std::string& dtype)
{
    if (dtype == "f32")
        return at::kFloat;
    if (dtype == "bf16")
        return at::kBFloat16;
    return failure(words("expected f32 or bf16, found '{1}'", excerpt(dtype)), {}, "dtype");
}

Result<model::OpenOptions> open_options(
    const protocol::OpenModelParams& params, const std::string& device, const std::string& dtype)
{
    const auto type = scalar_type(dtype);
    if (!type)
        return tl::unexpected(type.error());
    const auto window = parse_sliding_window(params.sliding_window);
    if (!window)
        return tl::unexpected(window.error());
    model::OpenOptions options{ at::Device(device), *type, {}, params.allow_not_finite };
    options.changes.sliding_window = *window;
    if (params.original_length != 0)
        options.changes.original_length = params.original_length;
    return options;
}

protocol::ModelInfo describe(const model::Model& model, const std::string& dtype)
{
    const formats::ModelConfig& config = model.config;
    protocol::ModelInfo info;
    info.name = model.name;
    info.path = model.path.string();
    info.fingerprint = model.fingerprint;
    info.architecture = config.architecture;
    info.layers = config.layers;
    info.heads = config.heads;
    info.kv_heads = config.kv_heads;
    info.hidden_size = config.hidden_size;
    info.vocab_size = config.vocab_size;
    info.parameters = model.parameters;
    info.tied_embeddings = config.tied_embeddings;
    info.dtype = dtype;
    info.stored_dtype = config.dtype;
    info.stored_bytes = model.stored_bytes;
    for (const std::int64_t window : config.form.windows) {
        info.sliding_window = std::max(info.sliding_window, window);
        info.windowed_layers += window > 0;
    }
    info.geometry = config.geometry;
    info.has_tokenizer = model.tokenizer != nullptr;
    info.tokenizer_error = model.tokenizer_error;
    info.shipped = config.shipped;
    info.trained = formats::trained_with(config);
    info.warnings = config.warnings;
    info.streamed = model.streamed;
    if (model.streamed)
        info.warnings.push_back(words("The weights are read from their file layer by layer; generating text reads "
                                      "all of them again for every token."));
    return info;
}

text::Reader reader_of(const model::Model& model)
{
    return { model.tokenizer, model.bos(), model.config.vocab_size, model.tokenizer_error };
}

bool is_bundled(const fs::path& folder)
{
    std::error_code error;
    const auto demo = demo_folder();
    return demo && fs::equivalent(folder, *demo, error);
}

} // namespace

Result<std::optional<std::int64_t>> parse_sliding_window(const std::string& text)
{
    if (text.empty() || text == "config")
        return std::optional<std::int64_t>();
    if (text == "off")
        return std::optional<std::int64_t>(0);
    std::int64_t tokens = 0;
    const char* end = text.data() + text.size();
    const auto [last, code] = std::from_chars(text.data(), end, tokens);
    if (code != std::errc() || last != end || tokens < 1)
        return failure(
            words("expected config, off or a number of tokens, found '{1}'", excerpt(text)), {}, "sliding_window");
    return std::optional<std::int64_t>(tokens);
}

Workbench::Workbench(Device device, MemoryProbe free_memory)
    : m_device(std::move(device))
    , m_free_memory(std::move(free_memory))
{
}

Workbench::~Workbench() = default;

Result<protocol::ModelInfo> Workbench::open_model(
    const protocol::OpenModelParams& params, const Progress& progress, const YieldPoint& yield)
{
    const std::string dtype = params.dtype.empty() ? m_device.dtypes.front() : params.dtype;
    auto options = open_options(params, m_device.id, dtype);
    if (!options)
        return tl::unexpected(options.error());
    const auto folder = model_folder(params.path);
    if (!folder)
        return tl::unexpected(folder.error());
    options->stream_weights = params.stream_weights == "on";
    if (params.stream_weights == "auto") // a folder that cannot be read is told about below
        if (const auto config = formats::read_model_config(*folder))
            options->stream_weights
                = should_stream(*config, options->device, options->dtype, m_free_memory(m_device.id));
    const auto opened = model::open_model(*folder, *options, progress, yield);
    if (!opened)
        return tl::unexpected(opened.error());
    auto next = std::make_shared<Opened>();
    next->model = *opened;
    next->info = describe(*next->model, dtype);
    next->tokens = std::make_shared<TokenCache>(reader_of(*next->model));
    if (is_bundled(*folder) && next->model->tokenizer) {
        auto text = TextSource::open("demo", {}, next->tokens);
        if (!text)
            return tl::unexpected(text.error());
        next->text = std::move(*text);
    }
    m_opened = std::move(next);
    return m_opened->info;
}

Result<std::shared_ptr<Opened>> Workbench::ready(bool with_documents) const
{
    if (!m_opened)
        return failure(words("open a model first"));
    if (const Status status = m_opened->has_text(); with_documents && !status)
        return tl::unexpected(status.error());
    return m_opened;
}

Result<protocol::MemoryResult> Workbench::memory(const protocol::MemoryParams& params) const
{
    const auto opened = ready(false);
    if (!opened)
        return tl::unexpected(opened.error());
    protocol::MemoryParams sized = params;
    if (params.job == "choices" && params.lengths.empty()) {
        const auto rows = longest_asked(**opened, params);
        if (!rows)
            return tl::unexpected(rows.error());
        sized.lengths = { *rows };
    }
    if (sized.lengths.empty())
        return failure(words("expected at least one length, found none"), {}, "lengths");
    for (const std::int64_t length : sized.lengths)
        if (const Status status = check_target(length); !status)
            return tl::unexpected(status.error());
    return estimate_memory((*opened)->info, *(*opened)->model, sized, m_free_memory(m_device.id));
}

Status Workbench::affords(const protocol::MemoryParams& params) const
{
    if (m_ignore_memory)
        return {};
    const auto found = memory(params);
    if (!found)
        return tl::unexpected(found.error());
    if (!found->fits)
        return failure(words("{1} {2}; {3}", in_words(params.job), found->message, found->advice));
    return {};
}

Result<protocol::DocumentsInfo> Workbench::open_documents(
    const protocol::DocumentsParams& params, const YieldPoint& yield)
{
    const auto opened = ready(false);
    if (!opened)
        return tl::unexpected(opened.error());
    if (const Status status = check_target(params.target); !status)
        return tl::unexpected(status.error());
    auto text = TextSource::open(params.path, params.field, (*opened)->tokens, yield);
    if (!text)
        return tl::unexpected(text.error());
    auto next = std::make_shared<Opened>();
    next->model = (*opened)->model;
    next->info = (*opened)->info;
    next->tokens = (*opened)->tokens;
    next->text = std::move(*text);
    m_opened = std::move(next);
    const TextSource& now = *m_opened->text;
    return protocol::DocumentsInfo{ now.name(), now.documents(), now.tokens(), now.count(params.target).windows,
        now.warnings() };
}

Result<protocol::DocumentsCountResult> Workbench::count_documents(
    const protocol::DocumentsCountParams& params, const YieldPoint& yield) const
{
    const auto opened = ready(true);
    if (!opened)
        return tl::unexpected(opened.error());
    const TextSource& text = *(*opened)->text;
    protocol::DocumentsCountResult out;
    out.name = text.name();
    out.path = text.path();
    out.field = text.field();
    out.documents = text.documents();
    out.tokens = text.tokens();
    out.endless = text.is_demo();
    out.warnings = text.warnings();
    constexpr std::size_t most_lengths = 1000;
    if (params.lengths.size() > most_lengths)
        return failure(
            words("expected at most {1} lengths, found {2}", most_lengths, params.lengths.size()), {}, "lengths");
    for (const std::int64_t length : params.lengths) {
        if (const Status status = check_target(length); !status)
            return tl::unexpected(status.error());
        if (!keep_going(yield))
            return cancelled();
        out.counts.push_back(text.count(length));
    }
    return out;
}

} // namespace ropewalk::engine
