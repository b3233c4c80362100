// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/evaluation/result_key.h"

#include <QCryptographicHash>

namespace ropewalk::studio {

namespace {

/// Raised where an engine gives other numbers for the same request, so that nothing is shown that it would not measure:
/// 2 = sliding windows begin with BOS, every end token ends an answer.
constexpr int kMeasuring = 2;

/// Takes the words out of every set (an object with "lambda") in value.
void keepRotations(nlohmann::json& value)
{
    if (value.is_object() && value.contains("lambda"))
        for (const char* word : {"id", "name", "default_name", "origin", "notes", "from_length", "to_length"})
            value.erase(word);
    for (nlohmann::json& part : value)
        if (part.is_structured())
            keepRotations(part);
}

} // namespace

QString resultKey(const char* kind, const project::Project& project, nlohmann::json request)
{
    keepRotations(request);
    const project::ModelOptions& options = project.model_options;
    nlohmann::json whole{{"measuring", kMeasuring}, {"kind", kind}, {"model", project.model_path},
        {"fingerprint", project.model_fingerprint},
        {"dtype", options.dtype}, {"sliding_window", options.sliding_window},
        {"original_length", options.original_length}, {"documents", project.documents_path},
        {"request", std::move(request)}};
    if (!project.documents_field.empty())
        whole["field"] = project.documents_field;
    if (project.documents_path != "demo")
        whole["divided"] = "once"; // results of a text that was divided by windows are of other windows
    const std::string text = whole.dump();
    return QString::fromLatin1(
        QCryptographicHash::hash(QByteArrayView(text.data(), qsizetype(text.size())), QCryptographicHash::Sha256).toHex());
}

} // namespace ropewalk::studio
