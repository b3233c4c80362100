// SPDX-License-Identifier: Apache-2.0
#include "core/formats/factor_file.h"
#include "core/formats/json_fields.h"

#include <limits>

namespace ropewalk::formats {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr int most_dims = 1 << 20;

} // namespace

ordered_json to_ordered_json(const rope::FactorSet& set)
{
    ordered_json out = ordered_json::object();
    if (!set.id.empty())
        out["id"] = set.id;
    out["name"] = set.name;
    if (set.default_name)
        out["default_name"] = true;
    if (!set.origin.empty())
        out["origin"] = set.origin;
    if (!set.notes.empty())
        out["notes"] = set.notes;
    out["lambda"] = set.lambda;
    out["n_hat"] = set.n_hat;
    out["attention_factor"] = set.attention_factor;
    out["from_length"] = set.from_length;
    out["to_length"] = set.to_length;
    if (set.locked)
        out["locked"] = true;
    if (!set.locked_pairs.empty())
        out["locked_pairs"] = set.locked_pairs;
    return out;
}

ordered_json to_ordered_json(const rope::Geometry& geometry)
{
    return { { "head_dim", geometry.head_dim }, { "rotary_dim", geometry.rotary_dim },
        { "theta", geometry.theta }, { "original_length", geometry.original_length },
        { "layout", geometry.layout == rope::PairLayout::half_split ? "half_split" : "interleaved" } };
}

json to_json(const rope::FactorSet& set)
{
    return json(to_ordered_json(set));
}

json to_json(const rope::Geometry& geometry)
{
    return json(to_ordered_json(geometry));
}

Result<rope::FactorSet> factor_set_from_json(const json& value, const std::string& path)
{
    Fields fields(value, path);
    rope::FactorSet set;
    set.id = fields.text("id", "");
    set.name = fields.text("name", "");
    set.default_name = fields.flag("default_name", false);
    set.origin = fields.text("origin", "");
    set.notes = fields.text("notes", "");
    set.lambda = fields.positives("lambda");
    set.n_hat = fields.whole("n_hat", 0, most, 0);
    set.attention_factor = fields.positive("attention_factor", 1.0);
    set.from_length = fields.whole("from_length", 0, most, 0);
    set.to_length = fields.whole("to_length", 0, most, 0);
    if (set.to_length != 0 && set.to_length <= set.from_length)
        fields.refuse("to_length", words("0 (no upper bound) or more than from_length, {1}", set.from_length));
    set.locked = fields.flag("locked", false);
    if (const json* pairs = fields.has("locked_pairs") ? fields.list("locked_pairs") : nullptr)
        for (const json& pair : *pairs) {
            const bool fits = pair.is_number_unsigned() && pair.get<std::uint64_t>() < set.lambda.size();
            const int number = fits ? pair.get<int>() : -1;
            if (!fits || (!set.locked_pairs.empty() && number <= set.locked_pairs.back())) {
                fields.refuse("locked_pairs", words("a list of pairs in rising order"));
                break;
            }
            set.locked_pairs.push_back(number);
        }
    if (fields.error())
        return fields.failure_in({});
    return set;
}

Result<rope::Geometry> geometry_from_json(const json& value, const std::string& path)
{
    Fields fields(value, path);
    rope::Geometry geometry;
    geometry.head_dim = static_cast<int>(fields.whole("head_dim", 2, most_dims));
    geometry.rotary_dim = static_cast<int>(fields.whole("rotary_dim", 2, most_dims));
    geometry.theta = fields.positive("theta");
    geometry.original_length = fields.whole("original_length", 1, most);
    const std::string layout = fields.text("layout", "half_split");
    if (layout == "interleaved")
        geometry.layout = rope::PairLayout::interleaved;
    else if (layout != "half_split")
        fields.refuse("layout", words("\"half_split\" or \"interleaved\""));
    if (fields.error())
        return fields.failure_in({});
    if (const Status valid = rope::validate(geometry); !valid)
        return failure(valid.error().message, {}, fields.place(valid.error().place.text()));
    return geometry;
}

} // namespace ropewalk::formats
