// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/file_control.h"

#include "app/studio/control/disk_control.h"
#include "app/studio/export/export_dialog.h"
#include "app/studio/files/dropped.h"
#include "app/studio/files/save_target.h"
#include "app/studio/session/new_project.h"
#include "app/studio/window/actions.h"
#include "core/formats/factor_file.h"
#include "core/rope/edit/length_ranges.h"
#include "views/language/set_texts.h"
#include "views/language/translated.h"

#include <QAbstractButton>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QUrl>
#include <algorithm>

namespace ropewalk::studio {

namespace {

constexpr QLatin1String kProjectSuffix(".ropewalk");

QString shortened(const QString& path)
{
    const QString home = QDir::homePath();
    return path.startsWith(home + QLatin1Char('/')) ? QLatin1Char('~') + path.mid(home.size()) : path;
}

} // namespace

FileControl::FileControl(QWidget& window, views::Document& document, Session& session, ProjectFiles& files,
    MessageBar& messages, Actions& actions)
    : QObject(&window)
    , m_window(window)
    , m_document(document)
    , m_session(session)
    , m_files(files)
    , m_messages(messages)
    , m_actions(actions)
    , m_disk(new DiskControl(files, messages, [this] { saveAs(); }, this))
{
    connectActions();
    connectSession();
    fillRecent();
}

void FileControl::connectActions()
{
    connect(m_actions.newProject, &QAction::triggered, this, [this] {
        whenSafe([this] {
            const auto& model = m_session.loader().model();
            const std::string path = m_document.project().model_path;
            m_files.begin(model ? projectOn(path, *model) : demoProject());
        });
    });
    connect(m_actions.openDemo, &QAction::triggered, this, [this] { openModel(QStringLiteral("demo")); });
    connect(m_actions.openModel, &QAction::triggered, this, [this] {
        const QString path = QFileDialog::getExistingDirectory(&m_window, tr("Open a model folder"));
        if (!path.isEmpty())
            openModel(path);
    });
    connect(m_actions.openProject, &QAction::triggered, this, [this] {
        const QString path = QFileDialog::getOpenFileName(
            &m_window, tr("Open a project"), {}, tr("Ropewalk projects (*.ropewalk)"));
        if (!path.isEmpty())
            openProject(path);
    });
    connect(m_actions.openDocuments, &QAction::triggered, this, [this] {
        const QString path
            = QFileDialog::getOpenFileName(&m_window, tr("Open a text to score on"), {}, tr("Texts (*.txt *.md);;All files (*)"));
        if (!path.isEmpty())
            m_session.loader().openDocuments(path);
    });
    connect(m_actions.openFactors, &QAction::triggered, this, [this] {
        const QString path = QFileDialog::getOpenFileName(
            &m_window, tr("Import factors"), {}, tr("Factor files (*.json *.csv *.txt *.gguf);;All files (*)"));
        if (!path.isEmpty())
            importFactors(path);
    });
    connect(m_actions.save, &QAction::triggered, this, &FileControl::save);
    connect(m_actions.saveAs, &QAction::triggered, this, &FileControl::saveAs);
    connect(m_actions.exportSet, &QAction::triggered, this, &FileControl::exportActive);
    connect(m_actions.quit, &QAction::triggered, &m_window, &QWidget::close);
    connect(&m_files, &ProjectFiles::recentChanged, this, &FileControl::fillRecent);
}

void FileControl::connectSession()
{
    ModelLoader& loader = m_session.loader();
    connect(&loader, &ModelLoader::modelAccepted, this, [this] {
        m_messages.close(QStringLiteral("model"));
        m_files.began();
        const QString path = QString::fromStdString(m_document.project().model_path);
        if (path != QLatin1String("demo"))
            m_files.remember(path);
    });
    connect(&loader, &ModelLoader::modelRefused, this, [this](const QString& path, const QString& why) {
        const QString told = tr("The model %1 cannot be opened: %2").arg(shortened(path), why);
        const bool own = path.toStdString() == m_document.project().model_path && path != QLatin1String("demo");
        if (own)
            m_messages.show(QStringLiteral("model"), MessageBar::Kind::Warning, told,
                {{tr("Find it…"), [this] { findModel(); }}});
        else
            warn(QStringLiteral("model"), told);
        Q_EMIT couldNotOpen(told);
    });
    connect(&loader, &ModelLoader::modelFound, this, [this] { m_messages.close(QStringLiteral("model")); });
    connect(&loader, &ModelLoader::modelDiffers, this, [this] {
        warn(QStringLiteral("model"),
            tr("The model has changed since this project was saved. Numbers are measured anew."));
    });
    connect(&loader, &ModelLoader::documentsAccepted, this, [this] { m_messages.close(QStringLiteral("text")); });
    connect(&loader, &ModelLoader::documentsRefused, this, [this](const QString& path, const QString& why) {
        refuse(QStringLiteral("text"), tr("The text %1 cannot be used: %2").arg(shortened(path), why));
    });
}

void FileControl::openPath(const QString& path)
{
    switch (kindOfPath(path)) {
    case PathKind::Project:
        openProject(path);
        return;
    case PathKind::Model:
        openModel(QFileInfo(path).isDir() ? path : QFileInfo(path).absolutePath());
        return;
    case PathKind::Factors:
        importFactors(path);
        return;
    case PathKind::Text:
        m_session.loader().openDocuments(QFileInfo(path).absoluteFilePath());
        return;
    case PathKind::Unknown:
        break;
    }
    refuse(QStringLiteral("open"),
        QFileInfo::exists(path)
            ? tr("%1 is no project, no model folder (with a config.json), no factor file and no text.").arg(shortened(path))
            : tr("%1 does not exist.").arg(shortened(path)));
}

void FileControl::openProject(const QString& path)
{
    if (m_files.isOpenElsewhere(path)) {
        m_messages.show(QStringLiteral("open"), MessageBar::Kind::Warning,
            tr("“%1” is open in another window.").arg(QFileInfo(path).completeBaseName()),
            {{tr("Open it here too"), [this, path] { readProject(path); }}});
        return;
    }
    readProject(path);
}

void FileControl::readProject(const QString& path)
{
    whenSafe([this, path] {
        if (const Status opened = m_files.open(path); !opened) {
            refuse(QStringLiteral("open"), views::translated(opened.error()));
            return;
        }
        m_messages.close(QStringLiteral("open"));
        m_disk->tellMissing();
    });
}

void FileControl::findModel()
{
    const QString path = QFileDialog::getExistingDirectory(&m_window, tr("Where is the model now?"));
    if (!path.isEmpty())
        m_session.loader().openMoved(QFileInfo(path).absoluteFilePath());
}

void FileControl::openModel(const QString& path)
{
    whenSafe([this, path] {
        m_session.loader().openModel(path == QLatin1String("demo") ? path : QFileInfo(path).absoluteFilePath());
    });
}

void FileControl::importFactors(const QString& path)
{
    if (const auto log = formats::read_search_log(path.toStdString(), m_document.geometry()); log && *log) {
        Q_EMIT searchLogOpened(**log, path);
        return;
    }
    const auto file = formats::read_factor_file(path.toStdString(), m_document.geometry());
    if (!file) {
        refuse(QStringLiteral("factors"), views::translated(file.error()));
        return;
    }
    m_messages.close(QStringLiteral("factors"));
    QStringList notes;
    for (const Words& warning : file->warnings)
        notes << views::translated(warning);
    constexpr std::size_t mostSets = 8;
    if (file->sets.size() > mostSets)
        notes << tr("It holds %L1 sets; the first %L2 are taken.").arg(file->sets.size()).arg(mostSets);
    const std::int64_t target = m_document.project().target_length;
    std::vector<rope::FactorSet> taken = file->sets;
    taken.resize(std::min(mostSets, taken.size()));
    std::vector<std::string> ids;
    for (rope::FactorSet& set : taken) {
        if (set.name.empty())
            set.name = QFileInfo(path).completeBaseName().toStdString();
        ids.push_back(m_document.addSet(set));
    }
    if (rope::share_lengths(taken)) {
        const std::size_t chosen = rope::taken_for(taken, target);
        m_document.setActiveSet(ids[chosen]);
        const QString name = views::shownName(taken[chosen]);
        notes << (rope::serves(taken[chosen], target)
                ? tr("Of its %1 sets “%3” serves the target of %L2 tokens and is the one being edited.")
                : tr("None of its %1 sets serves the target of %L2 tokens; “%3” reaches furthest and is the one being "
                     "edited."))
                     .arg(taken.size())
                     .arg(target)
                     .arg(name);
    }
    if (!notes.isEmpty())
        m_messages.show(QStringLiteral("factors"), MessageBar::Kind::Note,
            tr("%1 was imported as it is. %2").arg(QFileInfo(path).fileName(), notes.join(QLatin1Char(' '))));
}

bool FileControl::save()
{
    if (m_files.path().isEmpty())
        return saveAs();
    if (!m_disk->maySave())
        return false;
    const Status saved = m_files.save();
    if (!saved)
        warn(QStringLiteral("save"), views::translated(saved.error()));
    else
        m_messages.close(QStringLiteral("save"));
    return saved.has_value();
}

bool FileControl::saveAs()
{
    const QString path = chooseSaveTarget(&m_window,
        {tr("Save the project"), m_files.path().isEmpty() ? m_files.name() + kProjectSuffix : m_files.path(),
            tr("Ropewalk projects (*.ropewalk)"), kProjectSuffix, m_files.path()},
        openFiles(m_document.project(), modelFolder()));
    if (path.isEmpty())
        return false;
    const Status saved = m_files.saveAs(path);
    if (!saved)
        warn(QStringLiteral("save"), views::translated(saved.error()));
    return saved.has_value();
}

QString FileControl::modelFolder() const
{
    const auto& model = m_session.loader().model();
    return QString::fromStdString(model ? model->path : m_document.project().model_path);
}

void FileControl::exportActive()
{
    ExportJob job;
    job.project = m_document.project();
    job.set = m_document.project().active_set;
    job.modelFolder = modelFolder();
    job.projectFile = m_files.path();
    auto* dialog = new ExportDialog(std::move(job), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::saved, this, [this](const QString& path, const QStringList& leftOut) {
        QString told = tr("Exported to %1").arg(shortened(path));
        if (!leftOut.isEmpty())
            told += tr(", without what the model does not need: %1").arg(leftOut.join(QStringLiteral(", ")));
        m_messages.show(QStringLiteral("export"), MessageBar::Kind::Note, told);
    });
    dialog->open();
}

void FileControl::whenSafe(std::function<void()> then)
{
    if (!m_asks || !m_files.isModified()) {
        then();
        return;
    }
    auto* question = new QMessageBox(QMessageBox::Question, tr("Ropewalk"),
        tr("Save the changes to “%1”?").arg(m_files.name()),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &m_window);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QMessageBox::buttonClicked, this, [this, question, then = std::move(then)](QAbstractButton* button) {
        const auto choice = question->standardButton(button);
        if (choice == QMessageBox::Discard || (choice == QMessageBox::Save && save()))
            then();
    });
    question->open();
}

