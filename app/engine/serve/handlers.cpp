// SPDX-License-Identifier: Apache-2.0
#include "app/engine/serve/handlers.h"

#include "app/engine/device/device_list.h"
#include "core/model/memory/failure.h"
#include "core/protocol/json.h"

namespace ropewalk::engine {

namespace {

namespace method = protocol::method;

/// A result as the answer it travels in.
template <class T>
Answer answered(const Result<T>& result)
{
    if (result)
        return to_json(*result);
    return tl::unexpected(protocol::to_rpc(result.error(), protocol::error_code::failed));
}

/// Registers a request whose params are a P.
template <class P, class Work>
void on(Server& server, const char* name, Priority priority, Work work)
{
    server.on(name, [priority, work](const nlohmann::json& params) -> Result<Server::Planned> {
        auto parsed = protocol::from_json<P>(params);
        if (!parsed)
            return tl::unexpected(parsed.error());
        Server::Planned planned;
        planned.priority = priority;
        if constexpr (std::is_same_v<P, protocol::ScoreParams>) {
            planned.slot = parsed->slot;
            if (parsed->preview)
                planned.priority = Priority::preview;
        }
        planned.work = [work, params = std::move(*parsed)](Job& job) -> Answer {
            try {
                return work(job, params);
            } catch (...) { // memory above all: the engine lives, and says so
                const Error why = model::explain(std::current_exception());
                return tl::unexpected(protocol::to_rpc(why, protocol::error_code::internal_error));
            }
        };
        return planned;
    });
}

/// Where nothing can be measured because no model is open.
std::optional<Answer> no_model(const Workbench& workbench)
{
    if (workbench.model())
        return std::nullopt;
    return tl::unexpected(protocol::RpcError{ protocol::error_code::no_model, words("open a model first"), {}, {} });
}

Answer search(Workbench& workbench, const YieldPoint& yield, Job& job, const protocol::SearchParams& params)
{
    SearchWatch watch;
    watch.seconds = [&job] { return job.active_seconds(); };
    watch.evaluation = [&job](const protocol::EvaluationReport& report) {
        job.notify(method::evaluation, to_json(report));
    };
    watch.generation = [&job](const protocol::GenerationReport& report) {
        job.notify(method::generation, to_json(report));
    };
    watch.journal = [&job](const std::string& line) -> Status {
        job.notify(method::journal, to_json(protocol::JournalLine{ line }));
        return {};
    };
    return answered(workbench.search(params, watch, yield));
}

Answer passkey(Workbench& workbench, const YieldPoint& yield, Job& job, const protocol::PasskeyParams& params)
{
    const auto total = static_cast<std::int64_t>(params.lengths.size()) * params.depths * params.trials;
    std::int64_t done = 0;
    const auto cell = [&](const protocol::PasskeyCellReport& report) {
        job.notify(method::passkey_cell, to_json(report));
        job.progress(++done, total);
    };
    return answered(workbench.passkey(params, cell, yield));
}

Answer needle(Workbench& workbench, const YieldPoint& yield, Job& job, const protocol::NeedleParams& params)
{
    const auto total = static_cast<std::int64_t>(params.lengths.size()) * params.depths * params.trials;
    std::int64_t done = 0;
    const auto point = [&](const protocol::NeedlePointReport& report) {
        job.notify(method::needle_point, to_json(report));
        job.progress(++done, total);
    };
    return answered(workbench.needle(params, point, yield));
}

Answer curve(Workbench& workbench, const YieldPoint& yield, Job& job, const protocol::CurveParams& params)
{
    const auto total = static_cast<std::int64_t>(params.lengths.size() * params.sets.size());
    std::int64_t done = 0;
    const auto point = [&](const protocol::CurvePoint& point) {
        job.notify(method::curve_point, to_json(protocol::CurvePointReport{ point }));
        job.progress(++done, total);
    };
    return answered(workbench.curve(params, point, yield));
}

Answer entropy(Workbench& workbench, const YieldPoint& yield, Job& job, const protocol::EntropyParams& params)
{
    std::int64_t done = 0;
    const auto layer = [&](const protocol::EntropyLayerReport& report) {
        job.notify(method::entropy_layer, to_json(report));
        job.progress(++done, std::int64_t{ report.layers } * report.of);
    };
    return answered(workbench.entropy(params, layer, yield));
}

Answer choices(Workbench& workbench, const YieldPoint& yield, Job& job, const protocol::ChoicesParams& params)
{
    const auto question = [&](const protocol::ChoiceReport& report) {
        job.notify(method::choice, to_json(report));
        job.progress(report.questions, report.of);
    };
    return answered(workbench.choices(params, question, yield));
}

Answer attention_rows(
    Workbench& workbench, const YieldPoint& yield, Job&, const protocol::AttentionRowsParams& params)
{
    return answered(workbench.attention_rows(params, yield));
}

} // namespace

void add_handlers(Server& server, JobQueue& queue, Workbench& workbench)
{
    const auto yield_of = [&queue](Job& job) -> YieldPoint { return [&] { return queue.yield(job); }; };
    const auto progress_of = [](Job& job) -> Progress {
        return [&job](std::int64_t done, std::int64_t total) { job.progress(done, total); };
    };

    server.on(method::devices, [](const nlohmann::json&) -> Result<Server::Planned> {
        return Server::Planned{ [](Job&) -> Answer { return to_json(list_devices()); }, {}, Priority::control };
    });
    on<protocol::OpenModelParams>(server, method::open_model, Priority::control,
        [=, &queue, &workbench](Job& job, const protocol::OpenModelParams& params) {
            const auto opened = workbench.open_model(params, progress_of(job), yield_of(job));
            if (opened)
                queue.stop_waiting_before(job, words("another model was opened"));
            return answered(opened);
        });
    on<protocol::DocumentsParams>(server, method::open_documents, Priority::control,
        [=, &queue, &workbench](Job& job, const protocol::DocumentsParams& params) -> Answer {
            if (auto refused = no_model(workbench))
                return *refused;
            const std::pair before(workbench.documents_path(), workbench.documents_field());
            const auto opened = workbench.open_documents(params, yield_of(job));
            if (opened && before != std::pair(workbench.documents_path(), workbench.documents_field()))
                queue.stop_waiting_before(job, words("other documents were opened"));
            return answered(opened);
        });
    on<protocol::DocumentsCountParams>(server, method::count_documents, Priority::control,
        [=, &workbench](Job& job, const protocol::DocumentsCountParams& params) -> Answer {
            if (auto refused = no_model(workbench))
                return *refused;
            return answered(workbench.count_documents(params, yield_of(job)));
        });
    on<protocol::MemoryParams>(server, method::memory, Priority::control,
        [&workbench](Job&, const protocol::MemoryParams& params) -> Answer {
            if (auto refused = no_model(workbench))
                return *refused;
            return answered(workbench.memory(params));
        });
    on<protocol::ScoreParams>(server, method::score, Priority::score,
        [=, &workbench](Job& job, const protocol::ScoreParams& params) -> Answer {
            if (auto refused = no_model(workbench))
                return *refused;
            return answered(workbench.score(params, progress_of(job), yield_of(job)));
        });
    const auto measure = [&](auto work) {
        return [=, &workbench](Job& job, const auto& params) -> Answer {
            if (auto refused = no_model(workbench))
                return *refused;
            return work(workbench, yield_of(job), job, params);
        };
    };
    on<protocol::SearchParams>(server, method::search, Priority::background, measure(search));
    on<protocol::PasskeyParams>(server, method::passkey, Priority::measurement, measure(passkey));
    on<protocol::NeedleParams>(server, method::needle, Priority::measurement, measure(needle));
    on<protocol::CurveParams>(server, method::curve, Priority::measurement, measure(curve));
    on<protocol::ChoicesParams>(server, method::choices, Priority::measurement, measure(choices));
    on<protocol::EntropyParams>(server, method::entropy, Priority::measurement, measure(entropy));
    on<protocol::AttentionRowsParams>(server, method::attention_rows, Priority::score, measure(attention_rows));
}

} // namespace ropewalk::engine
