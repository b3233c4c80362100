// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gguf/header.h"

#include "core/excerpt.h"
#include "core/formats/gguf/cursor.h"

#include <algorithm>
#include <set>

namespace ropewalk::formats::gguf {
namespace {

constexpr std::uint64_t most_keys = 1u << 16;
constexpr std::uint64_t most_tensors = 1u << 18;
constexpr std::uint64_t longest_name = 1u << 12;
constexpr std::uint64_t longest_text = 4u << 20;
constexpr std::uint64_t most_kept = 64u << 20; // bytes of names and texts
constexpr std::uint64_t most_alignment = 1u << 20;
constexpr std::uint32_t most_dimensions = 4;
constexpr int most_nesting = 4; // lists of lists

std::uint64_t size_of(Type type) // 0 for text and list
{
    switch (type) {
    case Type::u8:
    case Type::i8:
    case Type::boolean:
        return 1;
    case Type::u16:
    case Type::i16:
        return 2;
    case Type::u32:
    case Type::i32:
    case Type::f32:
        return 4;
    case Type::u64:
    case Type::i64:
    case Type::f64:
        return 8;
    case Type::text:
    case Type::list:
        break;
    }
    return 0;
}

Type read_type(Cursor& in)
{
    const Words place = in.here();
    const auto number = in.number<std::uint32_t>();
    if (number > static_cast<std::uint32_t>(Type::f64))
        in.fail(words("expected a type of value from 0 to 12, found {1}", number), place);
    return static_cast<Type>(std::min(number, static_cast<std::uint32_t>(Type::f64)));
}

void skip_list(Cursor& in, int nesting)
{
    const Words place = in.here();
    const Type type = read_type(in);
    const auto length = in.number<std::uint64_t>();
    const std::uint64_t least = type == Type::text ? 8 : type == Type::list ? 12 : size_of(type);
    if (in.failed())
        return;
    if (nesting > most_nesting || length > in.left() / least) {
        in.fail(words("expected a list that fits into the {1} bytes left, found one of {2}", in.left(), length), place);
        return;
    }
    if (const std::uint64_t each = size_of(type)) {
        in.skip(each * length);
        return;
    }
    for (std::uint64_t i = 0; i < length && !in.failed(); ++i) {
        if (type == Type::list)
            skip_list(in, nesting + 1);
        else
            in.skip(in.number<std::uint64_t>());
    }
}

void read_value(Cursor& in, Key& key)
{
    switch (key.type) {
    case Type::u8:
        key.value = static_cast<std::int64_t>(in.number<std::uint8_t>());
        return;
    case Type::i8:
        key.value = static_cast<std::int64_t>(in.number<std::int8_t>());
        return;
    case Type::u16:
        key.value = static_cast<std::int64_t>(in.number<std::uint16_t>());
        return;
    case Type::i16:
        key.value = static_cast<std::int64_t>(in.number<std::int16_t>());
        return;
    case Type::u32:
        key.value = static_cast<std::int64_t>(in.number<std::uint32_t>());
        return;
    case Type::i32:
        key.value = static_cast<std::int64_t>(in.number<std::int32_t>());
        return;
    case Type::i64:
        key.value = in.number<std::int64_t>();
        return;
    case Type::u64: // one that no int64 holds is none of ours
        if (const auto value = in.number<std::uint64_t>(); value <= std::uint64_t(INT64_MAX))
            key.value = static_cast<std::int64_t>(value);
        return;
    case Type::f32:
        key.value = static_cast<double>(in.number<float>());
        return;
    case Type::f64:
        key.value = in.number<double>();
        return;
    case Type::boolean:
        key.value = in.number<std::uint8_t>() != 0;
        return;
    case Type::list:
        skip_list(in, 0);
        return;
    case Type::text: {
        const auto length = in.number<std::uint64_t>();
        if (length > longest_text) {
            in.skip(length);
            return;
        }
        std::string text(static_cast<std::size_t>(std::min(length, in.left())), '\0');
        if (length > in.left())
            in.skip(length); // says what is missing
        else if (in.take(text.data(), length))
            key.value = std::move(text);
        return;
    }
    }
}

/// Counts what is kept, so that a file of many names cannot exhaust memory.
void count_kept(Cursor& in, std::uint64_t& kept, std::uint64_t bytes)
{
    kept += bytes;
    if (kept > most_kept)
        in.fail(words("expected at most {1} MiB of names and texts, found more", most_kept >> 20), in.here());
}

void read_keys(Cursor& in, Header& header, std::uint64_t count, std::uint64_t& kept)
{
    std::set<std::string, std::less<>> names;
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
        Key key;
        key.begin = in.position();
        key.name = in.text(longest_name, words("a key's name"));
        key.type = read_type(in);
        if (!in.failed())
            read_value(in, key);
        key.end = in.position();
        const auto* text = std::get_if<std::string>(&key.value);
        count_kept(in, kept, key.name.size() + (text ? text->size() : 0) + sizeof(Key));
        if (!names.insert(key.name).second)
            in.fail(words("expected every key once, found it twice"), at_key(excerpt(key.name)));
        header.keys.push_back(std::move(key));
    }
}

void read_tensors(Cursor& in, Header& header, std::uint64_t count, std::uint64_t& kept)
{
    std::set<std::string, std::less<>> names;
    for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
        Tensor tensor;
        tensor.name = in.text(longest_name, words("a tensor's name"));
        const auto dimensions = in.number<std::uint32_t>();
        if (dimensions > most_dimensions)
            in.fail(words("expected at most 4 dimensions, found {1}", dimensions), at_tensor(excerpt(tensor.name)));
        std::uint64_t elements = 1;
        for (std::uint32_t d = 0; d < dimensions && !in.failed(); ++d) {
            tensor.shape.push_back(in.number<std::uint64_t>());
            if (__builtin_mul_overflow(elements, tensor.shape.back(), &elements) || elements > (1ull << 60))
                in.fail(words("expected a shape that 64 bits can count, found more"), at_tensor(excerpt(tensor.name)));
        }
        tensor.type = in.number<std::uint32_t>();
        tensor.offset = in.number<std::uint64_t>();
        count_kept(in, kept, tensor.name.size() + sizeof(Tensor) + 8 * dimensions);
        if (!names.insert(tensor.name).second)
            in.fail(words("expected every tensor once, found it twice"), at_tensor(excerpt(tensor.name)));
        header.tensors.push_back(std::move(tensor));
    }
}

