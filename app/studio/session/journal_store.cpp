// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/journal_store.h"

#include <QFileInfo>
#include <QDir>

namespace ropewalk::studio {

namespace {

tl::unexpected<Error> refused(const QFile& file)
{
    return failure(as_is(file.errorString().toStdString()), file.fileName().toStdString());
}

} // namespace

Result<JournalStore> JournalStore::create(const QString& path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    JournalStore store;
    store.m_path = path;
    store.m_file = std::make_unique<QFile>(path);
    if (!store.m_file->open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return refused(*store.m_file);
    return store;
}

Result<JournalStore> JournalStore::open(const QString& path)
{
    JournalStore store;
    store.m_path = path;
    store.m_file = std::make_unique<QFile>(path);
    if (!store.m_file->open(QIODevice::ReadWrite | QIODevice::ExistingOnly))
        return refused(*store.m_file);
    qint64 whole = 0;
    while (!store.m_file->atEnd()) {
        const QByteArray line = store.m_file->readLine();
        if (!line.endsWith('\n'))
            break;
        whole += line.size();
        store.m_lines.push_back(line.chopped(1).toStdString());
    }
    if (!store.m_file->resize(whole) || !store.m_file->seek(whole))
        return refused(*store.m_file);
    return store;
}

Status JournalStore::moveTo(const QString& copy)
{
    auto file = std::make_unique<QFile>(copy);
    if (!file->open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::ExistingOnly))
        return refused(*file);
    if (file->size() != m_file->size())
        return failure(words("expected {1} bytes, found {2}", std::int64_t(m_file->size()), std::int64_t(file->size())), copy.toStdString());
    m_file = std::move(file);
    m_path = copy;
    return {};
}

Status JournalStore::append(const QString& line)
{
    const QByteArray bytes = line.toUtf8() + '\n';
    if (m_file->write(bytes) != bytes.size() || !m_file->flush())
        return refused(*m_file);
    m_lines.push_back(line.toStdString());
    return {};
}

} // namespace ropewalk::studio
