// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/model_card.h"

#include "views/language/translated.h"
#include "views/plots/axis.h"

#include "core/rope/geometry.h"

#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace ropewalk::studio {

namespace {

QString countText(std::int64_t count)
{
    if (count >= 1'000'000'000)
        return ModelCard::tr("%1 B").arg(QLocale().toString(double(count) / 1e9, 'f', 1));
    if (count >= 1'000'000)
        return ModelCard::tr("%1 M").arg(QLocale().toString(double(count) / 1e6, 'f', 1));
    return QLocale().toString(qlonglong(count));
}

QString architectureText(const std::string& architecture)
{
    QString name = QString::fromStdString(architecture);
    return name.remove(QStringLiteral("ForCausalLM"));
}

} // namespace

ModelCard::ModelCard(views::Document& document, Session& session, QWidget* parent)
    : Panel(tr("Model"), parent)
    , m_document(document)
    , m_session(session)
    , m_model(note({}))
    , m_text(note({}))
{
    body()->addWidget(m_model);
    body()->addSpacing(6);
    body()->addWidget(heading(tr("Text")));
    body()->addWidget(m_text);
    body()->addStretch(1);
    connect(&document, &views::Document::projectReset, this, &ModelCard::refresh);
    connect(&document, &views::Document::modelChanged, this, &ModelCard::refresh);
    connect(&document, &views::Document::targetChanged, this, &ModelCard::refresh);
    connect(&session.loader(), &ModelLoader::changed, this, &ModelCard::refresh);
    refresh();
}

void ModelCard::refresh()
{
    m_model->setText(modelText());
    m_text->setText(textText());
}

QString ModelCard::modelText() const
{
    const rope::Geometry& geometry = m_document.geometry();
    const auto& model = m_session.loader().model();
    QStringList lines;
    if (model)
        lines << QStringLiteral("%1 · %2 · %3")
                     .arg(architectureText(model->architecture), countText(model->parameters),
                         QString::fromStdString(model->dtype));
    lines << (geometry.rotary_dim == geometry.head_dim
            ? tr("head %1 → %2 pairs").arg(geometry.head_dim).arg(geometry.pairs())
            : tr("head %1, %2 turn → %3 pairs").arg(geometry.head_dim).arg(geometry.rotary_dim).arg(geometry.pairs()));
    lines << tr("θ %1 · trained %2").arg(views::shortText(geometry.theta, 9)).arg(geometry.original_length);
    if (model && model->sliding_window > 0)
        lines << (model->windowed_layers == model->layers
                ? tr("sliding window %1").arg(countText(model->sliding_window))
                : tr("sliding window %1 in %2 layers").arg(countText(model->sliding_window)).arg(model->windowed_layers));
    lines << tr("critical pair %1").arg(rope::critical_pair(geometry));
    if (model && model->tied_embeddings)
        lines << tr("tied embeddings");
    return lines.join(QLatin1Char('\n'));
}

QString ModelCard::textText() const
{
    const project::Project& project = m_document.project();
    const auto& documents = m_session.loader().documents();
    QStringList lines;
    if (project.documents_path.empty())
        return tr("none yet: drop a text or a folder here");
    lines << (project.documents_path == "demo" ? tr("demo, held-out")
                                               : QFileInfo(QString::fromStdString(project.documents_path)).fileName());
    if (documents && documents->tokens > 0)
        lines << tr("%1 tokens").arg(countText(documents->tokens));
    if (documents)
        lines << (documents->long_enough == 1
                ? tr("1 window of %1").arg(project.target_length)
                : tr("%1 windows of %2").arg(documents->long_enough).arg(project.target_length));
    if (documents && documents->long_enough == 0)
        lines << tr("too short: choose a nearer target or drop a longer text");
    else
        lines << tr("drop a text or a folder here");
    if (documents)
        for (const Words& warning : documents->warnings)
            lines << views::translated(warning);
    return lines.join(QLatin1Char('\n'));
}

} // namespace ropewalk::studio
