// SPDX-License-Identifier: Apache-2.0
#include "app/engine/work/workbench.h"

#include "app/engine/work/resources.h"
#include "core/evaluate/perplexity.h"

namespace ropewalk::engine {

namespace {

namespace fs = std::filesystem;

Result<at::ScalarType> scalar_type(const std::string& dtype)
{
    if (dtype == "f32")
        return at::kFloat;
    if (dtype == "bf16")
        return at::kBFloat16;
    return failure("expected f32 or bf16, found '" + dtype + "'", {}, "dtype");
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
    info.geometry = config.geometry;
    info.has_tokenizer = model.tokenizer != nullptr;
    info.tokenizer_error = model.tokenizer_error;
    info.shipped = config.shipped;
    info.warnings = config.warnings;
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

Workbench::Workbench(Device device)
    : m_device(std::move(device))
{
}

Workbench::~Workbench() = default;

Result<protocol::ModelInfo> Workbench::open_model(
    const protocol::OpenModelParams& params, const Progress& progress, const YieldPoint& yield)
{
    const std::string dtype = params.dtype.empty() ? m_device.dtypes.front() : params.dtype;
    const auto type = scalar_type(dtype);
    if (!type)
        return tl::unexpected(type.error());
    const auto folder = model_folder(params.path);
    if (!folder)
        return tl::unexpected(folder.error());
    const auto opened = model::open_model(*folder, { at::Device(m_device.id), *type }, progress, yield);
    if (!opened)
        return tl::unexpected(opened.error());
    auto next = std::make_shared<Opened>();
    next->model = *opened;
    next->info = describe(*next->model, dtype);
    if (is_bundled(*folder) && next->model->tokenizer) {
        auto text = TextSource::open("demo", reader_of(*next->model), 0);
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
        return failure("open a model first");
    if (const Status status = m_opened->has_text(); with_documents && !status)
        return tl::unexpected(status.error());
    return m_opened;
}

Result<protocol::DocumentsInfo> Workbench::open_documents(const protocol::DocumentsParams& params)
{
    const auto opened = ready(false);
    if (!opened)
        return tl::unexpected(opened.error());
    if (const Status status = check_target(params.target); !status)
        return tl::unexpected(status.error());
    auto text = TextSource::open(params.path, reader_of(*(*opened)->model), params.target);
    if (!text)
        return tl::unexpected(text.error());
    auto next = std::make_shared<Opened>();
    next->model = (*opened)->model;
    next->info = (*opened)->info;
    next->text = std::move(*text);
    m_opened = std::move(next);
    return protocol::DocumentsInfo{ m_opened->text->name(), m_opened->text->documents(),
        m_opened->text->tokens(), m_opened->text->long_enough(), m_opened->text->warnings() };
}

} // namespace ropewalk::engine