/// Where the data begins, and how far each tensor reaches in it.
void place_tensors(Cursor& in, Header& header)
{
    if (const Key* key = header.find("general.alignment")) {
        const auto* value = std::get_if<std::int64_t>(&key->value);
        if (!value || *value < 1 || *value > std::int64_t(most_alignment) || (*value & (*value - 1)) != 0) {
            in.fail(words("expected a power of 2 up to {1}, found another value", most_alignment),
                at_key("general.alignment"));
            return;
        }
        header.alignment = static_cast<std::uint64_t>(*value);
    }
    header.file_size = in.size();
    header.data_begin = (in.position() + header.alignment - 1) / header.alignment * header.alignment;
    if (header.tensors.empty())
        return;
    const std::uint64_t data = header.file_size - std::min(header.data_begin, header.file_size);
    std::stable_sort(header.tensors.begin(), header.tensors.end(),
        [](const Tensor& a, const Tensor& b) { return a.offset < b.offset; });
    for (std::size_t i = 0; i < header.tensors.size(); ++i) {
        Tensor& tensor = header.tensors[i];
        const std::uint64_t next = i + 1 < header.tensors.size() ? header.tensors[i + 1].offset : data;
        if (tensor.offset % header.alignment != 0 || tensor.offset > data || next > data) {
            in.fail(words("expected an offset within the {1} bytes of data, a multiple of {2}, found {3}", data,
                        header.alignment, tensor.offset),
                at_tensor(excerpt(tensor.name)));
            return;
        }
        tensor.span = next - tensor.offset;
        std::uint64_t bytes = tensor.type == tensor_f32 ? 4 : 0;
        for (const std::uint64_t extent : tensor.shape)
            if (__builtin_mul_overflow(bytes, extent, &bytes))
                bytes = UINT64_MAX;
        if (bytes > tensor.span) {
            in.fail(words("expected {1} bytes of data, found {2}", bytes, tensor.span),
                    at_tensor(excerpt(tensor.name)));
            return;
        }
    }
}

} // namespace

const Key* Header::find(std::string_view name) const
{
    const auto it = std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
    return it == keys.end() ? nullptr : &*it;
}

const Tensor* Header::find_tensor(std::string_view name) const
{
    const auto it
        = std::find_if(tensors.begin(), tensors.end(), [&](const Tensor& one) { return one.name == name; });
    return it == tensors.end() ? nullptr : &*it;
}

bool is_gguf(const std::filesystem::path& path)
{
    std::error_code code;
    if (!std::filesystem::is_regular_file(path, code))
        return false;
    std::ifstream in(path, std::ios::binary);
    char mark[4] = {};
    in.read(mark, sizeof mark);
    return in && std::string_view(mark, sizeof mark) == "GGUF";
}

Result<Header> read_header(const std::filesystem::path& path)
{
    Cursor in(path);
    char mark[4] = {};
    if (in.take(mark, sizeof mark) && std::string_view(mark, sizeof mark) != "GGUF")
        in.fail(words("expected a GGUF file, found another beginning"), words("byte {1}", 0));
    Header header;
    header.version = in.number<std::uint32_t>();
    if (header.version != 2 && header.version != 3)
        in.fail(words("expected version 2 or 3, little-endian, found {1}", header.version), words("byte {1}", 4));
    const auto tensors = in.number<std::uint64_t>();
    const auto keys = in.number<std::uint64_t>();
    if (keys > most_keys || tensors > most_tensors)
        in.fail(words("expected at most {1} keys and {2} tensors, found {3} and {4}", most_keys, most_tensors, keys,
                    tensors),
            words("byte {1}", 8));
    std::uint64_t kept = 0;
    if (!in.failed())
        read_keys(in, header, keys, kept);
    if (!in.failed())
        read_tensors(in, header, tensors, kept);
    if (!in.failed())
        place_tensors(in, header);
    if (in.failed())
        return in.failure();
    return header;
}

Result<std::vector<float>> read_floats(
    const std::filesystem::path& path, const Header& header, const Tensor& tensor, std::uint64_t count)
{
    const Words place = at_tensor(excerpt(tensor.name));
    if (tensor.type != tensor_f32)
        return failure(words("expected float32, found type {1}", tensor.type), path.string(), place);
    if (tensor.shape.size() != 1 || tensor.shape.front() != count)
        return failure(tensor.shape.size() == 1
                ? words("expected {1} values in one dimension, found {2}", count, tensor.shape.front())
                : words("expected {1} values in one dimension, found {2} dimensions", count, tensor.shape.size()),
            path.string(), place);
    Cursor in(path);
    in.skip(header.data_begin + tensor.offset);
    if (in.failed() || count > in.left() / sizeof(float))
        return in.failed()
            ? in.failure()
            : failure(words("expected {1} values, found the end of the file", count), path.string(), place);
    std::vector<float> out(static_cast<std::size_t>(count));
    if (!in.take(reinterpret_cast<char*>(out.data()), count * sizeof(float)))
        return in.failure();
    return out;
}

} // namespace ropewalk::formats::gguf
