// SPDX-License-Identifier: Apache-2.0
#include "core/formats/gguf/writer.h"

#include "core/formats/factor_file.h"
#include "core/formats/gguf/factors.h"
#include "core/formats/saving/new_file.h"
#include "core/formats/saving/target.h"
#include "core/formats/saving/unfinished.h"
#include "core/rope/shown.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>

namespace ropewalk::formats::gguf {
namespace {

constexpr std::size_t chunk = 1u << 20;
constexpr std::uint64_t most_head = 256u << 20; // bytes before the data; a large vocabulary takes ten million

/// Keys that said another scaling, or say this one anew; after "{arch}.".
constexpr std::array replaced{ "context_length", "rope.scale_linear", "rope.scaling.type", "rope.scaling.factor",
    "rope.scaling.attn_factor", "rope.scaling.original_context_length", "rope.scaling.finetuned",
    "rope.scaling.yarn_log_multiplier", "rope.scaling.yarn_ext_factor", "rope.scaling.yarn_attn_factor",
    "rope.scaling.yarn_beta_fast", "rope.scaling.yarn_beta_slow" };

template <class T>
void put(std::string& out, T value)
{
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    out.append(bytes, sizeof(T));
}

void put_text(std::string& out, std::string_view text)
{
    put<std::uint64_t>(out, text.size());
    out += text;
}

template <class T>
void put_key(std::string& out, std::string_view name, Type type, T value)
{
    put_text(out, name);
    put(out, static_cast<std::uint32_t>(type));
    put(out, value);
}

void put_text_key(std::string& out, std::string_view name, std::string_view value)
{
    put_text(out, name);
    put(out, static_cast<std::uint32_t>(Type::text));
    put_text(out, value);
}

bool is_replaced(const Header& header, const Key& key)
{
    return key.name == own_key || std::any_of(replaced.begin(), replaced.end(), [&](const char* name) {
        return key.name == arch_key(header, name);
    });
}

bool is_factor_tensor(const Tensor& tensor)
{
    return tensor.name == long_tensor || tensor.name == short_tensor || tensor.name == freqs_tensor;
}

/// The keys that this export adds.
std::pair<std::string, std::uint64_t> added_keys(const Header& header, const HuggingFaceScaling& scaling)
{
    std::string out;
    std::uint64_t count = 5;
    put_key(out, arch_key(header, "context_length"), Type::u32, static_cast<std::uint32_t>(scaling.target_length));
    if (architecture(header) == "llama") { // phi3 takes the pair whatever the type is
        put_text_key(out, arch_key(header, "rope.scaling.type"), "longrope");
        ++count;
    }
    put_key(out, arch_key(header, "rope.scaling.attn_factor"), Type::f32,
        static_cast<float>(scaling.long_set.attention_factor));
    put_key(out, arch_key(header, "rope.scaling.original_context_length"), Type::u32,
        static_cast<std::uint32_t>(scaling.geometry.original_length));
    FactorFile own{ scaling.geometry, scaling.target_length, {}, {} };
    if (scaling.short_set)
        own.sets.push_back(*scaling.short_set);
    own.sets.push_back(scaling.long_set);
    put_text_key(out, own_key, write_factor_file(own));
    put_key(out, arch_key(header, "rope.dimension_count"), Type::u32,
        static_cast<std::uint32_t>(scaling.geometry.rotary_dim));
    return { out, count };
}

std::string floats(const std::vector<double>& lambda)
{
    std::string out;
    for (const double value : lambda)
        put(out, static_cast<float>(value));
    return out;
}

/// One tensor of the copy: from the source, or new bytes.
struct Piece
{
    const Tensor* from = nullptr;
    std::string name;
    std::string bytes;
    std::uint64_t offset = 0;
    std::uint64_t span = 0;
};

std::vector<Piece> pieces(const Header& header, const HuggingFaceScaling& scaling)
{
    std::vector<Piece> out;
    for (const Tensor& tensor : header.tensors)
        if (!is_factor_tensor(tensor))
            out.push_back({ &tensor, tensor.name, {}, 0, tensor.span });
    const rope::FactorSet& low = scaling.short_set ? *scaling.short_set : scaling.long_set;
    for (const auto& [name, set] : { std::pair(long_tensor, &scaling.long_set), std::pair(short_tensor, &low) }) {
        std::string bytes = floats(set->lambda);
        const std::uint64_t size = bytes.size();
        out.push_back({ nullptr, name, std::move(bytes), 0, size });
    }
    std::uint64_t offset = 0;
    for (Piece& piece : out) {
        piece.offset = offset;
        offset += (piece.span + header.alignment - 1) / header.alignment * header.alignment;
    }
    return out;
}

/// Everything before the data.
Result<std::string> head(const std::filesystem::path& source, const Header& header,
    const HuggingFaceScaling& scaling, const std::vector<Piece>& all)
{
    if (header.data_begin > most_head)
        return failure(words("expected at most {1} MiB before the tensors, found {2} MiB", most_head >> 20,
                           header.data_begin >> 20),
            source.string());
    std::ifstream in(source, std::ios::binary);
    const auto [added, added_count] = added_keys(header, scaling);
    std::string keys;
    std::uint64_t count = added_count;
    for (const Key& key : header.keys) {
        if (is_replaced(header, key) || key.name == arch_key(header, "rope.dimension_count"))
            continue;
        std::string bytes(static_cast<std::size_t>(key.end - key.begin), '\0');
        in.seekg(static_cast<std::streamoff>(key.begin));
        if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
            return failure(words("cannot be read: the file has changed"), source.string(), at_key(key.name));
        keys += bytes;
        ++count;
    }
    std::string out = "GGUF";
    put(out, header.version);
    put<std::uint64_t>(out, all.size());
    put(out, count);
    out += keys;
    out += added;
    for (const Piece& piece : all) {
        put_text(out, piece.name);
        const auto shape
            = piece.from ? piece.from->shape : std::vector<std::uint64_t>{ piece.bytes.size() / sizeof(float) };
        put(out, static_cast<std::uint32_t>(shape.size()));
        for (const std::uint64_t extent : shape)
            put(out, extent);
        put(out, piece.from ? piece.from->type : tensor_f32);
        put(out, piece.offset);
    }
    out.resize((out.size() + header.alignment - 1) / header.alignment * header.alignment, '\0');
    return out;
}

tl::unexpected<Error> not_saved(const std::filesystem::path& path, int code)
{
    return failure(words("cannot be saved: {1}", std::strerror(code)), path.string());
}

/// The bytes of one tensor of the source.
Status copy_piece(std::ifstream& in, NewFile& out, const Piece& piece, const Header& header,
    const std::filesystem::path& source, const std::filesystem::path& target,
    const std::function<bool(std::uint64_t)>& copied)
{
    std::string buffer(chunk, '\0');
    in.seekg(static_cast<std::streamoff>(header.data_begin + piece.from->offset));
    for (std::uint64_t left = piece.span; left > 0;) {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, chunk));
        if (!in.read(buffer.data(), static_cast<std::streamsize>(size)))
            return failure(words("cannot be read: the file has changed"), source.string(), at_tensor(piece.name));
        if (!out.write(std::string_view(buffer).substr(0, size)))
            return not_saved(target, errno);
        left -= size;
        if (!copied(size))
            return cancelled();
    }
    return {};
}

