// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/device/device.h"
#include "app/engine/device/memory.h"
#include "app/engine/workbench/opened.h"
#include "core/protocol/job_messages.h"
#include "core/protocol/memory_messages.h"
#include "core/protocol/messages.h"
#include "core/yield.h"

#include <functional>
#include <memory>
#include <optional>

namespace ropewalk::model::verify {
struct Report;
}

namespace ropewalk::engine {

/// What a search tells while it runs.
struct SearchWatch
{
    std::function<void(const protocol::EvaluationReport&)> evaluation;
    std::function<void(const protocol::GenerationReport&)> generation;
    std::function<Status(const std::string& line)> journal;
    std::function<double()> seconds; ///< of work so far; the wall clock if empty
};

/// What OpenModelParams::sliding_window says: nothing for "" and "config", 0 for "off", else tokens.
Result<std::optional<std::int64_t>> parse_sliding_window(const std::string& text);

/// Called with each point of a curve.
using CurveWatch = std::function<void(const protocol::CurvePoint& point)>;

/// Called after each trial.
using PasskeyWatch = std::function<void(const protocol::PasskeyCellReport& report)>;
using NeedleWatch = std::function<void(const protocol::NeedlePointReport& report)>;

/// Called with each layer of an entropy map.
using EntropyWatch = std::function<void(const protocol::EntropyLayerReport& report)>;

/// Called with each answered question.
using ChoicesWatch = std::function<void(const protocol::ChoiceReport& report)>;

/// A model and documents on one device, and everything that can be measured with them: what the subcommands
/// and the requests of serve both call. For one thread; reentrant through the yield points, where another
/// model may even be opened (what runs keeps its own).
class Workbench
{
public:
    explicit Workbench(Device device, MemoryProbe free_memory = engine::free_memory);
    ~Workbench();

    /// Jobs are begun even though they need more memory than there is.
    void ignore_memory() { m_ignore_memory = true; }

    const Device& device() const { return m_device; }
    const protocol::ModelInfo* model() const
    {
        return m_opened ? &m_opened->info : nullptr;
    } ///< null before one is open
    bool has_documents() const { return m_opened && m_opened->text; }
    /// As they were opened; empty before.
    std::string documents_path() const { return has_documents() ? m_opened->text->path() : std::string(); }

    /// Opens a folder, or "demo". The bundled model brings its own documents; any other begins without.
    Result<protocol::ModelInfo> open_model(
        const protocol::OpenModelParams& params, const Progress& progress = {}, const YieldPoint& yield = {});
    std::string documents_field() const { return has_documents() ? m_opened->text->field() : std::string(); }
    /// Opens a text file, JSON lines, token ids, a folder of one of these, or "demo".
    Result<protocol::DocumentsInfo> open_documents(
        const protocol::DocumentsParams& params, const YieldPoint& yield = {});
    /// How much text is open, by what was counted when it was opened.
    Result<protocol::DocumentsCountResult> count_documents(
        const protocol::DocumentsCountParams& params, const YieldPoint& yield = {}) const;

    /// What a job would need. The jobs below are refused with its message where it does not fit.
    Result<protocol::MemoryResult> memory(const protocol::MemoryParams& params) const;

    Result<protocol::ScoreResult> score(
        const protocol::ScoreParams& params, const Progress& progress = {}, const YieldPoint& yield = {});
    Result<protocol::CurveResult> curve(
        const protocol::CurveParams& params, const CurveWatch& watch = {}, const YieldPoint& yield = {});
    /// The key is hidden between sentences of the opened text's part, or of the demo's where none is open.
    Result<protocol::PasskeyResult> passkey(
        const protocol::PasskeyParams& params, const PasskeyWatch& watch = {}, const YieldPoint& yield = {});
    Result<protocol::NeedleResult> needle(
        const protocol::NeedleParams& params, const NeedleWatch& watch = {}, const YieldPoint& yield = {});
    /// Rows beyond the first 5000 are told to watch alone.
    Result<protocol::ChoicesResult> choices(
        const protocol::ChoicesParams& params, const ChoicesWatch& watch = {}, const YieldPoint& yield = {});
    Result<protocol::EntropyResult> entropy(
        const protocol::EntropyParams& params, const EntropyWatch& watch = {}, const YieldPoint& yield = {});
    Result<protocol::AttentionRowsResult> attention_rows(
        const protocol::AttentionRowsParams& params, const YieldPoint& yield = {});
    /// The winner is chosen on validation windows among the fittest and scored on held-out ones.
    Result<protocol::SearchResult> search(
        const protocol::SearchParams& params, const SearchWatch& watch, const YieldPoint& yield = {});
    /// Device and dtype against float64 on the CPU, on the first tokens of the demo's text under YaRN.
    Result<model::verify::Report> verify(
        std::int64_t length, const Progress& progress = {}, const YieldPoint& yield = {});

private:
    /// What is open, if it can be measured with.
    Result<std::shared_ptr<Opened>> ready(bool with_documents) const;

    /// Refuses a job that cannot fit.
    Status affords(const protocol::MemoryParams& params) const;

    /// What passkey and needle begin with; params are either's.
    struct Hiding;
    template <class Params>
    Result<Hiding> hiding(const std::string& job, const Params& params, const YieldPoint& yield) const;

    Device m_device;
    MemoryProbe m_free_memory;
    bool m_ignore_memory = false;
    std::shared_ptr<Opened> m_opened; ///< null before a model is open
};

} // namespace ropewalk::engine
