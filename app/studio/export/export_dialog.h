// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/export/export_text.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;

namespace ropewalk::views {
class PillButton;
}

namespace ropewalk::studio {

/// Shows the file that an export would write, for the format chosen, and writes it. What a format cannot say is
/// explained in place of the preview.
class ExportDialog : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(ExportJob job, QWidget* parent = nullptr);

    void setFormat(ExportFormat format);
    QString preview() const; ///< the file's text; empty when it is refused
    QString refusal() const; ///< why there is none
    Status saveTo(const QString& path);

Q_SIGNALS:
    void saved(const QString& path);

private:
    void refresh();
    void askAndSave();

    ExportJob m_job;
    views::PillButton* m_ropewalk;
    views::PillButton* m_huggingFace;
    QLabel* m_purpose;
    QPlainTextEdit* m_preview;
    QLabel* m_refusal;
    views::PillButton* m_save;
    Result<std::string> m_text;
};

} // namespace ropewalk::studio