void FileControl::offerRecovery()
{
    int number = 0;
    for (const Recovered& found : m_files.takeOrphans()) {
        const QString name
            = found.origin.isEmpty() ? tr("A project without a name") : QFileInfo(found.origin).completeBaseName();
        m_messages.show(QStringLiteral("recovery-%1").arg(++number), MessageBar::Kind::Note,
            tr("%1 had changes that were not saved when Ropewalk last ended.").arg(name),
            {{tr("Recover"), [this, found] { whenSafe([this, found] { m_files.recover(found); }); }},
                {tr("Discard"), [found] { Autosave::remove(found); }}});
    }
}

bool FileControl::accepts(const QMimeData& data) const
{
    for (const QUrl& url : data.urls())
        if (url.isLocalFile() && kindOfPath(url.toLocalFile()) != PathKind::Unknown)
            return true;
    return false;
}

void FileControl::drop(const QMimeData& data)
{
    for (const QUrl& url : data.urls())
        if (url.isLocalFile())
            openPath(url.toLocalFile());
}

void FileControl::warn(const QString& key, const QString& text)
{
    m_messages.show(key, MessageBar::Kind::Warning, text);
}

void FileControl::refuse(const QString& key, const QString& text)
{
    warn(key, text);
    Q_EMIT couldNotOpen(text);
}

void FileControl::fillRecent()
{
    QMenu* menu = m_actions.recent;
    menu->clear();
    for (const QString& path : m_files.recent()) {
        const QAction* action = menu->addAction(shortened(path));
        connect(action, &QAction::triggered, this, [this, path] { openPath(path); });
    }
    menu->setEnabled(!menu->isEmpty());
    if (menu->isEmpty())
        return;
    menu->addSeparator();
    connect(menu->addAction(tr("Forget them")), &QAction::triggered, &m_files, &ProjectFiles::clearRecent);
}

} // namespace ropewalk::studio
