// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/export/export_dialog.h"

#include "core/formats/factor_file.h"
#include "views/plots/panel.h"
#include "views/plots/pill_button.h"
#include "views/plots/theme.h"

#include <QButtonGroup>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace ropewalk::studio {

ExportDialog::ExportDialog(ExportJob job, QWidget* parent)
    : QDialog(parent)
    , m_job(std::move(job))
    , m_ropewalk(new views::PillButton(tr("Ropewalk JSON"), this))
    , m_huggingFace(new views::PillButton(tr("Hugging Face config.json"), this))
    , m_purpose(views::Panel::note({}, this))
    , m_preview(new QPlainTextEdit(this))
    , m_refusal(new QLabel(this))
    , m_save(new views::PillButton(tr("Save…"), this))
{
    setWindowTitle(tr("Export"));
    resize(640, 560);
    QString name;
    for (const rope::FactorSet& set : m_job.project.sets)
        if (set.id == m_job.set)
            name = QString::fromStdString(set.name);

    auto* formats = new QButtonGroup(this);
    auto* formatRow = new QHBoxLayout;
    for (views::PillButton* button : {m_ropewalk, m_huggingFace}) {
        button->setCheckable(true);
        formats->addButton(button);
        formatRow->addWidget(button);
    }
    formatRow->addStretch(1);
    connect(m_ropewalk, &QAbstractButton::clicked, this, [this] { setFormat(ExportFormat::Ropewalk); });
    connect(m_huggingFace, &QAbstractButton::clicked, this, [this] { setFormat(ExportFormat::HuggingFace); });

    m_preview->setReadOnly(true);
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_preview->setFont(views::numberFont(font(), 0.95));
    m_preview->setAccessibleName(tr("The file"));
    m_refusal->setWordWrap(true);
    m_refusal->setTextFormat(Qt::PlainText);
    m_refusal->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_refusal->setMargin(12);

    auto* close = new views::PillButton(tr("Close"), this);
    m_save->setPrimary(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(close);
    buttons->addWidget(m_save);
    connect(close, &QAbstractButton::clicked, this, &QDialog::reject);
    connect(m_save, &QAbstractButton::clicked, this, &ExportDialog::askAndSave);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(views::Panel::heading(tr("“%1”, made for %2 tokens (%3 × the trained %4)")
                                                .arg(name)
                                                .arg(m_job.project.target_length)
                                                .arg(double(m_job.project.target_length)
                                                    / double(m_job.project.geometry.original_length))
                                                .arg(m_job.project.geometry.original_length)));
    layout->addLayout(formatRow);
    layout->addWidget(m_purpose);
    layout->addWidget(m_preview, 1);
    layout->addWidget(m_refusal, 1);
    layout->addLayout(buttons);
    setFormat(m_job.format);
}

void ExportDialog::setFormat(ExportFormat format)
{
    m_job.format = format;
    m_ropewalk->setChecked(format == ExportFormat::Ropewalk);
    m_huggingFace->setChecked(format == ExportFormat::HuggingFace);
    refresh();
}

void ExportDialog::refresh()
{
    m_text = exportText(m_job);
    m_purpose->setText(exportPurpose(m_job.format));
    m_preview->setPlainText(preview());
    m_refusal->setText(refusal());
    m_preview->setVisible(m_text.has_value());
    m_refusal->setVisible(!m_text);
    m_save->setEnabled(m_text.has_value());
}

QString ExportDialog::preview() const
{
    return m_text ? QString::fromStdString(*m_text) : QString();
}

QString ExportDialog::refusal() const
{
    return m_text ? QString() : QString::fromStdString(m_text.error().text());
}

Status ExportDialog::saveTo(const QString& path)
{
    if (!m_text)
        return tl::unexpected(m_text.error());
    const Status saved = formats::save_atomically(path.toStdString(), *m_text);
    if (saved)
        Q_EMIT this->saved(path);
    return saved;
}

void ExportDialog::askAndSave()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the export"), exportFileName(m_job));
    if (path.isEmpty())
        return;
    if (const Status saved = saveTo(path); !saved) {
        m_refusal->setText(QString::fromStdString(saved.error().text()));
        m_refusal->setVisible(true);
        return;
    }
    accept();
}

} // namespace ropewalk::studio
