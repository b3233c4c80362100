// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/project_files.h"

#include "app/studio/files/journal_copies.h"
#include "app/studio/files/leftovers.h"
#include "core/project/references.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QSettings>
#include <utility>

namespace ropewalk::studio {

namespace {

constexpr int kAutosaveMs = 3000; // after the last edit
constexpr int kMostRecent = 10;
constexpr QLatin1String kRecent("recent");
constexpr QLatin1String kJournals("/journals"); // in the data folder: of projects without a file
constexpr QLatin1String kLast("lastProject");

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The folder of a project's results where nothing else is said.
QString usualResults(const QString& path)
{
    const QFileInfo file(path);
    return file.absolutePath() + QLatin1Char('/') + file.completeBaseName() + QStringLiteral(".results");
}

} // namespace

ProjectFiles::ProjectFiles(views::Document& document, const QString& dataFolder, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_dataFolder(dataFolder)
    , m_autosave(dataFolder + QStringLiteral("/autosave"),
          [this](const QString& why) {
              const auto tell = [this, why] {
                  if (!std::exchange(m_autosaveToldFailed, true))
                      Q_EMIT autosaveFailed(why);
              };
              QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection);
          })
    , m_open(dataFolder + QStringLiteral("/open"))
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
    connect(&document, &views::Document::searchesChanged, this, &ProjectFiles::check);
    m_saved = comparable();
}

QString ProjectFiles::name() const
{
    return m_path.isEmpty() ? tr("untitled") : QFileInfo(m_path).completeBaseName();
}

project::Project ProjectFiles::comparable() const
{
    // Which set is looked at, and what the engine says of the model, are no edits.
    project::Project project = m_document.project();
    project.active_set.clear();
    project.compared_sets.clear();
    project.model_fingerprint.clear();
    project.geometry = {};
    project.results_folder.clear();
    return project;
}

bool ProjectFiles::isModified() const
{
    return !(comparable() == m_saved);
}

void ProjectFiles::check()
{
    m_open.takeOver();
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
    const QByteArray content = contentOf(path); // before it is read: a change in between is noticed
    auto project = project::load_project(path.toStdString());
    if (!project)
        return tl::unexpected(project.error());
    m_path = QFileInfo(path).absoluteFilePath();
    m_results = QString::fromStdString(project->results_folder);
    m_document.reset(std::move(*project));
    take(m_path, content);
    return {};
}

void ProjectFiles::take(const QString& path, const QByteArray& content)
{
    m_path = path;
    m_saved = comparable();
    m_modified = false;
    m_autosaveTimer.stop();
    m_autosave.discard();
    m_autosaveToldFailed = false;
    m_disk.follow(path, content);
    QSettings().setValue(kLast, path); // at once and before the mark is seen: a window may end without being asked
    m_open.set(path);
    if (!path.isEmpty())
        remember(path);
    Q_EMIT changed();
    Q_EMIT fileTaken();
}

void ProjectFiles::disown()
{
    m_saved = {};
    check();
}

QStringList ProjectFiles::missing() const
{
    QStringList out;
    for (const std::string& path : project::missing_references(m_document.project())) {
        const bool results = path == m_document.project().results_folder;
        if (!results || (path == m_results.toStdString() && !QFileInfo::exists(resultsFolder())))
            out << QString::fromStdString(path);
    }
    return out;
}

Status ProjectFiles::saveAs(const QString& path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    noteWriting(absolute);
    if (absolute != m_path)
        m_results.clear();
    project::Project project = m_document.project();
    const QString results = m_results.isEmpty() ? usualResults(absolute) : m_results;
    project.results_folder = QFileInfo::exists(results) ? results.toStdString() : std::string();
    auto journals = JournalCopies::make(project.searches, absolute, m_path, m_dataFolder + kJournals);
    if (!journals)
        return tl::unexpected(journals.error());
    project.searches = journals->searches();
    if (const Status saved = project::save_project(project, absolute.toStdString()); !saved) {
        journals->takeBack();
        return saved;
    }
    follow(*journals);
    take(absolute, QByteArray::fromStdString(project::project_text(project, absolute.toStdString())));
    return {};
}

void ProjectFiles::follow(const JournalCopies& journals)
{
    for (auto one = journals.moved().begin(); one != journals.moved().end(); ++one)
        Q_EMIT journalMoved(one.key(), one.value());
    m_document.setSearches(journals.searches());
    if (!m_path.isEmpty())
        return;
    // What was kept for a project without a file is this one's alone.
    const QString kept = m_dataFolder + kJournals;
    for (auto one = journals.moved().begin(); one != journals.moved().end(); ++one)
        if (QFileInfo(one.key()).absolutePath() == QFileInfo(kept).absoluteFilePath())
            QFile::remove(one.key());
}

void ProjectFiles::begin(project::Project project)
{
    m_document.reset(std::move(project));
    began();
}

void ProjectFiles::began()
{
    m_results.clear();
    take({}, {});
}

void ProjectFiles::recover(const Recovered& recovered)
{
    m_path = recovered.origin;
    m_results = QString::fromStdString(recovered.project.results_folder);
    m_document.reset(recovered.project);
    m_autosave.adopt(recovered);
    m_disk.follow(m_path, contentOf(m_path));
    QSettings().setValue(kLast, m_path);
    m_open.set(m_path);
    m_saved = {};
    m_modified = true;
    Q_EMIT changed();
}

QString ProjectFiles::last() const
{
    return QSettings().value(kLast).toString();
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
    if (!m_path.isEmpty())
        return nextJournalIn(searchesFolder(m_path));
    const QString stem = m_dataFolder + kJournals + QLatin1Char('/')
        + QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd-hhmmss"));
    for (int number = 1;; ++number) {
        const QString path = QStringLiteral("%1.search-%2.jsonl").arg(stem).arg(number);
        if (!QFileInfo::exists(path))
            return path;
    }
}

QString ProjectFiles::resultsFolder() const
{
    if (m_path.isEmpty())
        return m_dataFolder + QStringLiteral("/results");
    return !m_results.isEmpty() && QFileInfo::exists(m_results) ? m_results : usualResults(m_path);
}

} // namespace ropewalk::studio
