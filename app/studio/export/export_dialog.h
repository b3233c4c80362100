// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/export/export_text.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QListWidget;
class QPlainTextEdit;

namespace ropewalk::views {
class PillButton;
}

namespace ropewalk::studio {

class ExportWriter;
class RuntimeView;

/// Shows the file that an export would write in the form chosen, beside what each runtime does with these numbers, and
/// writes or copies it. What a form cannot say is explained in place of the preview, with the one that can.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(ExportJob job, QWidget* parent = nullptr);

    void setFormat(ExportFormat format);
    void setShortSet(const std::string& id); ///< for prompts up to L; empty = the same factors
    void setGguf(const QString& path); ///< the model to copy
    QString preview() const; ///< the file's text; empty when it is refused
    QString refusal() const; ///< why there is none
    RuntimeView& runtimes() { return *m_runtimes; }
    /// Writes what is shown; models and folders in a thread of their own.
    void saveTo(const QString& path);

Q_SIGNALS:
    void saved(const QString& path, const QStringList& leftOut); ///< leftOut: of a copied folder
    void failed(const QString& why);

private:
    void arrange();
    void fillShortSets();
    void refresh();
    void say(const QString& text, bool warning); ///< below the preview
    void copy();
    void chooseGguf();
    void askAndSave();

    ExportJob m_job;
    std::string m_modelType;
    QListWidget* m_formats;
    QLabel* m_purpose;
    QComboBox* m_shortSet;
    views::PillButton* m_gguf;
    QPlainTextEdit* m_preview;
    QPlainTextEdit* m_refusal; ///< in place of the preview
    views::PillButton* m_instead; ///< the form that can say it
    RuntimeView* m_runtimes;
    QLabel* m_message;
    views::PillButton* m_copy;
    views::PillButton* m_save;
    ExportWriter* m_writer;
    Result<QString> m_text;
};

} // namespace ropewalk::studio
