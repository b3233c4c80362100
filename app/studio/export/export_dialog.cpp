// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/export/export_dialog.h"

#include "app/studio/export/export_writer.h"
#include "app/studio/export/runtime_view.h"
#include "app/studio/files/leftovers.h"
#include "app/studio/files/save_target.h"
#include "core/formats/model_config.h"
#include "views/language/set_texts.h"
#include "views/language/translated.h"
#include "views/plots/panel.h"
#include "views/plots/pill_button.h"
#include "views/plots/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>

namespace ropewalk::studio {

ExportDialog::ExportDialog(ExportJob job, QWidget* parent)
    : QDialog(parent)
    , m_job(std::move(job))
    , m_formats(new QListWidget(this))
    , m_purpose(views::Panel::note({}, this))
    , m_shortSet(new QComboBox(this))
    , m_gguf(new views::PillButton(tr("Choose a GGUF model…"), this))
    , m_preview(new QPlainTextEdit(this))
    , m_refusal(new QPlainTextEdit(this))
    , m_instead(new views::PillButton(tr("Export the Python module"), this))
    , m_runtimes(new RuntimeView(this))
    , m_message(new QLabel(this))
    , m_copy(new views::PillButton(tr("Copy"), this))
    , m_save(new views::PillButton(tr("Save…"), this))
    , m_writer(new ExportWriter(this))
{
    setWindowTitle(tr("Export"));
    for (const ExportFormat format : formats::all_export_formats())
        m_formats->addItem(exportTitle(format));
    if (const auto config = formats::read_model_config(m_job.modelFolder.toStdString()))
        m_modelType = config->model_type;
    if (m_job.shortSet.empty())
        m_job.shortSet = shortSetFor(m_job.project, m_job.set);
    fillShortSets();
    arrange();

    connect(m_formats, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0)
            setFormat(formats::all_export_formats()[size_t(row)]);
    });
    connect(m_shortSet, &QComboBox::activated, this,
        [this](int index) { setShortSet(m_shortSet->itemData(index).toString().toStdString()); });
    connect(m_gguf, &QAbstractButton::clicked, this, &ExportDialog::chooseGguf);
    connect(m_instead, &QAbstractButton::clicked, this, [this] { setFormat(ExportFormat::python); });
    connect(m_copy, &QAbstractButton::clicked, this, &ExportDialog::copy);
    connect(m_save, &QAbstractButton::clicked, this, &ExportDialog::askAndSave);
    connect(m_writer, &ExportWriter::progressed, this,
        [this](int percent) { say(tr("Copying the model: %L1 %").arg(percent), false); });
    connect(m_writer, &ExportWriter::finished, this,
        [this](const QString& path, const QString& error, const QStringList& leftOut) {
            refresh();
            if (!error.isEmpty()) {
                say(error, true);
                Q_EMIT failed(error);
                return;
            }
            Q_EMIT saved(path, leftOut);
            accept();
        });
    setFormat(m_job.format);
}

void ExportDialog::fillShortSets()
{
    m_shortSet->setAccessibleName(tr("The set for short prompts"));
    m_shortSet->addItem(tr("the same factors"), QString());
    for (const rope::FactorSet& set : m_job.project.sets)
        if (set.id != m_job.set)
            m_shortSet->addItem(views::shownName(set), QString::fromStdString(set.id));
    m_shortSet->setEnabled(m_shortSet->count() > 1);
}

void ExportDialog::setFormat(ExportFormat format)
{
    m_job.format = format;
    m_formats->setCurrentRow(int(format));
    refresh();
}

void ExportDialog::setShortSet(const std::string& id)
{
    m_job.shortSet = id;
    refresh();
}

void ExportDialog::setGguf(const QString& path)
{
    m_job.gguf = path;
    refresh();
}

void ExportDialog::refresh()
{
    const bool gguf = m_job.format == ExportFormat::gguf;
    m_text = exportText(m_job);
    m_purpose->setText(exportPurpose(m_job.format));
    m_shortSet->setCurrentIndex(qMax(0, m_shortSet->findData(QString::fromStdString(m_job.shortSet))));
    m_gguf->setVisible(gguf);
    m_preview->setPlainText(preview());
    if (m_preview->find(QStringLiteral("\"rope_scaling\""))) { // what changes, in the view
        QTextCursor cursor = m_preview->textCursor();
        cursor.setPosition(cursor.selectionStart());
        m_preview->setTextCursor(cursor);
        m_preview->centerCursor();
    }
    m_refusal->setPlainText(refusal());
    m_preview->setVisible(m_text.has_value());
    m_refusal->setVisible(!m_text);
    const auto job = coreJob(m_job);
    const bool turns = job && (job->scaling.long_set.n_hat > 0
        || (job->scaling.short_set && job->scaling.short_set->n_hat > 0));
    m_instead->setVisible(!m_text && turns && m_job.format != ExportFormat::python);
    m_runtimes->show(deployment(m_job, m_modelType), m_job.format);
    m_copy->setEnabled(m_text.has_value());
    m_save->setEnabled(m_text.has_value() && !m_writer->isWriting());
    say({}, false);
}

void ExportDialog::say(const QString& text, bool warning)
{
    const views::Theme theme = views::themeFor(palette());
    QPalette colours = m_message->palette();
    colours.setColor(QPalette::WindowText, warning ? views::readable(theme.warning, theme.window) : theme.muted);
    m_message->setPalette(colours);
    m_message->setText(text);
}

QString ExportDialog::preview() const
{
    return m_text.value_or(QString());
}

QString ExportDialog::refusal() const
{
    return m_text ? QString() : views::translated(m_text.error());
}

void ExportDialog::copy()
{
    QGuiApplication::clipboard()->setText(preview());
    say(tr("Copied."), false);
}

void ExportDialog::saveTo(const QString& path)
{
    const auto job = coreJob(m_job);
    if (!m_text || !job || m_writer->isWriting())
        return;
    noteWriting(path);
    m_writer->write(m_job.format, *job, path);
    m_save->setEnabled(false);
}

void ExportDialog::chooseGguf()
{
    const QString path
        = QFileDialog::getOpenFileName(this, tr("The GGUF model to copy"), {}, tr("GGUF models (*.gguf);;All files (*)"));
    if (!path.isEmpty())
        setGguf(path);
}

void ExportDialog::askAndSave()
{
    const QString title = m_job.format == ExportFormat::folder ? tr("A new folder for the copy") : tr("Save the export");
    formats::OpenFiles open = openFiles(m_job.project, m_job.modelFolder, m_job.projectFile);
    open.models.emplace_back(m_job.gguf.toStdString());
    const QString path = chooseSaveTarget(this, {title, exportFileName(m_job)}, open);
    if (!path.isEmpty())
        saveTo(path);
}

} // namespace ropewalk::studio
