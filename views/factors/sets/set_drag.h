// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/formats/factor_file.h"

#include <QMimeData>
#include <memory>

class QTemporaryDir;

namespace ropewalk::views {

/// A factor set on its way out of the list: its id for the list itself, the text of a Ropewalk factor file
/// for other windows, and the URL of such a file, written when somebody asks for it.
class SetMimeData : public QMimeData
{
    Q_OBJECT

public:
    /// folder outlives the drag: the file is read after it.
    SetMimeData(formats::FactorFile file, std::shared_ptr<QTemporaryDir> folder, const QString& owner);

    static QString idType() { return QStringLiteral("application/x-ropewalk-set-id"); }

protected:
    QVariant retrieveData(const QString& type, QMetaType preferred) const override;
    bool hasFormat(const QString& type) const override { return formats().contains(type); }
    QStringList formats() const override;

private:
    formats::FactorFile m_file;
    std::shared_ptr<QTemporaryDir> m_folder;
    QString m_owner;
};

/// The sets of a factor file's text that is dropped; empty where it is none or does not fit the geometry.
std::vector<rope::FactorSet> droppedSets(const QMimeData& data, const rope::Geometry& geometry);

} // namespace ropewalk::views
