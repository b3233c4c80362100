// SPDX-License-Identifier: GPL-3.0-only
#include "views/document/score_key.h"

#include <QCryptographicHash>

namespace ropewalk::views {

namespace {

template <class T>
void addValue(QCryptographicHash& hash, const T& value)
{
    hash.addData(QByteArrayView(reinterpret_cast<const char*>(&value), sizeof value));
}

/// The length goes first, so that neighbouring texts can't run into each other.
void addText(QCryptographicHash& hash, std::string_view text)
{
    addValue(hash, text.size());
    hash.addData(QByteArrayView(text.data(), qsizetype(text.size())));
}

} // namespace

std::string scoreKey(const project::Project& project, const rope::FactorSet& set, std::int64_t target,
    const QString& split, bool preview)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    addText(hash, project.model_path);
    addText(hash, project.model_fingerprint);
    addText(hash, project.model_options.dtype);
    addText(hash, project.model_options.sliding_window);
    addValue(hash, project.model_options.original_length);
    addValue(hash, project.model_options.allow_not_finite);
    addText(hash, project.documents_path);
    addText(hash, project.documents_field);
    addText(hash, split.toStdString());
    addValue(hash, target);
    addValue(hash, preview);
    addValue(hash, set.n_hat);
    addValue(hash, set.attention_factor);
    for (double lambda : set.lambda)
        addValue(hash, lambda);
    return hash.result().toStdString();
}

} // namespace ropewalk::views
