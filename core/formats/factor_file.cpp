// SPDX-License-Identifier: Apache-2.0
#include "core/formats/factor_file.h"

#include "core/formats/factor_csv.h"
#include "core/formats/gguf/factors.h"
#include "core/formats/json_fields.h"
#include "core/formats/sources/config_factors.h"
#include "core/formats/sources/search_log.h"
#include "core/rope/set_words.h"

#include <limits>

namespace ropewalk::formats {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> top_keys{ "ropewalk", "version", "geometry", "target_length", "sets" };
constexpr std::array<std::string_view, 5> geometry_keys{ "head_dim", "rotary_dim", "theta", "original_length",
    "layout" };

Words described(const rope::Geometry& geometry)
{
    return words("{1} pairs of theta {2}", geometry.pairs(), geometry.theta);
}

void warn_unknown(std::vector<Words>& warnings, const Fields& fields, std::vector<std::string> unknown)
{
    for (const std::string& key : unknown)
        warnings.push_back(words("The {1} is not known and was left out.", fields.place(key)));
}

Result<FactorFile> parse_ropewalk(
    const json& root, const std::string& file, const std::optional<rope::Geometry>& geometry)
{
    Fields fields(root, {});
    if (!fields.error() && fields.text("ropewalk", "") != "factors")
        fields.refuse("ropewalk", words("\"factors\", the mark of a factor file"));
    const std::int64_t version = fields.whole("version", 1, std::numeric_limits<int>::max());
    if (!fields.error() && version > factor_file_version)
        return failure(
            words("written by a newer Ropewalk (format {1}; this one reads up to {2})", version, factor_file_version),
            file, at_key("version"));

    FactorFile out;
    out.target_length = fields.whole("target_length", 0, std::numeric_limits<std::int64_t>::max(), 0);
    if (const json* value = fields.object("geometry")) {
        const auto read = geometry_from_json(*value, "geometry");
        if (read)
            out.geometry = *read;
        else
            fields.fail(read.error());
        warn_unknown(out.warnings, Fields(*value, "geometry"),
            Fields(*value, "geometry").unknown(geometry_keys));
    }
    const json* sets = fields.list("sets");
    if (sets && sets->empty())
        fields.refuse("sets", words("at least one set"));
    warn_unknown(
        out.warnings, fields, fields.unknown(top_keys));
    if (fields.error())
        return fields.failure_in(file);

    if (const Status fits = check_geometry(out, geometry, file, at_key("geometry")); !fits)
        return tl::unexpected(fits.error());

    for (std::size_t i = 0; i < sets->size(); ++i) {
        const std::string path = "sets[" + std::to_string(i) + "]";
        auto set = factor_set_from_json((*sets)[i], path);
        if (!set)
            return failure(set.error().message, file, set.error().place);
        if (const Status valid = rope::validate(*set, out.geometry); !valid)
            return failure(valid.error().message, file, at_key(path + "." + valid.error().place.text()));
        const Fields of_set((*sets)[i], path);
        warn_unknown(out.warnings, of_set,
            of_set.unknown(factor_set_keys));
        for (const Words& warning : rope::warnings(*set))
            out.warnings.push_back(sets->size() == 1 ? warning : words("{1}: {2}", rope::name_words(*set), warning));
        out.sets.push_back(std::move(*set));
    }
    return out;
}

} // namespace

Status check_geometry(
    FactorFile& file, const std::optional<rope::Geometry>& model, const std::string& name, const Words& place)
{
    if (!model)
        return {};
    if (file.geometry.pairs() != model->pairs() || file.geometry.theta != model->theta)
        return failure(
            words("expected factors for {1}, found factors for {2}", described(*model), described(file.geometry)), name,
            place);
    if (file.geometry.original_length != model->original_length)
        file.warnings.push_back(words("The factors were made for an original length of {1} tokens, here it is {2}.",
            file.geometry.original_length, model->original_length));
    return {};
}

Result<FactorFile> parse_factor_file(
    std::string_view text, const std::string& file, const std::optional<rope::Geometry>& geometry)
{
    if (text.starts_with("\xEF\xBB\xBF")) // a byte order mark
        text.remove_prefix(3);
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return failure(
            words("expected a factor file of Ropewalk (JSON) or one factor a line, found an empty file"), file);
    if (text[first] != '{' && text[first] != '[')
        return parse_factor_csv(text, file, geometry);
    const Result<json> root = parse_json(text, file);
    if (!root)
        return tl::unexpected(root.error());
    if (is_search_log(*root))
        return parse_search_log(*root, file, geometry);
    if (is_config(*root))
        return parse_config_factors(*root, text, file, geometry);
    return parse_ropewalk(*root, file, geometry);
}

Result<FactorFile> read_factor_file(
    const std::filesystem::path& path, const std::optional<rope::Geometry>& geometry)
{
    std::error_code code;
    if (std::filesystem::is_directory(path, code) && std::filesystem::exists(path / "config.json", code))
        return read_factor_file(path / "config.json", geometry);
    if (gguf::is_gguf(path))
        return gguf::read_factors(path, geometry);
    const Result<std::string> text = read_text(path);
    if (!text)
        return tl::unexpected(text.error());
    return parse_factor_file(*text, path.string(), geometry);
}

std::string write_factor_file(const FactorFile& file)
{
    ordered_json out = { { "ropewalk", "factors" }, { "version", factor_file_version },
        { "geometry", to_ordered_json(file.geometry) }, { "target_length", file.target_length },
        { "sets", ordered_json::array() } };
    for (const rope::FactorSet& set : file.sets)
        out["sets"].push_back(to_ordered_json(set));
    return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

} // namespace ropewalk::formats
