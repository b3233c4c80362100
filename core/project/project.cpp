// SPDX-License-Identifier: Apache-2.0
#include "core/project/project.h"

#include "core/excerpt.h"
#include "core/formats/factor_file.h"
#include "core/formats/json_fields.h"
#include "core/project/references.h"
#include "core/project/unknown_keys.h"

#include <limits>
#include <set>

namespace ropewalk::project {
namespace {

using formats::Fields;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

std::vector<rope::FactorSet> read_sets(Fields& fields, const rope::Geometry& geometry)
{
    std::vector<rope::FactorSet> out;
    std::set<std::string> ids;
    const json* list = fields.list("sets");
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        const std::string path = fields.at("sets") + "[" + std::to_string(i) + "]";
        auto set = formats::factor_set_from_json((*list)[i], path);
        if (!set) {
            fields.fail(set.error());
            return {};
        }
        if (const Status valid = rope::validate(*set, geometry); !valid)
            fields.fail(Error{ valid.error().message, {}, at_key(path + "." + valid.error().place.text()), false });
        if (set->id.empty())
            fields.fail(
                Error{ words("expected a text that no other set has, found none"), {}, at_key(path + ".id"), false });
        else if (!ids.insert(set->id).second)
            fields.fail(Error{ words("expected a text that no other set has, found \"{1}\" again", excerpt(set->id)),
                {},
                at_key(path + ".id"), false });
        out.push_back(std::move(*set));
    }
    return out;
}

std::vector<std::string> read_texts(Fields& fields, const std::string& key)
{
    std::vector<std::string> out;
    const json* list = fields.list(key);
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        const json& value = (*list)[i];
        if (!value.is_string()) {
            fields.fail(Error{ words("expected a text, found {1}", formats::found(&value)), {},
                at_key(fields.at(key) + "[" + std::to_string(i) + "]"), false });
            return {};
        }
        out.push_back(value.get<std::string>());
    }
    return out;
}

ModelOptions read_model_options(const json& value, const std::string& path, Fields& project)
{
    Fields fields(value, path);
    ModelOptions out;
    out.dtype = fields.text("dtype", "");
    out.sliding_window = fields.text("sliding_window", "config");
    if (fields.has("original_length"))
        out.original_length = fields.whole("original_length", 1, most);
    out.allow_not_finite = fields.flag("allow_not_finite", false);
    if (fields.error())
        project.fail(*fields.error());
    return out;
}

std::filesystem::path folder_of(const std::filesystem::path& file)
{
    std::error_code code;
    const std::filesystem::path whole = std::filesystem::absolute(file, code);
    return (code ? file : whole).lexically_normal().parent_path();
}

/// What is not the default alone.
ordered_json to_ordered_json(const ModelOptions& options)
{
    ordered_json out = ordered_json::object();
    const ModelOptions defaults;
    if (options.dtype != defaults.dtype)
        out["dtype"] = options.dtype;
    if (options.sliding_window != defaults.sliding_window)
        out["sliding_window"] = options.sliding_window;
    if (options.original_length != defaults.original_length)
        out["original_length"] = options.original_length;
    if (options.allow_not_finite)
        out["allow_not_finite"] = true;
    return out;
}

} // namespace

std::string write_project(const Project& project)
{
    ordered_json out = { { "ropewalk", "project" }, { "version", file_version } };
    out["model"] = { { "path", project.model_path }, { "fingerprint", project.model_fingerprint } };
    if (!(project.model_options == ModelOptions()))
        out["model"]["options"] = to_ordered_json(project.model_options);
    out["geometry"] = formats::to_ordered_json(project.geometry);
    out["target_length"] = project.target_length;
    out["documents"] = project.documents_path;
    if (!project.documents_field.empty())
        out["documents_field"] = project.documents_field;
    out["active_set"] = project.active_set;
    if (project.compared_sets != Project().compared_sets)
        out["compared_sets"] = project.compared_sets;
    out["sets"] = ordered_json::array();
    for (const rope::FactorSet& set : project.sets)
        out["sets"].push_back(formats::to_ordered_json(set));
    if (!project.results_folder.empty())
        out["results"] = project.results_folder;
    write_searches(out, project.searches);
    add_unknown_keys(out, project.unknown);
    return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Result<Project> read_project(std::string_view text, const std::string& file)
{
    const Result<json> root = formats::parse_json(text, file);
    if (!root)
        return tl::unexpected(root.error());
    Fields fields(*root, {});
    if (!fields.error() && fields.text("ropewalk", "") != "project")
        fields.refuse("ropewalk", words("\"project\", the mark of a project file"));
    const std::int64_t version = fields.whole("version", 1, std::numeric_limits<int>::max());
    if (!fields.error() && version > file_version)
        return failure(
            words("written by a newer Ropewalk (format {1}; this one reads up to {2})", version, file_version), file,
            at_key("version"));

    Project project;
    if (const json* value = fields.object("model")) {
        Fields model(*value, fields.at("model"));
        project.model_path = model.text("path");
        project.model_fingerprint = model.text("fingerprint", "");
        if (const json* options = model.has("options") ? model.object("options") : nullptr)
            project.model_options = read_model_options(*options, model.at("options"), model);
        if (model.error())
            fields.fail(*model.error());
    }
    if (const json* value = fields.object("geometry")) {
        if (const auto geometry = formats::geometry_from_json(*value, fields.at("geometry")))
            project.geometry = *geometry;
        else
            fields.fail(geometry.error());
    }
    project.target_length = fields.whole("target_length", 0, most);
    project.documents_path = fields.text("documents", "");
    project.documents_field = fields.text("documents_field", "");
    project.active_set = fields.text("active_set", "");
    if (fields.has("compared_sets"))
        project.compared_sets = read_texts(fields, "compared_sets");
    if (!fields.error())
        project.sets = read_sets(fields, project.geometry);
    project.searches = read_searches(fields);
    project.results_folder = fields.text("results", "");
    project.unknown = unknown_keys(*root);

    bool active_known = project.active_set.empty();
    for (const rope::FactorSet& set : project.sets)
        active_known = active_known || set.id == project.active_set;
    if (!active_known)
        fields.refuse("active_set", words("the id of one of the sets"));
    if (fields.error())
        return fields.failure_in(file);
    return project;
}

Result<Project> load_project(const std::filesystem::path& file)
{
    const Result<std::string> text = formats::read_text(file);
    if (!text)
        return tl::unexpected(text.error());
    Result<Project> project = read_project(*text, file.string());
    if (project)
        *project = with_absolute_references(std::move(*project), folder_of(file));
    return project;
}

std::string project_text(const Project& project, const std::filesystem::path& file)
{
    return write_project(with_relative_references(project, folder_of(file)));
}

Status save_project(const Project& project, const std::filesystem::path& file)
{
    const std::string text = project_text(project, file);
    if (const auto readable = read_project(text, file.string());
        !readable) // a file that would not open again
        return tl::unexpected(readable.error());
    return formats::save_atomically(file, text);
}

} // namespace ropewalk::project
