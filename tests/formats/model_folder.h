// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/formats/llama_config.h"

#include <filesystem>
#include <fstream>
#include <string>

/// Small files that are what a model folder's are called, for tests of what becomes of them.
namespace made_model {

namespace fs = std::filesystem;

inline void write(const fs::path& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

/// One tensor of two bytes.
inline std::string safetensors()
{
    const std::string header = R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})";
    return std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header + "xy";
}

/// A sentencepiece model of one piece: field 1 of the model, whose field 1 is "a".
inline std::string sentencepiece()
{
    return "\x0a\x03\x0a\x01" "a";
}

inline std::string config()
{
    return llama().dump();
}

/// A model as a download cache keeps it: snapshots/1 holds links, blobs what they lead to.
inline fs::path cached(const fs::path& root)
{
    const fs::path snapshot = root / "snapshots" / "1";
    fs::create_directories(root / "blobs");
    fs::create_directories(snapshot);
    int number = 0;
    const auto add = [&](const char* name, const std::string& bytes) {
        const std::string blob = "b" + std::to_string(++number);
        write(root / "blobs" / blob, bytes);
        fs::create_symlink("../../blobs/" + blob, snapshot / name);
    };
    add("config.json", config());
    add("model-1.safetensors", safetensors());
    add("model.safetensors.index.json", R"({"weight_map": {"a": "model-1.safetensors"}})");
    add("tokenizer.json", "{}");
    add("tokenizer.model", sentencepiece());
    add("README.md", "what it is");
    return snapshot;
}

} // namespace made_model
