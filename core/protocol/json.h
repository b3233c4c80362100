// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/documents_messages.h"
#include "core/protocol/job_messages.h"
#include "core/protocol/memory_messages.h"
#include "core/protocol/messages.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

namespace ropewalk::protocol {

nlohmann::json to_json(const InitializeParams& value);
nlohmann::json to_json(const InitializeResult& value);
nlohmann::json to_json(const DevicesResult& value);
nlohmann::json to_json(const OpenModelParams& value);
nlohmann::json to_json(const ModelInfo& value);
nlohmann::json to_json(const DocumentsParams& value);
nlohmann::json to_json(const DocumentsInfo& value);
nlohmann::json to_json(const ScoreParams& value);
nlohmann::json to_json(const ScoreResult& value);
nlohmann::json to_json(const SearchParams& value);
nlohmann::json to_json(const EvaluationReport& value);
nlohmann::json to_json(const GenerationReport& value);
nlohmann::json to_json(const SearchResult& value);
nlohmann::json to_json(const JobProgress& value);
nlohmann::json to_json(const PasskeyCell& value);
nlohmann::json to_json(const PasskeyParams& value);
nlohmann::json to_json(const PasskeyResult& value);
nlohmann::json to_json(const CurveParams& value);
nlohmann::json to_json(const CurvePoint& value);
nlohmann::json to_json(const CurveResult& value);
nlohmann::json to_json(const PauseParams& value);
nlohmann::json to_json(const JournalLine& value);
nlohmann::json to_json(const DocumentsCountParams& value);
nlohmann::json to_json(const DocumentsCountResult& value);
nlohmann::json to_json(const MemoryParams& value);
nlohmann::json to_json(const MemoryResult& value);
nlohmann::json to_json(const PasskeyCellReport& value);
nlohmann::json to_json(const CurvePointReport& value);
nlohmann::json to_json(const NeedleParams& value);
nlohmann::json to_json(const NeedlePoint& value);
nlohmann::json to_json(const NeedleResult& value);
nlohmann::json to_json(const NeedlePointReport& value);
nlohmann::json to_json(const PasskeyTrial& value);
nlohmann::json to_json(const PositionLoss& value);
nlohmann::json to_json(const ChoicesParams& value);
nlohmann::json to_json(const ChoiceRow& value);
nlohmann::json to_json(const ChoiceReport& value);
nlohmann::json to_json(const ChoicesResult& value);
nlohmann::json to_json(const EntropyParams& value);
nlohmann::json to_json(const EntropyLayer& value);
nlohmann::json to_json(const EntropyLayerReport& value);
nlohmann::json to_json(const AttentionRow& value);
nlohmann::json to_json(const EntropyResult& value);
nlohmann::json to_json(const AttentionRowsParams& value);
nlohmann::json to_json(const AttentionRowsResult& value);

/// Any struct above out of its JSON. A missing key or a wrong type is refused with the key ("key cells[2].depth"),
/// what was expected and what was found; unknown keys are ignored. Params may leave out what has a default. A measured
/// number (perplexity, fitness) that is not finite travels as null and comes back as infinity.
template <class T>
Result<T> from_json(const nlohmann::json& value);

} // namespace ropewalk::protocol
