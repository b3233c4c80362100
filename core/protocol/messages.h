// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rope/factor_set.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

/// The contract between window and engine: JSON-RPC 2.0 with LSP framing over stdio. Requests have a params struct
/// and a result struct here, each with to_json and a checked from_json.
namespace ropewalk::protocol {

inline constexpr int version = 1;
inline constexpr std::size_t max_message_bytes = 16u << 20;

/// Request and notification names.
namespace method {
inline constexpr auto initialize = "initialize"; ///< InitializeParams → InitializeResult
inline constexpr auto shutdown = "shutdown"; ///< {} → null; then the "exit" notification
inline constexpr auto exit = "exit";
inline constexpr auto cancel = "$/cancelRequest"; ///< notification {"id"}; the request answers error_code::cancelled
inline constexpr auto open_model = "model/open"; ///< OpenModelParams → ModelInfo
inline constexpr auto open_documents = "documents/open"; ///< DocumentsParams → DocumentsInfo
inline constexpr auto score = "score"; ///< ScoreParams → ScoreResult
inline constexpr auto search = "search/start"; ///< SearchParams → SearchResult; lasts as long as the search
inline constexpr auto pause = "search/pause"; ///< {"paused": bool} → null
inline constexpr auto passkey = "passkey"; ///< PasskeyParams → PasskeyResult
inline constexpr auto curve = "curve"; ///< CurveParams → CurveResult
// Notifications from the engine; all carry "id", the request they belong to.
inline constexpr auto progress = "job/progress"; ///< JobProgress
inline constexpr auto generation = "search/generation"; ///< GenerationReport, one a finished generation
inline constexpr auto evaluation = "search/evaluation"; ///< EvaluationReport, one a candidate
inline constexpr auto journal = "search/journal"; ///< {"id", "line"}
inline constexpr auto passkey_cell = "passkey/cell"; ///< {"id", "cell": PasskeyCell}
inline constexpr auto curve_point = "curve/point"; ///< {"id", "point": CurvePoint}
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

struct InitializeParams
{
    int protocol = version;
    std::string client; ///< "ropewalk 0.1.0"
};

struct InitializeResult
{
    int protocol = version;
    std::string build; ///< "ropewalk-engine 0.1.0"
    std::string device; ///< "cpu", "cuda:0"
    std::string device_name; ///< "AMD EPYC, 2 threads"
    std::vector<std::string> dtypes; ///< that the device does well, best first: "bf16", "f32"
    int threads = 1;
};

struct OpenModelParams
{
    std::string path; ///< on the engine's machine; "demo" is the bundled model
    std::string dtype; ///< "f32", "bf16"; empty = the device's best
};

struct ModelInfo
{
    std::string name, path, fingerprint;
    std::string architecture;
    int layers = 0, heads = 0, kv_heads = 0;
    std::int64_t hidden_size = 0, vocab_size = 0, parameters = 0;
    bool tied_embeddings = false;
    std::string dtype; ///< scored in
    rope::Geometry geometry;
    bool has_tokenizer = false;
    std::string tokenizer_error;
    std::vector<rope::FactorSet> shipped;
    std::vector<std::string> warnings;
};

struct DocumentsParams
{
    std::string path; ///< a UTF-8 text file or a folder of .txt; "demo" is the bundled model's own text
    std::int64_t target = 0; ///< tokens
};

struct DocumentsInfo
{
    std::string name;
    std::int64_t documents = 0; ///< files, or the demo's documents
    std::int64_t tokens = 0; ///< 0 for the demo's endless text
    std::int64_t long_enough = 0; ///< windows of target tokens that can be cut
};

/// Which half of the opened documents: a search never sees the held-out ones.
struct ScoreParams
{
    rope::FactorSet set;
    std::int64_t target = 0; ///< tokens a window
    std::string split = "held-out"; ///< "held-out" | "search"
    int samples = 0; ///< windows; 0 = default
    bool preview = false; ///< one window, for an answer while dragging
    std::string slot; ///< a newer score in the same non-empty slot supersedes an older one that still waits or runs
};

struct ScoreResult
{
    double perplexity = 0, nll = 0, seconds = 0;
    std::int64_t tokens = 0, target = 0;
    int samples = 0;
    std::string split;
    bool preview = false;
};

/// search::Settings, as it travels; see core/search/evolution.h for each.
struct SearchParams
{
    std::int64_t target = 0;
    int population = 64, mutations = 16, crossovers = 16, generations = 40, parents = 32;
    double probability = 0.3, bound_factor = 1.25, step = 0.01;
    std::uint64_t seed = 1;
    bool monotone = true, search_n_hat = true;
    std::string attention_mode = "fixed"; ///< "fixed" | "formula" | "search"
    double attention_factor = 1.0; ///< of "fixed"
    int samples = 5; ///< windows of the search split
    std::vector<std::string> journal; ///< lines of an earlier run to go on with; empty = a new search
};

struct EvaluationReport
{
    int generation = 0, evaluated = 0, of = 0;
    std::int64_t evaluations = 0, evaluations_planned = 0;
    double fitness = 0, best = 0;
    std::string origin;
    rope::FactorSet candidate; ///< what was scored, so that a click can draw it; λ empty = not sent
    double evaluations_per_second = 0, seconds_left = 0;
};

struct GenerationReport
{
    int generation = 0, generations = 0;
    double best = 0, median = 0;
    rope::FactorSet best_set;
    std::int64_t evaluations = 0;
};

struct SearchResult
{
    rope::FactorSet best;
    double perplexity = 0; ///< on the search split
    double held_out = 0; ///< on the held-out split
    std::int64_t evaluations = 0;
    double seconds = 0;
    std::vector<std::string> warnings = {}; ///< a sentence each: search::Outcome's
};

struct JobProgress
{
    std::int64_t done = 0, total = 0;
    double seconds_left = -1; ///< −1 = not known yet
    std::string message;
};

struct PasskeyCell
{
    std::int64_t length = 0;
    double depth = 0;
    int trials = 0, correct = 0;
};

struct PasskeyParams
{
    rope::FactorSet set;
    std::vector<std::int64_t> lengths;
    int depths = 5, trials = 4;
    std::uint64_t seed = 1;
};

struct PasskeyResult
{
    std::vector<PasskeyCell> cells;
    double accuracy = 0;
    double seconds = 0;
};

struct CurveParams
{
    std::vector<rope::FactorSet> sets;
    std::vector<std::int64_t> lengths;
    std::string split = "held-out";
    int samples = 0;
};

struct CurvePoint
{
    std::string set; ///< its name
    std::int64_t length = 0;
    double perplexity = 0;
};

struct CurveResult
{
    std::vector<CurvePoint> points;
};

/// {"paused"}: holds or lets go on the running search.
struct PauseParams
{
    bool paused = false;
};

/// One line of the search's journal, as it is final.
struct JournalLine
{
    std::string line;
};

struct PasskeyCellReport
{
    PasskeyCell cell;
};

struct CurvePointReport
{
    CurvePoint point;
};

// to_json / from_json of every struct above are in core/protocol/json.h.

} // namespace ropewalk::protocol
