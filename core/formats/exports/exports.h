// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/factor_file.h"
#include "core/formats/huggingface.h"
#include "core/formats/runtimes/runtimes.h"

#include <functional>
#include <span>

namespace ropewalk::formats {

/// Everything that an export writes.
enum class ExportFormat { ropewalk, config, patch, folder, vllm, csv, gguf, python };

std::span<const ExportFormat> all_export_formats();
std::string_view name(ExportFormat format); ///< as the command line has it: "huggingface"
std::optional<ExportFormat> export_format_from_name(std::string_view name);
/// Who reads it and what is in it, in a sentence.
Words purpose(ExportFormat format);
/// "model.factors.json": what a file of this form is usually called; stem is the set's name.
std::string file_name(ExportFormat format, const std::string& stem);

/// The runtime takes files of this form; Ropewalk's own none does.
bool reads(Runtime runtime, ExportFormat format);

/// What an export is made of and of whom.
struct ExportJob
{
    HuggingFaceScaling scaling;
    std::filesystem::path model; ///< the folder or config.json of the model; of GGUF the model to copy
};

/// The set or pair of a file to export for its target: with exactly two, of which one serves up to L and the other from
/// there, both; else the first alone.
HuggingFaceScaling pair_of(const FactorFile& file);

/// The text of the file, or for a folder its config.json, for GGUF what would be changed; or why the format cannot say
/// these sets.
Result<std::string> export_text(ExportFormat format, const ExportJob& job);
/// The same to be shown, line by line: what would be changed in a GGUF model is said in words; a file is one text as it is.
Result<std::vector<Words>> export_preview(ExportFormat format, const ExportJob& job);

/// Writes it: a file in one step; a new folder; a copy of a GGUF model, with its progress. Whether out may be written
/// over is for standing_of() (saving/target.h). Returns what a folder's copy leaves out, since the model does not need it.
Result<std::vector<std::string>> write_export(ExportFormat format, const ExportJob& job,
    const std::filesystem::path& out,
    const std::function<bool(std::uint64_t done, std::uint64_t of)>& progress = {});

} // namespace ropewalk::formats
