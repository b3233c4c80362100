// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

/// Every reader of files and messages that come from elsewhere, with any bytes at all. The fuzzers and the test that
/// replays their corpus go through the same entries.
namespace fuzz {

/// Reads the bytes and looks at what came of it; throws Broken when that is not as it should be. Any other exception, a
/// crash or a sanitizer's report is a fault of the reader.
struct Target
{
    const char* name; ///< of the fuzzer and of its folder in corpus/
    void (*run)(std::string_view bytes);
};
std::span<const Target> all_targets();

struct Broken : std::logic_error
{
    using std::logic_error::logic_error;
};
inline void require(bool holds, const char* what)
{
    if (!holds)
        throw Broken(what);
}

/// An error has words, and not a whole file of them.
template <class Value>
bool read(const Value& result)
{
    if (!result) {
        require(!result.error().message.text().empty(), "an error without words");
        require(result.error().message.text().size() < 500, "an endless error");
        require(result.error().place.text().size() < 200, "an endless place");
    }
    return result.has_value();
}

// The entries, by room.
void model_config(std::string_view bytes);
void factor_json(std::string_view bytes);
void factor_csv(std::string_view bytes);
void factor_gguf(std::string_view bytes);
void project_file(std::string_view bytes);
void journal(std::string_view bytes);
void rpc(std::string_view bytes);
void safetensors(std::string_view bytes);
void shard_index(std::string_view bytes);
void tokenizer_json(std::string_view bytes);
void tokenizer_model(std::string_view bytes);
void token_ids_json(std::string_view bytes);
void token_ids_npy(std::string_view bytes);

} // namespace fuzz
