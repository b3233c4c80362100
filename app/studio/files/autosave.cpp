// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/autosave.h"

#include "app/studio/files/window_lock.h"
#include "core/formats/factor_file.h"
#include "core/formats/saving/unfinished.h"
#include "views/language/translated.h"

#include <QDir>
#include <QFile>
#include <QUuid>

namespace ropewalk::studio {

namespace {

constexpr QLatin1String kSuffix(".ropewalk");
constexpr QLatin1String kOrigin(".origin"); // beside the copy: the path of the project's own file
constexpr QLatin1String kLock(".lock");

std::unique_ptr<QLockFile> lockOf(const QString& copy)
{
    return windowLock(copy + kLock);
}

/// Removes what windows that were killed left without a copy.
void tidy(const QDir& folder)
{
    const QStringList locks{QLatin1Char('*') + kSuffix + kLock};
    for (const QString& name : folder.entryList(locks, QDir::Files)) {
        const QString copy = folder.filePath(name.chopped(kLock.size()));
        const auto lock = lockOf(copy);
        if (take(*lock) && !QFile::exists(copy))
            QFile::remove(copy + kOrigin);
    }
    formats::sweep_folder(folder.path().toStdString());
}

/// The window ended between the save and the removal of its copy.
bool isSaved(const Recovered& found)
{
    if (found.origin.isEmpty())
        return false;
    const auto saved = project::load_project(found.origin.toStdString());
    return saved && *saved == found.project;
}

} // namespace

Autosave::Autosave(QString folder, std::function<void(const QString&)> failed)
    : m_folder(std::move(folder))
    , m_file(m_folder + QLatin1Char('/') + QUuid::createUuid().toString(QUuid::WithoutBraces) + kSuffix)
    , m_failed(std::move(failed))
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
        m_lock = lockOf(m_file);
        take(*m_lock);
    }
    m_writer.start([project, origin, file = m_file, failed = m_failed] {
        Status kept = formats::save_atomically((file + kOrigin).toStdString(), origin.toStdString());
        if (kept)
            kept = project::save_project(project, file.toStdString());
        if (!kept && failed)
            failed(views::translated(kept.error()));
    });
}

void Autosave::discard()
{
    settle();
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
    tidy(folder);
    for (const QString& name : folder.entryList({QLatin1Char('*') + kSuffix}, QDir::Files, QDir::Time)) {
        const QString file = folder.filePath(name);
        auto lock = lockOf(file);
        if (file == m_file || !take(*lock))
            continue; // its window lives
        auto project = project::load_project(file.toStdString());
        if (!project)
            continue;
        QFile origin(file + kOrigin);
        Recovered found{file, {}, std::move(*project)};
        if (origin.open(QIODevice::ReadOnly))
            found.origin = QString::fromUtf8(origin.readAll());
        if (isSaved(found)) {
            remove(found);
            continue;
        }
        m_taken[file] = std::move(lock);
        out.push_back(std::move(found));
    }
    return out;
}

void Autosave::adopt(const Recovered& recovered)
{
    const auto taken = m_taken.find(recovered.file);
    if (taken == m_taken.end())
        return;
    discard();
    m_file = recovered.file;
    m_lock = std::move(taken->second);
    m_taken.erase(taken);
}

void Autosave::remove(const Recovered& recovered)
{
    QFile::remove(recovered.file);
    QFile::remove(recovered.file + kOrigin);
}

} // namespace ropewalk::studio
