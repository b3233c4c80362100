// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/export/export_text.h"

#include "views/language/set_texts.h"
#include "views/language/translated.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

namespace ropewalk::studio {

namespace {

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ExportText)
};

const rope::FactorSet* find(const project::Project& project, const std::string& id)
{
    const auto set = std::find_if(
        project.sets.begin(), project.sets.end(), [&](const rope::FactorSet& each) { return each.id == id; });
    return set == project.sets.end() ? nullptr : &*set;
}

/// Without the project's ids, which mean nothing in a file.
rope::FactorSet nameless(rope::FactorSet set)
{
    set.id.clear();
    return set;
}

} // namespace

Result<formats::ExportJob> coreJob(const ExportJob& job)
{
    const rope::FactorSet* set = find(job.project, job.set);
    if (!set)
        return failure(words("Choose one of your own sets to export."));
    formats::ExportJob out;
    out.scaling = {job.project.geometry, job.project.target_length, nameless(*set), std::nullopt};
    if (const rope::FactorSet* other = find(job.project, job.shortSet); other && other != set) {
        out.scaling.short_set = nameless(*other);
        out.scaling.short_set->from_length = 0;
        out.scaling.short_set->to_length = out.scaling.long_set.from_length = job.project.geometry.original_length;
    }
    const QString& model = job.format == ExportFormat::gguf ? job.gguf : job.modelFolder;
    out.model = model.toStdString();
    return out;
}

Result<QString> exportText(const ExportJob& job)
{
    const auto made = coreJob(job);
    const auto text = made.and_then([&](const formats::ExportJob& core) { return formats::export_preview(job.format, core); });
    return text.map([](const std::vector<Words>& lines) { return views::translated(lines).join(QLatin1Char('\n')); });
}

formats::Deployment deployment(const ExportJob& job, const std::string& modelType)
{
    formats::Deployment out;
    out.model_type = modelType;
    out.geometry = job.project.geometry;
    out.max_positions = job.project.target_length;
    if (const auto made = coreJob(job)) {
        out.long_set = made->scaling.long_set;
        out.short_set = made->scaling.short_set;
    }
    return out;
}

std::string shortSetFor(const project::Project& project, const std::string& set)
{
    const rope::FactorSet* high = find(project, set);
    if (!high || high->from_length != project.geometry.original_length)
        return {};
    for (const rope::FactorSet& each : project.sets)
        if (each.id != set && each.to_length == project.geometry.original_length)
            return each.id;
    return {};
}

QString exportTitle(ExportFormat format)
{
    switch (format) {
    case ExportFormat::ropewalk:
        return Texts::tr("Ropewalk JSON");
    case ExportFormat::config:
        return Texts::tr("Hugging Face config.json");
    case ExportFormat::patch:
        return Texts::tr("Patch of config.json");
    case ExportFormat::folder:
        return Texts::tr("Copy of the model folder");
    case ExportFormat::vllm:
        return Texts::tr("vLLM --hf-overrides");
    case ExportFormat::csv:
        return Texts::tr("Microsoft LongRoPE CSV");
    case ExportFormat::gguf:
        return Texts::tr("GGUF for llama.cpp");
    case ExportFormat::python:
        break;
    }
    return Texts::tr("Python module");
}

QString exportFileName(const ExportJob& job)
{
    QString name;
    if (const rope::FactorSet* set = find(job.project, job.set))
        name = views::shownName(*set);
    const QRegularExpression odd(QStringLiteral("[^\\w.-]+"), QRegularExpression::UseUnicodePropertiesOption);
    name.replace(odd, QStringLiteral("-"));
    if (job.format == ExportFormat::python) // a module's name is a word
        name.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9]+")), QStringLiteral("_")).prepend(QStringLiteral("rope_"));
    const QString stem = name + (job.format == ExportFormat::python ? QLatin1Char('_') : QLatin1Char('-'))
        + QString::number(job.project.target_length);
    return QString::fromStdString(formats::file_name(job.format, stem.toStdString()));
}

QString exportPurpose(ExportFormat format)
{
    return views::translated(formats::purpose(format));
}

} // namespace ropewalk::studio