Status check(const Header& header, const HuggingFaceScaling& scaling, const std::string& file)
{
    const std::string arch = architecture(header);
    if (arch != "llama" && arch != "phi3")
        return failure(words("expected llama or phi3, which alone take factor tensors in llama.cpp, found {1}; "
                             "export the Python module, or config.json for a runtime that reads it",
                           arch.empty() ? words("nothing") : as_is(arch)),
            file, at_key("general.architecture"));
    for (const char* name : { "split.count", "split.tensors.count" })
        if (const Key* key = header.find(name))
            if (const auto* parts = std::get_if<std::int64_t>(&key->value); parts && *parts > 1)
                return failure(
                    words("expected a model in one file, found one of several; merge them first"), file, at_key(name));
    const auto geometry = geometry_of(header, file);
    if (!geometry)
        return tl::unexpected(geometry.error());
    if (geometry->pairs() != scaling.geometry.pairs()
        || static_cast<float>(geometry->theta) != static_cast<float>(scaling.geometry.theta))
        return failure(words("expected the model of these factors, {1} pairs of theta {2}, found {3} pairs of "
                             "theta {4}",
                           scaling.geometry.pairs(), scaling.geometry.theta, geometry->pairs(), geometry->theta),
            file);
    if (scaling.target_length > std::numeric_limits<std::int32_t>::max())
        return failure(words("expected a target that 31 bits can count, found {1}", scaling.target_length), {},
            words("target length"));
    return check_scaling(scaling, "llama.cpp", words("no GGUF key"));
}

} // namespace

