// SPDX-License-Identifier: Apache-2.0
#include "core/formats/exports/exports.h"

#include "core/formats/exports/model_folder.h"
#include "core/formats/exports/python_module.h"
#include "core/formats/factor_csv.h"
#include "core/formats/gguf/writer.h"
#include "core/formats/json_fields.h"
#include "core/rope/shown.h"

#include <array>

namespace ropewalk::formats {
namespace {

struct Form
{
    ExportFormat format;
    std::string_view name;
    std::string_view file; ///< % is the set's name
};

constexpr std::array forms{
    Form{ ExportFormat::ropewalk, "ropewalk", "%.factors.json" },
    Form{ ExportFormat::config, "huggingface", "config.json" },
    Form{ ExportFormat::patch, "patch", "%.config-patch.json" },
    Form{ ExportFormat::folder, "folder", "%" },
    Form{ ExportFormat::vllm, "vllm", "%.hf-overrides.json" },
    Form{ ExportFormat::csv, "csv", "%.csv" },
    Form{ ExportFormat::gguf, "gguf", "%.gguf" },
    Form{ ExportFormat::python, "python", "%.py" },
};

const Form& form(ExportFormat format)
{
    return forms[static_cast<std::size_t>(format)];
}

std::filesystem::path config_of(const std::filesystem::path& model)
{
    std::error_code code;
    return std::filesystem::is_directory(model, code) ? model / "config.json" : model;
}

using ConfigWriter = Result<std::string> (*)(
    std::string_view config, const std::string& file, const HuggingFaceScaling& scaling);

Result<std::string> of_config(const ExportJob& job, ConfigWriter write)
{
    if (const Status can = check_scaling(job.scaling, "transformers", words("no runtime's config.json")); !can)
        return tl::unexpected(can.error()); // whatever the model
    if (job.model.empty())
        return failure(words("the model's config.json is needed to write the factors for; name the model"));
    const std::filesystem::path path = config_of(job.model);
    const auto config = read_text(path);
    return config ? write(*config, path.string(), job.scaling) : tl::unexpected(config.error());
}

Result<std::string> csv(const HuggingFaceScaling& scaling)
{
    if (scaling.short_set)
        return failure(words("expected one set: the file of Microsoft's code has one list for every length, found "
                             "a short and a long one; export each for itself"));
    if (const Status valid = rope::validate(scaling.long_set, scaling.geometry); !valid)
        return tl::unexpected(valid.error());
    return write_factor_csv(scaling.long_set);
}

Result<std::vector<Words>> gguf_changes(const ExportJob& job)
{
    if (const Status can = check_scaling(job.scaling, "llama.cpp", words("no GGUF key")); !can)
        return tl::unexpected(can.error());
    if (job.model.empty())
        return failure(words("the GGUF model to copy is needed; name it"));
    return gguf::describe_factors(job.model, job.scaling);
}

Result<std::string> ropewalk_json(const HuggingFaceScaling& scaling)
{
    FactorFile file{ scaling.geometry, scaling.target_length, {}, {} };
    if (scaling.short_set)
        file.sets.push_back(*scaling.short_set);
    file.sets.push_back(scaling.long_set);
    for (const rope::FactorSet& set : file.sets)
        if (const Status valid = rope::validate(set, scaling.geometry); !valid)
            return tl::unexpected(valid.error());
    return write_factor_file(file);
}

} // namespace

std::span<const ExportFormat> all_export_formats()
{
    static constexpr auto all = [] {
        std::array<ExportFormat, forms.size()> out{};
        for (std::size_t i = 0; i < forms.size(); ++i)
            out[i] = forms[i].format;
        return out;
    }();
    return all;
}

std::string_view name(ExportFormat format)
{
    return form(format).name;
}

std::optional<ExportFormat> export_format_from_name(std::string_view name)
{
    for (const Form& one : forms)
        if (one.name == name)
            return one.format;
    return std::nullopt;
}

Words purpose(ExportFormat format)
{
    switch (format) {
    case ExportFormat::ropewalk:
        return words("Ropewalk's own factor file: λ, n̂ and the attention factor, with the geometry and the "
                     "target they were made for. The window and the engine read it back exactly.");
    case ExportFormat::config:
        return words("The model's config.json with the factors in it as longrope, for transformers, vLLM, SGLang, "
                     "mlx-lm and exllamav3.");
    case ExportFormat::patch:
        return words("Only the keys of config.json that change, as a merge patch (RFC 7386): to be read, kept or "
                     "applied to the config elsewhere.");
    case ExportFormat::folder:
        return words("A copy of the model folder with the new config.json: its weights, its tokenizer and nothing "
                     "else. The weights are hard links to the model's own (or symbolic ones across file systems): nothing is "
                     "written twice.");
    case ExportFormat::vllm:
        return words("One line for vLLM: vllm serve MODEL --hf-overrides \"$(cat FILE)\". The model's files stay "
                     "as they are.");
    case ExportFormat::csv:
        return words("Microsoft LongRoPE's factor file: one λ a line, n̂ in a line before them where it is above "
                     "0. It cannot say the attention factor.");
    case ExportFormat::gguf:
        return words("A copy of a llama or phi3 GGUF model with the factor tensors and keys that llama.cpp reads; "
                     "every other tensor stays as it is.");
    case ExportFormat::python:
        break;
    }
    return words("A Python module whose apply(model) gives a transformers model these sets, n̂ and the switch at "
                 "the trained length included.");
}

std::string file_name(ExportFormat format, const std::string& stem)
{
    std::string out(form(format).file);
    if (const auto at = out.find('%'); at != std::string::npos)
        out.replace(at, 1, stem);
    return out;
}

bool reads(Runtime runtime, ExportFormat format)
{
    switch (runtime) {
    case Runtime::transformers:
    case Runtime::sglang:
    case Runtime::mlx_lm:
    case Runtime::exllamav3:
        return format == ExportFormat::config || format == ExportFormat::patch || format == ExportFormat::folder;
    case Runtime::vllm:
        return format == ExportFormat::vllm || reads(Runtime::transformers, format);
    case Runtime::llama_cpp:
        return format == ExportFormat::gguf;
    case Runtime::microsoft:
        return format == ExportFormat::csv;
    case Runtime::module:
        break;
    }
    return format == ExportFormat::python;
}

HuggingFaceScaling pair_of(const FactorFile& file)
{
    const auto& sets = file.sets;
    const std::int64_t length = file.geometry.original_length;
    if (sets.size() == 2)
        for (const auto& [low, high] : { std::pair(0, 1), std::pair(1, 0) }) {
            const rope::FactorSet& first = sets[static_cast<std::size_t>(low)];
            const rope::FactorSet& second = sets[static_cast<std::size_t>(high)];
            if (first.to_length == length && second.from_length == length)
                return { file.geometry, file.target_length, second, first };
        }
    return { file.geometry, file.target_length, sets.front(), std::nullopt };
}

Result<std::string> export_text(ExportFormat format, const ExportJob& job)
{
    switch (format) {
    case ExportFormat::ropewalk:
        return ropewalk_json(job.scaling);
    case ExportFormat::config:
    case ExportFormat::folder:
        return of_config(job, export_huggingface_config);
    case ExportFormat::patch:
        return of_config(job, export_config_patch);
    case ExportFormat::vllm:
        return of_config(job, export_vllm_overrides);
    case ExportFormat::csv:
        return csv(job.scaling);
    case ExportFormat::gguf:
        return gguf_changes(job).map([](const std::vector<Words>& lines) {
            std::string text;
            for (const Words& line : lines)
                text += line.text() + "\n";
            return text;
        });
    case ExportFormat::python:
        break;
    }
    return write_python_module(job.scaling);
}

Result<std::vector<Words>> export_preview(ExportFormat format, const ExportJob& job)
{
    if (format == ExportFormat::gguf)
        return gguf_changes(job);
    return export_text(format, job).map([](std::string text) { return std::vector{ as_is(std::move(text)) }; });
}

Result<std::vector<std::string>> write_export(ExportFormat format, const ExportJob& job,
    const std::filesystem::path& out, const std::function<bool(std::uint64_t done, std::uint64_t of)>& progress)
{
    const auto all_taken = [] { return std::vector<std::string>(); };
    if (format == ExportFormat::gguf)
        return gguf::write_factors(job.model, out, job.scaling, progress).map(all_taken);
    const auto text = export_text(format, job);
    if (!text)
        return tl::unexpected(text.error());
    if (format == ExportFormat::folder)
        return write_model_folder(job.model, out, *text);
    return save_atomically(out, *text).map(all_taken);
}

} // namespace ropewalk::formats
