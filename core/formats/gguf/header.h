// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ropewalk::formats::gguf {

/// Types of values, as the file numbers them.
enum class Type : std::uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, text, list, u64, i64, f64 };

inline constexpr std::uint32_t tensor_f32 = 0; ///< the number of float32 among tensor types
inline constexpr std::uint64_t default_alignment = 32;

/// A key with what was kept of its value: whole numbers, reals, texts up to 4 MiB; nothing of lists and longer texts.
struct Key
{
    std::string name;
    Type type = Type::u32;
    std::variant<std::monostate, std::int64_t, double, bool, std::string> value;
    std::uint64_t begin = 0; ///< bytes of the file that say key and value
    std::uint64_t end = 0;
};

struct Tensor
{
    std::string name;
    std::vector<std::uint64_t> shape; ///< at most 4, the fastest first
    std::uint32_t type = tensor_f32;
    std::uint64_t offset = 0; ///< from data_begin
    std::uint64_t span = 0; ///< bytes up to the next tensor or the end of the file, padding included
};

/// All that stands before the data of a GGUF file.
struct Header
{
    std::uint32_t version = 3;
    std::vector<Key> keys; ///< in the file's order, names unique
    std::vector<Tensor> tensors; ///< in the order of their offsets, names unique
    std::uint64_t alignment = default_alignment; ///< of data_begin and every offset
    std::uint64_t data_begin = 0;
    std::uint64_t file_size = 0;

    const Key* find(std::string_view name) const; ///< null where there is none
    const Tensor* find_tensor(std::string_view name) const;
};

/// The file begins with GGUF's mark.
bool is_gguf(const std::filesystem::path& path);

/// Reads GGUF 2 and 3, little-endian. Lengths are checked against the bytes left before anything is allocated; at most
/// 65,536 keys, 262,144 tensors and 64 MiB of kept text. Errors name the key or tensor, or the byte.
Result<Header> read_header(const std::filesystem::path& path);

/// The values of a float32 tensor of one dimension, which must hold count of them.
Result<std::vector<float>> read_floats(
    const std::filesystem::path& path, const Header& header, const Tensor& tensor, std::uint64_t count);

} // namespace ropewalk::formats::gguf
