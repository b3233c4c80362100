// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/sets/set_drag.h"

#include "views/language/set_texts.h"

#include <QDir>
#include <QTemporaryDir>
#include <QUrl>

namespace ropewalk::views {

namespace {

const QString textType = QStringLiteral("text/plain");
const QString urlType = QStringLiteral("text/uri-list");

/// A set's name as a file's: what no file system dislikes.
QString fileName(const rope::FactorSet& set)
{
    QString name = shownName(set);
    for (QChar& letter : name)
        if (!letter.isLetterOrNumber() && letter != u'-' && letter != u'_' && letter != u' ')
            letter = u'-';
    name = name.trimmed();
    return (name.isEmpty() ? QStringLiteral("factors") : name) + QStringLiteral(".json");
}

} // namespace

SetMimeData::SetMimeData(
    formats::FactorFile file, std::shared_ptr<QTemporaryDir> folder, const QString& owner)
    : m_file(std::move(file))
    , m_folder(std::move(folder))
    , m_owner(owner)
{
}

QStringList SetMimeData::formats() const
{
    return { idType(), textType, urlType };
}

QVariant SetMimeData::retrieveData(const QString& type, QMetaType preferred) const
{
    const rope::FactorSet& set = m_file.sets.front();
    if (type == idType())
        return (m_owner + u'\n' + QString::fromStdString(set.id)).toUtf8();
    const std::string text = formats::write_factor_file(m_file);
    if (type == textType)
        return QString::fromStdString(text);
    if (type != urlType || !m_folder->isValid())
        return QMimeData::retrieveData(type, preferred);
    const QString path = QDir(m_folder->path()).filePath(fileName(set));
    if (!formats::save_atomically(path.toStdString(), text))
        return {};
    const QUrl url = QUrl::fromLocalFile(path);
    if (preferred.id() == QMetaType::QVariantList || preferred.id() == QMetaType::QUrl)
        return QVariantList{ url };
    return url.toEncoded() + QByteArray("\r\n");
}

std::vector<rope::FactorSet> droppedSets(const QMimeData& data, const rope::Geometry& geometry)
{
    if (!data.hasText())
        return {};
    const auto read = formats::parse_factor_file(data.text().toStdString(), "dropped", geometry);
    return read ? read->sets : std::vector<rope::FactorSet>();
}

} // namespace ropewalk::views
