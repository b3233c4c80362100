// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/result.h"

#include <QDateTime>
#include <QSet>
#include <QString>
#include <nlohmann/json.hpp>
#include <optional>

namespace ropewalk::studio {

/// Finished evaluations as files, one JSON each, named by kind and key. The key says all that a result depends on, so a
/// file is never wrong, only unused; it is written once and never changed.
class ResultStore
{
public:
    static constexpr int kMostLoose = 200; ///< files kept where no project owns them

    /// Where results are kept from now on. keepOwn: those that this session wrote or read go along (the project was
    /// saved there). loose: a folder that no project owns; the oldest files beyond kMostLoose are removed.
    void setFolder(const QString& folder, bool keepOwn, bool loose);
    const QString& folder() const { return m_folder; }
    void forget(); ///< another project: what was written until now is not its own

    /// content is an object with "params" and "result" at least; "kind" and "key" are added.
    Status write(const QString& kind, const QString& key, nlohmann::json content);
    /// None where there is none, or none that can be read.
    std::optional<nlohmann::json> read(const QString& kind, const QString& key);
    /// The content of the newest file of a kind.
    std::optional<nlohmann::json> newest(const QString& kind) const;
    QDateTime newestTime(const QString& kind) const; ///< invalid = none

private:
    QString m_folder;
    QSet<QString> m_own; ///< file names
};

} // namespace ropewalk::studio
