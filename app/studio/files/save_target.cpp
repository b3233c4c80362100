// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/save_target.h"

#include "views/language/translated.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

namespace ropewalk::studio {

namespace {

/// What translators find these texts under.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(SaveTarget)
};

} // namespace

formats::OpenFiles openFiles(
    const project::Project& project, const QString& modelFolder, const QString& projectFile)
{
    formats::OpenFiles out;
    out.models.emplace_back(modelFolder.toStdString());
    if (project.documents_path != "demo")
        out.inputs.emplace_back(project.documents_path);
    for (const project::SearchRecord& search : project.searches)
        out.inputs.emplace_back(search.journal);
    out.inputs.emplace_back(projectFile.toStdString());
    return out;
}

bool maySave(QWidget* parent, const QString& path, const formats::OpenFiles& open)
{
    const auto standing = formats::standing_of(path.toStdString(), open);
    if (!standing) {
        QMessageBox::warning(parent, Texts::tr("Ropewalk"), views::translated(standing.error()));
        return false;
    }
    if (*standing == formats::Standing::free)
        return true;
    QMessageBox question(QMessageBox::Question, Texts::tr("Ropewalk"),
        Texts::tr("“%1” is there already. Replace it?").arg(QFileInfo(path).fileName()), QMessageBox::Cancel, parent);
    question.setInformativeText(Texts::tr("What %1 holds now is lost.").arg(path));
    const auto* replace = question.addButton(Texts::tr("Replace"), QMessageBox::DestructiveRole);
    question.setDefaultButton(QMessageBox::Cancel);
    question.exec();
    return question.clickedButton() == replace;
}

QString chooseSaveTarget(QWidget* parent, const SaveQuestion& question, const formats::OpenFiles& open)
{
    for (QString proposed = question.proposed;;) {
        QString path = QFileDialog::getSaveFileName(
            parent, question.title, proposed, question.filter, nullptr, QFileDialog::DontConfirmOverwrite);
        if (path.isEmpty())
            return {};
        if (!path.endsWith(question.suffix))
            path += question.suffix;
        const bool own = !question.own.isEmpty() && QFileInfo(path) == QFileInfo(question.own);
        if (own || maySave(parent, path, open))
            return path;
        proposed = path;
    }
}

} // namespace ropewalk::studio
