// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/export/export_text.h"

#include "core/formats/factor_file.h"
#include "core/formats/huggingface.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>
#include <algorithm>

namespace ropewalk::studio {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ExportText", text);
}

Result<std::string> huggingFace(const ExportJob& job, const rope::FactorSet& set)
{
    if (set.n_hat > 0)
        return failure(tr("This set leaves the first %1 positions unturned (n̂ = %1). No runtime that reads config.json "
                          "can do that, and without it the numbers you saw here would not hold. Set n̂ to 0 and look "
                          "at the perplexity, or export the Ropewalk file, which keeps it.")
                           .arg(set.n_hat)
                           .toStdString());
    if (job.modelFolder.isEmpty())
        return failure(tr("The model's config.json is needed to write the factors into, and no model is open.").toStdString());
    QFile config(job.modelFolder + QStringLiteral("/config.json"));
    if (!config.open(QIODevice::ReadOnly))
        return failure(config.errorString().toStdString(), config.fileName().toStdString());
    const std::string text = config.readAll().toStdString();
    formats::HuggingFaceScaling scaling;
    scaling.geometry = job.project.geometry;
    scaling.target_length = job.project.target_length;
    scaling.long_set = set;
    return formats::export_huggingface_config(text, config.fileName().toStdString(), scaling);
}

} // namespace

Result<std::string> exportText(const ExportJob& job)
{
    const auto& sets = job.project.sets;
    const auto set = std::find_if(sets.begin(), sets.end(), [&](const auto& each) { return each.id == job.set; });
    if (set == sets.end())
        return failure(tr("Choose one of your own sets to export.").toStdString());
    if (const Status valid = rope::validate(*set, job.project.geometry); !valid)
        return tl::unexpected(valid.error());
    if (job.format == ExportFormat::HuggingFace)
        return huggingFace(job, *set);
    formats::FactorFile file;
    file.geometry = job.project.geometry;
    file.target_length = job.project.target_length;
    file.sets = {*set};
    return formats::write_factor_file(file);
}

QString exportFileName(const ExportJob& job)
{
    if (job.format == ExportFormat::HuggingFace)
        return QStringLiteral("config.json");
    QString name;
    for (const rope::FactorSet& set : job.project.sets)
        if (set.id == job.set)
            name = QString::fromStdString(set.name);
    const QRegularExpression odd(QStringLiteral("[^\\w.-]+"), QRegularExpression::UseUnicodePropertiesOption);
    name.replace(odd, QStringLiteral("-"));
    return QStringLiteral("%1-%2.factors.json").arg(name).arg(job.project.target_length);
}

QString exportPurpose(ExportFormat format)
{
    return format == ExportFormat::HuggingFace
        ? tr("The model's config.json with this set as longrope factors, for transformers, vLLM, SGLang and mlx-lm. "
             "They divide the frequencies; inputs up to the trained length use the same factors.")
        : tr("Ropewalk's own factor file: λ, n̂ and the attention factor, with the geometry and the target they were "
             "made for. The window and the engine read it back exactly.");
}

} // namespace ropewalk::studio
