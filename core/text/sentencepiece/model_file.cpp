// SPDX-License-Identifier: Apache-2.0
#include "core/text/sentencepiece/model_file.h"

#include <bit>
#include <cmath>
#include <cstdint>

namespace ropewalk::text {

namespace {

constexpr std::size_t most_pieces = 1 << 24;

/// Field numbers of sentencepiece_model.proto.
constexpr std::uint64_t model_piece = 1, model_trainer = 2, model_normalizer = 3, model_denormalizer = 5;
constexpr std::uint64_t piece_score = 2;
constexpr std::uint64_t normalizer_rewrites = 2, removes_extra_spaces = 4, escapes_spaces = 5;
constexpr std::uint64_t trainer_type = 3, space_is_suffix = 24, byte_fallback = 35;
constexpr std::uint64_t byte_pairs = 2; // of trainer_type

struct Field
{
    std::uint64_t number = 0;
    std::string_view bytes; ///< of a string, a message or a number of fixed size
    std::uint64_t value = 0; ///< of any other number
};

/// The fields of a protocol buffer message in their order.
class FieldReader
{
public:
    explicit FieldReader(std::string_view message)
        : m_rest(message)
    {
    }

    /// Nothing at the end and where the message breaks off.
    std::optional<Field> next()
    {
        if (m_rest.empty())
            return std::nullopt;
        const auto tag = varint();
        if (!tag)
            return std::nullopt;
        Field field{*tag >> 3, {}, 0};
        std::optional<std::uint64_t> size;
        switch (*tag & 7) {
        case 0:
            if (const auto value = varint()) {
                field.value = *value;
                size = 0;
            }
            break;
        case 1: size = 8; break;
        case 2: size = varint(); break;
        case 5: size = 4; break;
        }
        if (!size || *size > m_rest.size()) {
            m_broken = true;
            return std::nullopt;
        }
        field.bytes = m_rest.substr(0, *size);
        m_rest.remove_prefix(*size);
        return field;
    }

    bool broken() const { return m_broken; }

private:
    std::optional<std::uint64_t> varint()
    {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < m_rest.size() && i < 10; ++i) {
            const auto byte = static_cast<unsigned char>(m_rest[i]);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
            if (byte < 0x80) {
                m_rest.remove_prefix(i + 1);
                return value;
            }
        }
        m_broken = true;
        return std::nullopt;
    }

    std::string_view m_rest;
    bool m_broken = false;
};

std::uint32_t little_endian(std::string_view bytes)
{
    std::uint32_t out = 0;
    for (std::size_t i = 4; i-- > 0;)
        out = out << 8 | static_cast<unsigned char>(bytes[i]);
    return out;
}

/// A table of rewrites is the size of a double array (Aoe 1989, as the darts-clone library packs it), the array, and
/// the texts that it points to, each ended by a zero byte. A unit is a value (bit 31) or the way to 256 others.
bool rewrites_stay_inside(std::string_view table)
{
    if (table.empty())
        return true;
    if (table.size() < 8)
        return false;
    const std::size_t bytes = little_endian(table);
    if (bytes == 0 || bytes % 4 != 0 || bytes > table.size() - 4)
        return false;
    const std::string_view array = table.substr(4, bytes);
    const std::string_view texts = table.substr(4 + bytes);
    if (texts.empty() || texts.back() != '\0')
        return false;
    const std::size_t units = bytes / 4;
    const auto unit = [&](std::size_t i) { return little_endian(array.substr(4 * i)); };
    for (std::size_t i = 0; i < units; ++i) {
        const std::uint32_t here = unit(i);
        if (here >> 31)
            continue;
        const std::size_t offset = static_cast<std::size_t>(here >> 10) << ((here & 0x200) >> 6);
        const std::size_t next = i ^ offset;
        if ((next | 0xff) >= units)
            return false;
        if ((here & 0x100) && (unit(next) & 0x7fffffff) >= texts.size())
            return false;
    }
    return true;
}

std::optional<Words> trouble_in_piece(std::string_view piece, std::size_t index)
{
    FieldReader fields(piece);
    while (const auto field = fields.next())
        if (field->number == piece_score && field->bytes.size() == 4
            && !std::isfinite(std::bit_cast<float>(little_endian(field->bytes))))
            return words("the score of piece {1} is not a number", index);
    if (fields.broken())
        return words("piece {1} breaks off", index);
    return std::nullopt;
}

std::optional<Words> trouble_in_normalizer(std::string_view normalizer)
{
    FieldReader fields(normalizer);
    while (const auto field = fields.next())
        if (field->number == normalizer_rewrites && !rewrites_stay_inside(field->bytes))
            return words("the table of character rewrites points outside of itself");
    return fields.broken() ? std::optional(words("the normalizer breaks off")) : std::nullopt;
}

} // namespace

std::optional<Words> trouble_in_model_file(std::string_view bytes)
{
    FieldReader fields(bytes);
    std::size_t pieces = 0;
    while (const auto field = fields.next()) {
        std::optional<Words> trouble;
        if (field->number == model_piece)
            trouble = trouble_in_piece(field->bytes, pieces++);
        else if (field->number == model_normalizer || field->number == model_denormalizer)
            trouble = trouble_in_normalizer(field->bytes);
        if (trouble)
            return trouble;
    }
    if (fields.broken())
        return words("breaks off or is damaged: after {1} pieces a field goes on beyond its end", pieces);
    if (pieces == 0)
        return words("holds no pieces");
    if (pieces > most_pieces)
        return words("holds {1} pieces; at most {2} are read", pieces, most_pieces);
    return std::nullopt;
}

bool may_be_cut(std::string_view bytes)
{
    // What the fields say where they are left out (sentencepiece_model.proto).
    std::uint64_t type = 1, suffix = 0, fallback = 0, removes = 1, escapes = 1;
    bool rewrites = false;
    FieldReader fields(bytes);
    while (const auto field = fields.next()) {
        FieldReader inner(field->bytes);
        if (field->number == model_trainer)
            while (const auto setting = inner.next()) {
                type = setting->number == trainer_type ? setting->value : type;
                suffix = setting->number == space_is_suffix ? setting->value : suffix;
                fallback = setting->number == byte_fallback ? setting->value : fallback;
            }
        else if (field->number == model_normalizer)
            while (const auto setting = inner.next()) {
                removes = setting->number == removes_extra_spaces ? setting->value : removes;
                escapes = setting->number == escapes_spaces ? setting->value : escapes;
                rewrites = rewrites || (setting->number == normalizer_rewrites && !setting->bytes.empty());
            }
    }
    return type == byte_pairs && fallback && !suffix && !removes && escapes && !rewrites;
}

std::string without_dummy_prefix(std::string_view bytes)
{
    constexpr std::string_view add_dummy_prefix_false("\x1a\x02\x18\x00", 4); // normalizer_spec, its third field
    return std::string(bytes).append(add_dummy_prefix_false);
}

} // namespace ropewalk::text