Status check_factors(const std::filesystem::path& source, const HuggingFaceScaling& scaling)
{
    const auto header = read_header(source);
    return header ? check(*header, scaling, source.string()) : tl::unexpected(header.error());
}

Result<std::vector<Words>> describe_factors(const std::filesystem::path& source, const HuggingFaceScaling& scaling)
{
    const auto header = read_header(source);
    if (!header)
        return tl::unexpected(header.error());
    if (const Status ok = check(*header, scaling, source.string()); !ok)
        return tl::unexpected(ok.error());
    const std::string arch = architecture(*header);
    std::vector<Words> out{ words("# a copy of {1} with", source.filename().string()),
        as_is(arch + ".context_length = " + std::to_string(scaling.target_length)) };
    if (arch == "llama")
        out.push_back(as_is(arch + ".rope.scaling.type = longrope"));
    out.push_back(as_is(arch + ".rope.scaling.attn_factor = " + rope::shown(scaling.long_set.attention_factor)));
    out.push_back(as_is(
        arch + ".rope.scaling.original_context_length = " + std::to_string(scaling.geometry.original_length)));
    const rope::FactorSet& low = scaling.short_set ? *scaling.short_set : scaling.long_set;
    for (const auto& [name, set] : { std::pair(long_tensor, &scaling.long_set), std::pair(short_tensor, &low) }) {
        std::string line = std::string(name) + " =";
        for (const double value : set->lambda)
            line.append(" ").append(rope::shown(value));
        out.push_back(as_is(std::move(line)));
    }
    std::vector<Words> gone;
    for (const Key& key : header->keys)
        if (is_replaced(*header, key) && key.name.find("rope.") != std::string::npos)
            gone.push_back(as_is("  " + key.name));
    for (const Tensor& tensor : header->tensors)
        if (is_factor_tensor(tensor))
            gone.push_back(as_is("  " + tensor.name));
    if (!gone.empty())
        out.push_back(words("# in place of"));
    out.insert(out.end(), gone.begin(), gone.end());
    out.push_back(words("# and {1} tensors as they are",
        std::count_if(header->tensors.begin(), header->tensors.end(),
            [](const Tensor& one) { return !is_factor_tensor(one); })));
    return out;
}

Status write_factors(const std::filesystem::path& source, const std::filesystem::path& named,
    const HuggingFaceScaling& scaling, const Progress& progress)
{
    const auto header = read_header(source);
    if (!header)
        return tl::unexpected(header.error());
    if (const Status ok = check(*header, scaling, source.string()); !ok)
        return ok;
    const auto real = reached(named); // a link stays a link
    if (!real)
        return tl::unexpected(real.error());
    const std::filesystem::path& target = *real;
    std::error_code code;
    if (std::filesystem::equivalent(source, target, code))
        return failure(words("expected another file than the model that is copied, found the same"), target.string());
    if (std::filesystem::is_directory(target, code))
        return not_saved(target, EISDIR);
    if (std::filesystem::exists(target, code) && !std::filesystem::is_regular_file(target, code))
        return failure(words("expected a file, found a device or pipe"), target.string());

    const std::vector<Piece> all = pieces(*header, scaling);
    const auto beginning = head(source, *header, scaling, all);
    if (!beginning)
        return tl::unexpected(beginning.error());
    std::uint64_t total = 0;
    for (const Piece& piece : all)
        total += piece.span;
    std::ifstream in(source, std::ios::binary);
    sweep_unfinished(target); // a copy of a model that was killed is large
    NewFile out(target);
    if (!out.ok() || !out.write(*beginning))
        return not_saved(target, errno);
    std::uint64_t done = 0;
    const auto copied = [&](std::uint64_t bytes) {
        done += bytes;
        return !progress || progress(done, total);
    };
    std::uint64_t position = 0; // within the data
    for (const Piece& piece : all) {
        const std::string padding(static_cast<std::size_t>(piece.offset - position), '\0');
        if (!out.write(padding) || (!piece.from && !out.write(piece.bytes)))
            return not_saved(target, errno);
        if (piece.from)
            if (const Status ok = copy_piece(in, out, piece, *header, source, target, copied); !ok)
                return ok;
        position = piece.offset + piece.span;
    }
    const std::string padding(static_cast<std::size_t>((header->alignment - position % header->alignment) % header->alignment), '\0');
    if (!out.write(padding) || !out.flush())
        return not_saved(target, errno);
    out.take_mode_of(target);
    if (!out.rename_to(target))
        return not_saved(target, errno);
    flush_folder(target.parent_path());
    return {};
}

} // namespace ropewalk::formats::gguf
