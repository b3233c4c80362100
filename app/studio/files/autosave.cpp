// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/autosave.h"

#include "core/formats/factor_file.h"

#include <QDir>
#include <QFile>
#include <QUuid>

namespace ropewalk::studio {

namespace {

constexpr QLatin1String kSuffix(".ropewalk");
constexpr QLatin1String kOrigin(".origin"); // beside the copy: the path of the project's own file
constexpr QLatin1String kLock(".lock");

} // namespace

Autosave::Autosave(QString folder)
    : m_folder(std::move(folder))
    , m_file(m_folder + QLatin1Char('/') + QUuid::createUuid().toString(QUuid::WithoutBraces) + kSuffix)
{
    m_writer.setMaxThreadCount(1);
}

Autosave::~Autosave()
{
    discard();
}

void Autosave::keep(const project::Project& project, const QString& origin)
{
    if (!m_lock) {
        QDir().mkpath(m_folder);
        m_lock = std::make_unique<QLockFile>(m_file + kLock);
        m_lock->setStaleLockTime(0);
        m_lock->tryLock(0);
    }
    m_writer.start([project, origin, file = m_file] {
        if (formats::save_atomically((file + kOrigin).toStdString(), origin.toStdString()))
            (void)project::save_project(project, file.toStdString());
    });
}

void Autosave::discard()
{
    m_writer.waitForDone();
    if (!m_lock)
        return;
    QFile::remove(m_file);
    QFile::remove(m_file + kOrigin);
    m_lock.reset();
}

std::vector<Recovered> Autosave::takeOrphans()
{
    std::vector<Recovered> out;
    const QDir folder(m_folder);
    for (const QString& name : folder.entryList({QLatin1Char('*') + kSuffix}, QDir::Files, QDir::Time)) {
        const QString file = folder.filePath(name);
        auto lock = std::make_unique<QLockFile>(file + kLock);
        lock->setStaleLockTime(0);
        if (file == m_file || !lock->tryLock(0))
            continue; // its window lives
        auto project = project::load_project(file.toStdString());
        if (!project)
            continue;
        QFile origin(file + kOrigin);
        Recovered found{file, {}, std::move(*project)};
        if (origin.open(QIODevice::ReadOnly))
            found.origin = QString::fromUtf8(origin.readAll());
        m_taken.push_back(std::move(lock));
        out.push_back(std::move(found));
    }
    return out;
}

void Autosave::remove(const Recovered& recovered)
{
    QFile::remove(recovered.file);
    QFile::remove(recovered.file + kOrigin);
}

} // namespace ropewalk::studio
