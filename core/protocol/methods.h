// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

/// The names, codes and limits of the contract between window and engine: JSON-RPC 2.0 with LSP framing over stdio.
namespace ropewalk::protocol {

inline constexpr int version = 1;
inline constexpr std::size_t max_message_bytes = 16u << 20;

/// Request and notification names.
namespace method {
inline constexpr auto initialize = "initialize"; ///< InitializeParams → InitializeResult
inline constexpr auto shutdown = "shutdown"; ///< {} → null; then the "exit" notification
inline constexpr auto exit = "exit";
inline constexpr auto cancel = "$/cancelRequest"; ///< notification {"id"}; the request answers error_code::cancelled
inline constexpr auto devices = "devices"; ///< {} → DevicesResult: what the engine's machine has
inline constexpr auto open_model = "model/open"; ///< OpenModelParams → ModelInfo
inline constexpr auto open_documents = "documents/open"; ///< DocumentsParams → DocumentsInfo
inline constexpr auto count_documents = "documents/count"; ///< DocumentsCountParams → DocumentsCountResult
inline constexpr auto memory = "memory/estimate"; ///< MemoryParams → MemoryResult
inline constexpr auto score = "score"; ///< ScoreParams → ScoreResult
inline constexpr auto search = "search/start"; ///< SearchParams → SearchResult; lasts as long as the search
inline constexpr auto pause = "search/pause"; ///< {"paused": bool} → null
inline constexpr auto passkey = "passkey"; ///< PasskeyParams → PasskeyResult
inline constexpr auto curve = "curve"; ///< CurveParams → CurveResult
inline constexpr auto needle = "needle"; ///< NeedleParams → NeedleResult
inline constexpr auto choices = "choices"; ///< ChoicesParams → ChoicesResult
inline constexpr auto entropy = "entropy"; ///< EntropyParams → EntropyResult
inline constexpr auto attention_rows = "entropy/rows"; ///< AttentionRowsParams → AttentionRowsResult
// Notifications from the engine; all carry "id", the request they belong to.
inline constexpr auto progress = "job/progress"; ///< JobProgress
inline constexpr auto generation = "search/generation"; ///< GenerationReport, one a finished generation
inline constexpr auto evaluation = "search/evaluation"; ///< EvaluationReport, one a candidate
inline constexpr auto journal = "search/journal"; ///< {"id", "line"}
inline constexpr auto passkey_cell = "passkey/cell"; ///< PasskeyCellReport, one a trial
inline constexpr auto curve_point = "curve/point"; ///< CurvePointReport
inline constexpr auto needle_point = "needle/point"; ///< NeedlePointReport, one a trial
inline constexpr auto choice = "choices/question"; ///< ChoiceReport, one a question
inline constexpr auto entropy_layer = "entropy/layer"; ///< EntropyLayerReport, one a finished layer
} // namespace method

/// JSON-RPC's own codes, LSP's, and ours from −32000 down. An error's data may hold {"file", "place"}.
namespace error_code {
inline constexpr int parse_error = -32700;
inline constexpr int invalid_request = -32600;
inline constexpr int method_not_found = -32601;
inline constexpr int invalid_params = -32602;
inline constexpr int internal_error = -32603;
inline constexpr int cancelled = -32800; ///< by $/cancelRequest or superseded by a newer request
inline constexpr int version_mismatch = -32001;
inline constexpr int no_model = -32002; ///< open a model first
inline constexpr int failed = -32000; ///< anything else that core reported
} // namespace error_code

} // namespace ropewalk::protocol
