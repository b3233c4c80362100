// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/project_files.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace ropewalk::studio {

namespace {

constexpr int kAutosaveMs = 3000; // after the last edit
constexpr int kMostRecent = 10;
constexpr QLatin1String kRecent("recent");

} // namespace

ProjectFiles::ProjectFiles(views::Document& document, const QString& dataFolder, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_dataFolder(dataFolder)
    , m_autosave(dataFolder + QStringLiteral("/autosave"))
{
    m_autosaveTimer.setSingleShot(true);
    m_autosaveTimer.setInterval(kAutosaveMs);
    connect(&m_autosaveTimer, &QTimer::timeout, this, [this] {
        if (isModified())
            m_autosave.keep(m_document.project(), m_path);
    });
    connect(&document, &views::Document::setsChanged, this, &ProjectFiles::check);
    connect(&document, &views::Document::setEdited, this, &ProjectFiles::check);
    connect(&document, &views::Document::targetChanged, this, &ProjectFiles::check);
    connect(&document, &views::Document::modelChanged, this, &ProjectFiles::check);
    connect(&document, &views::Document::documentsChanged, this, &ProjectFiles::check);
    connect(&document, &views::Document::journalsChanged, this, &ProjectFiles::check);
    m_saved = comparable();
}

QString ProjectFiles::name() const
{
    return m_path.isEmpty() ? tr("untitled") : QFileInfo(m_path).completeBaseName();
}

project::Project ProjectFiles::comparable() const
{
    // Which set is looked at, and what the engine says of the model, are no edits; nor is a search, until there is a
    // file that should refer to it.
    project::Project project = m_document.project();
    if (m_path.isEmpty())
        project.journals.clear();
    project.active_set.clear();
    project.model_fingerprint.clear();
    project.geometry = {};
    return project;
}

bool ProjectFiles::isModified() const
{
    return !(comparable() == m_saved);
}

void ProjectFiles::check()
{
    const bool modified = isModified();
    if (modified)
        m_autosaveTimer.start();
    if (modified == m_modified)
        return;
    m_modified = modified;
    Q_EMIT changed();
}

Status ProjectFiles::open(const QString& path)
{
    auto project = project::load_project(path.toStdString());
    if (!project)
        return tl::unexpected(project.error());
    m_path = QFileInfo(path).absoluteFilePath();
    m_document.reset(std::move(*project));
    m_saved = comparable();
    m_modified = false;
    m_autosaveTimer.stop();
    m_autosave.discard();
    remember(m_path);
    Q_EMIT changed();
    return {};
}

Status ProjectFiles::saveAs(const QString& path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    if (const Status saved = project::save_project(m_document.project(), absolute.toStdString()); !saved)
        return saved;
    m_path = absolute;
    m_saved = comparable();
    m_modified = false;
    m_autosaveTimer.stop();
    m_autosave.discard();
    remember(m_path);
    Q_EMIT changed();
    return {};
}

void ProjectFiles::begin(project::Project project)
{
    m_document.reset(std::move(project));
    began();
}

void ProjectFiles::began()
{
    m_path.clear();
    m_saved = comparable();
    m_modified = false;
    m_autosaveTimer.stop();
    m_autosave.discard();
    Q_EMIT changed();
}

void ProjectFiles::recover(const Recovered& recovered)
{
    m_path = recovered.origin;
    m_saved = {};
    m_document.reset(recovered.project);
    m_modified = true;
    m_autosave.adopt(recovered);
    Q_EMIT changed();
}

QStringList ProjectFiles::recent() const
{
    return QSettings().value(kRecent).toStringList();
}

void ProjectFiles::remember(const QString& path)
{
    QStringList list = recent();
    list.removeAll(path);
    list.prepend(path);
    QSettings().setValue(kRecent, list.mid(0, kMostRecent));
    Q_EMIT recentChanged();
}

void ProjectFiles::clearRecent()
{
    QSettings().remove(kRecent);
    Q_EMIT recentChanged();
}

QString ProjectFiles::nextJournal() const
{
    const QString stem = m_path.isEmpty()
        ? m_dataFolder + QStringLiteral("/journals/")
            + QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd-hhmmss"))
        : QFileInfo(m_path).absolutePath() + QLatin1Char('/') + name();
    for (int number = 1;; ++number) {
        const QString path = QStringLiteral("%1.search-%2.jsonl").arg(stem).arg(number);
        if (!QFileInfo::exists(path))
            return path;
    }
}

QString ProjectFiles::resultsFolder() const
{
    return m_path.isEmpty() ? m_dataFolder + QStringLiteral("/results")
                            : QFileInfo(m_path).absolutePath() + QLatin1Char('/') + name() + QStringLiteral(".results");
}

} // namespace ropewalk::studio
