// SPDX-License-Identifier: Apache-2.0
// Configurations, factor sets, projects, journals and messages: what window and engine both read.
#include "core/formats/factor_file.h"
#include "core/formats/huggingface.h"
#include "core/formats/model_config.h"
#include "core/project/project.h"
#include "core/protocol/framing.h"
#include "core/protocol/json.h"
#include "core/protocol/rpc.h"
#include "core/search/journal_reader.h"
#include "tests/fuzz/folder.h"
#include "tests/fuzz/targets.h"

#include <cmath>
#include <vector>

namespace fuzz {

using namespace ropewalk;

namespace {

const rope::Geometry geometry{16, 16, 10000.0, 256, rope::PairLayout::half_split};

void look_at(const Result<formats::FactorFile>& file)
{
    if (!read(file))
        return;
    require(!file->sets.empty(), "a factor file without a set");
    for (const rope::FactorSet& set : file->sets)
        require(rope::validate(set, file->geometry).has_value(), "a set that does not fit");
    const auto again = formats::parse_factor_file(formats::write_factor_file(*file), "again.json", file->geometry);
    require(again && again->sets == file->sets, "a factor file that is another after it was written");
}

/// For a model, and for whatever geometry the file has.
void read_factors(std::string_view bytes, const char* name)
{
    look_at(formats::parse_factor_file(bytes, name, geometry));
    look_at(formats::parse_factor_file(bytes, name, std::nullopt));
}

/// Whatever a message says, as each kind of parameters.
template <class... Params>
void read_params(const nlohmann::json& params)
{
    (static_cast<void>(read(protocol::from_json<Params>(params))), ...);
}

} // namespace

void model_config(std::string_view bytes)
{
    const auto config = formats::parse_model_config(bytes, "config.json");
    if (!read(config))
        return;
    require(rope::validate(config->geometry).has_value(), "a geometry that is none");
    require(config->layers > 0 && config->heads > 0 && config->kv_heads > 0 && config->heads % config->kv_heads == 0
            && config->hidden_size > 0 && config->intermediate_size > 0 && config->vocab_size > 0,
        "sizes that are none");
    for (const rope::FactorSet& set : config->shipped)
        require(rope::validate(set, config->geometry).has_value(), "a shipped set that does not fit");
    formats::HuggingFaceScaling scaling;
    scaling.geometry = config->geometry;
    scaling.target_length = 2 * config->geometry.original_length;
    scaling.long_set.lambda.assign(static_cast<std::size_t>(config->geometry.pairs()), 2.0);
    const auto exported = formats::export_huggingface_config(bytes, "config.json", scaling);
    if (read(exported))
        require(formats::parse_model_config(*exported, "exported.json").has_value(), "an export that does not open");
}

void factor_json(std::string_view bytes)
{
    read_factors(bytes, "factors.json");
}

void factor_csv(std::string_view bytes)
{
    read_factors(bytes, "factors.csv");
}

void factor_gguf(std::string_view bytes)
{
    const fs::path file = folder<6>().write("model.gguf", bytes);
    look_at(formats::read_factor_file(file, geometry));
    look_at(formats::read_factor_file(file, std::nullopt));
}

void project_file(std::string_view bytes)
{
    const auto project = project::read_project(bytes, "a.ropewalk");
    if (!read(project))
        return;
    const auto again = project::read_project(project::write_project(*project), "again.ropewalk");
    require(again && *again == *project, "a project that is another after it was written");
}

void journal(std::string_view bytes)
{
    std::vector<std::string> lines;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        lines.emplace_back(bytes.substr(0, end));
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    const auto generations = search::summarise(lines, "journal.jsonl");
    if (!read(generations))
        return;
    for (const search::GenerationSummary& one : *generations)
        for (const search::Individual& individual : one.individuals)
            for (const double lambda : individual.lambda)
                require(std::isfinite(lambda) && lambda > 0, "a factor that is none");
}

/// The stream in one piece and byte by byte gives the same messages.
void rpc(std::string_view bytes)
{
    using namespace protocol;
    constexpr std::size_t most = 4096;
    FrameReader whole(most), parts(most);
    std::vector<std::string> first, second;
    const auto take = [](FrameReader& reader, std::vector<std::string>& out) {
        while (const auto next = reader.next())
            out.push_back(read(*next) ? "body " + **next : "error " + next->error().message.text());
    };
    whole.feed(bytes);
    take(whole, first);
    for (const char byte : bytes) {
        parts.feed({&byte, 1});
        take(parts, second);
        require(parts.pending() <= most + 2 * max_header_bytes, "a buffer that grows");
    }
    require(first == second, "messages that depend on how they arrive");
    first.push_back("body " + std::string(bytes));
    for (const std::string& one : first) {
        if (!one.starts_with("body "))
            continue;
        const auto message = parse_message(std::string_view(one).substr(5));
        if (!message) {
            require(!to_text(message.error().answer()).empty(), "no answer");
        } else if (const auto* request = std::get_if<Request>(&*message)) {
            require(parse_message(to_text(*request)).has_value(), "a request that is none after it was written");
            read_params<InitializeParams, OpenModelParams, DocumentsParams, ScoreParams, SearchParams, PasskeyParams,
                CurveParams, PauseParams, MemoryParams, DocumentsCountParams>(request->params);
        } else if (const auto* notification = std::get_if<Notification>(&*message)) {
            read_params<EvaluationReport, GenerationReport, JobProgress, PasskeyCellReport, CurvePointReport, JournalLine>(
                notification->params);
        } else {
            const auto& response = std::get<Response>(*message);
            read_params<InitializeResult, DevicesResult, ModelInfo, DocumentsInfo, ScoreResult, SearchResult, PasskeyResult,
                CurveResult>(response.result);
        }
    }
}

} // namespace fuzz
