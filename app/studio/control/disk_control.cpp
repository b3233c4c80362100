// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/disk_control.h"

#include "views/language/translated.h"

namespace ropewalk::studio {

namespace {
constexpr QLatin1String kKey("disk");
constexpr QLatin1String kMissing("missing");
constexpr QLatin1String kAutosave("autosave");
constexpr qsizetype kMostNamed = 4;
} // namespace

DiskControl::DiskControl(
    ProjectFiles& files, MessageBar& messages, std::function<void()> saveAs, QObject* parent)
    : QObject(parent)
    , m_files(files)
    , m_messages(messages)
    , m_saveAs(std::move(saveAs))
{
    connect(&files.disk(), &DiskWatch::changed, this, &DiskControl::follow);
    connect(&files, &ProjectFiles::autosaveFailed, this, [this](const QString& why) {
        m_messages.show(kAutosave, MessageBar::Kind::Warning,
            tr("What you change is not safe from a crash until you save it: %1").arg(why));
    });
    connect(&files, &ProjectFiles::fileTaken, this, [this] {
        m_messages.close(kKey);
        m_messages.close(kMissing);
        m_messages.close(kAutosave);
    });
}

void DiskControl::follow()
{
    switch (m_files.disk().state()) {
    case DiskWatch::State::Same:
        m_messages.close(kKey);
        return;
    case DiskWatch::State::Changed:
        tellChanged(m_files.isModified()
                ? tr("“%1” was changed on disk by another program, and here as well.")
                : tr("“%1” was changed on disk by another program."),
            tr("Keep mine"));
        return;
    case DiskWatch::State::Gone:
        break;
    }
    m_files.disown();
    m_messages.show(kKey, MessageBar::Kind::Warning,
        tr("The file of “%1” was moved or deleted. What is open here is not lost: save it again.")
            .arg(m_files.name()),
        { { tr("Save again"), [this] { report(m_files.save()); } }, { tr("Save as…"), m_saveAs } });
}

void DiskControl::tellChanged(const QString& text, const QString& keep)
{
    const QString reload = m_files.isModified() ? tr("Drop mine and reload") : tr("Reload");
    const bool saves = keep != tr("Keep mine");
    m_messages.show(kKey, MessageBar::Kind::Warning, text.arg(m_files.name()),
        { { reload,
              [this] {
                  report(m_files.open(m_files.path()));
                  tellMissing();
              } },
            { keep,
                [this, saves] {
                    m_files.disk().accept();
                    m_files.disown();
                    if (saves)
                        report(m_files.save());
                } },
            { tr("Save mine as…"), m_saveAs } });
}

bool DiskControl::maySave()
{
    if (m_files.disk().state() != DiskWatch::State::Changed)
        return true;
    tellChanged(
        tr("“%1” is not saved: another program changed the file since it was opened here."), tr("Overwrite"));
    return false;
}

void DiskControl::tellMissing()
{
    const QStringList names = m_files.missing();
    if (names.isEmpty()) {
        m_messages.close(kMissing);
        return;
    }
    QString told = names.mid(0, kMostNamed).join(QStringLiteral(", "));
    if (names.size() > kMostNamed)
        told = tr("%1 and %n more", nullptr, int(names.size() - kMostNamed)).arg(told);
    m_messages.show(kMissing, MessageBar::Kind::Note,
        tr("Looked for and not found: %1. Results are measured again, and a search is known by its summary alone, "
           "until the files are put back.")
            .arg(told));
}

void DiskControl::report(const Status& status)
{
    if (status)
        return;
    m_messages.show(
        kKey, MessageBar::Kind::Warning, views::translated(status.error()), {{tr("Save mine as…"), m_saveAs}});
}

} // namespace ropewalk::studio
