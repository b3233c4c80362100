// SPDX-License-Identifier: Apache-2.0
#include "core/project/search_record.h"

#include "core/formats/json_fields.h"
#include "core/project/unknown_keys.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace ropewalk::project {
namespace {

using formats::Fields;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> known_keys{ "journal", "begun", "settings", "best", "result" };

json object_or_null(Fields& fields, const std::string& key)
{
    const json* value = fields.has(key) ? fields.object(key) : nullptr;
    return value ? *value : json();
}

SearchRecord read_record(const json& value, const std::string& path, Fields& project)
{
    Fields fields(value, path);
    SearchRecord out;
    out.journal = fields.text("journal");
    out.begun = fields.text("begun", "");
    out.settings = object_or_null(fields, "settings");
    if (fields.has("best"))
        out.best = fields.positive("best");
    out.result = object_or_null(fields, "result");
    if (fields.error())
        project.fail(*fields.error());
    else
        out.unknown = other_keys(value, known_keys);
    return out;
}

bool names(const std::vector<SearchRecord>& searches, const std::string& journal)
{
    return std::any_of(searches.begin(), searches.end(),
        [&](const SearchRecord& one) { return one.journal == journal; });
}

} // namespace

bool is_bare(const SearchRecord& record)
{
    SearchRecord bare;
    bare.journal = record.journal;
    return record == bare;
}

std::vector<SearchRecord> read_searches(Fields& fields)
{
    std::vector<SearchRecord> out;
    const json* records = fields.has("searches") ? fields.list("searches") : nullptr;
    for (std::size_t i = 0; records && i < records->size(); ++i) {
        SearchRecord record
            = read_record((*records)[i], fields.at("searches") + "[" + std::to_string(i) + "]", fields);
        if (!names(out, record.journal))
            out.push_back(std::move(record));
    }
    const json* journals = fields.has("journals") ? fields.list("journals") : nullptr;
    for (std::size_t i = 0; journals && i < journals->size(); ++i) {
        const json& value = (*journals)[i];
        if (!value.is_string()) {
            fields.fail(Error{ words("expected a text, found {1}", formats::found(&value)), {},
                at_key(fields.at("journals") + "[" + std::to_string(i) + "]"), false });
            return {};
        }
        SearchRecord bare;
        bare.journal = value.get<std::string>();
        if (!names(out, bare.journal))
            out.push_back(std::move(bare));
    }
    return out;
}

void write_searches(ordered_json& file, const std::vector<SearchRecord>& searches)
{
    if (!std::all_of(searches.begin(), searches.end(), is_bare))
        for (const SearchRecord& one : searches) {
            ordered_json record{ { "journal", one.journal } };
            if (!one.begun.empty())
                record["begun"] = one.begun;
            if (!one.settings.is_null())
                record["settings"] = one.settings;
            if (one.best > 0 && std::isfinite(one.best))
                record["best"] = one.best;
            if (!one.result.is_null())
                record["result"] = one.result;
            for (const auto& [key, value] : one.unknown.items())
                record[key] = value;
            file["searches"].push_back(std::move(record));
        }
    file["journals"] = ordered_json::array();
    for (const SearchRecord& one : searches)
        file["journals"].push_back(one.journal);
}

} // namespace ropewalk::project
