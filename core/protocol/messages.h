// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/protocol/methods.h"
#include "core/rope/trained.h"
#include "core/words.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

/// What a session begins with and what answers an edit: initialize, open, score. Every request has a params struct and
/// a result struct, here or in job_messages.h; their JSON is in json.h.
namespace ropewalk::protocol {

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
    Words device_name; ///< "AMD EPYC, 2 threads"
    std::vector<std::string> dtypes; ///< that the device does well, best first: "bf16", "f32"
    int threads = 1;
};

/// A device of the engine's machine. An engine process has one, fixed at its start; another needs another engine.
struct DeviceInfo
{
    std::string id; ///< "cpu", "cuda:0"
    Words name; ///< "AMD EPYC", "NVIDIA H100 80GB HBM3"
    std::int64_t memory_total = 0, memory_free = 0; ///< bytes
    std::vector<std::string> dtypes; ///< that it does well, best first
    bool usable = true;
    Words reason; ///< why it is not usable, and what to do
    std::string instruction_set = {}; ///< of a processor: what the kernels in use are for, and what limits it
    std::vector<std::string> instruction_sets = {}; ///< of a processor: all that it has, by ROPEWALK_INSTRUCTION_SET's names
};

struct DevicesResult
{
    std::vector<DeviceInfo> devices; ///< the processor first
    int cores = 1; ///< of the processor that an engine may use: more threads make it slower
    std::string driver; ///< version of the NVIDIA driver; empty without one
    Words note; ///< why there is no GPU in the list, where there is none
};

struct OpenModelParams
{
    std::string path; ///< on the engine's machine; "demo" is the bundled model
    std::string dtype; ///< "f32", "bf16"; empty = the device's best
    std::string sliding_window = "config"; ///< or "off", or a number of tokens
    std::int64_t original_length = 0; ///< L in tokens; 0 = the config's
    bool allow_not_finite = false; ///< open weights with NaN or infinity in them, with a warning
    std::string stream_weights = "auto"; ///< "on" | "off"; auto = where they do not fit in the device's memory
};

struct ModelInfo
{
    std::string name, path, fingerprint;
    std::string architecture;
    int layers = 0, heads = 0, kv_heads = 0;
    std::int64_t hidden_size = 0, vocab_size = 0, parameters = 0;
    bool tied_embeddings = false;
    std::string dtype; ///< scored in
    std::string stored_dtype; ///< of the files, as the config names it: "bfloat16"; empty where it does not say
    std::int64_t stored_bytes = 0; ///< of the weights' files
    std::int64_t sliding_window = 0; ///< keys that a query sees in the layers with a window; 0 = no layer has one
    int windowed_layers = 0;
    rope::Geometry geometry;
    bool has_tokenizer = false;
    Words tokenizer_error;
    std::vector<rope::FactorSet> shipped;
    rope::Trained trained; ///< of an engine that does not say it: plain RoPE at L
    std::vector<Words> warnings;
    bool streamed = false; ///< the weights stay in their file and are read layer by layer
};

struct DocumentsParams
{
    std::string path; ///< a text file, JSON lines, token ids, or a folder; "demo" is the bundled model's own text
    std::int64_t target = 0; ///< tokens
    std::string field = {}; ///< of JSON lines, where the text stands; empty = "text"
};

struct DocumentsInfo
{
    std::string name;
    std::int64_t documents = 0; ///< files, or the demo's documents
    std::int64_t tokens = 0; ///< 0 for the demo's endless text
    std::int64_t long_enough = 0; ///< windows of target tokens that can be cut
    std::vector<Words> warnings;
};

/// Windows that a set is scored on where nobody says how many: in a score, a curve and what confirms a search alike, so
/// that their numbers at one length are the same. Fewer where the text holds no more.
inline constexpr int default_samples = 5;

/// split, here and in every message: of which part of the opened documents. A search never sees the held-out one;
/// "whole" is all of the text, the search's included, and never the default.
struct ScoreParams
{
    rope::FactorSet set;
    std::int64_t target = 0; ///< tokens a window
    std::string split = "held-out"; ///< "held-out" | "search" | "whole"
    int samples = 0; ///< windows; 0 = default_samples
    bool preview = false; ///< one window, for an answer while dragging
    std::string slot; ///< a newer score in the same non-empty slot supersedes an older one that still waits or runs
};

struct ScoreResult
{
    double perplexity = 0, nll = 0, seconds = 0;
    std::int64_t tokens = 0, target = 0;
    int samples = 0; ///< windows it was measured on: those of a smaller number are the first of them
    std::string split;
    bool preview = false;
    std::vector<double> window_nll = {}; ///< mean loss of each window, nats a token: what two sets' scores differ by is paired
    /// What counting the tokens would cost, nats a token (core/evaluate/unigram.h): a model that does worse than this
    /// within its trained length does not know the text. Not a number where an older engine did not say.
    double unigram_nll = std::numeric_limits<double>::quiet_NaN();
};

/// How far any job is.
struct JobProgress
{
    std::int64_t done = 0, total = 0;
    double seconds_left = -1; ///< −1 = not known yet
    Words message;
};

} // namespace ropewalk::protocol
