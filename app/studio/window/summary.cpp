// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/summary.h"

#include "views/language/translated.h"

#include <QFileInfo>
#include <QStringList>

namespace ropewalk::studio {

namespace {

QString engineText(const EngineSupervisor& engine, const std::optional<protocol::ModelInfo>& model)
{
    switch (engine.state()) {
    case EngineSupervisor::State::Ready: {
        const QString device = QString::fromStdString(engine.engine().device).toUpper();
        return model ? device + QLatin1Char(' ') + QString::fromStdString(model->dtype) : device;
    }
    case EngineSupervisor::State::Starting:
        return Summary::tr("engine starting");
    case EngineSupervisor::State::Restarting:
        return Summary::tr("engine restarting");
    case EngineSupervisor::State::Stopped:
    case EngineSupervisor::State::Failed:
        break;
    }
    return Summary::tr("no engine");
}

} // namespace

Summary::Summary(views::Document& document, Session& session, QWidget* parent)
    : QLabel(parent)
    , m_document(document)
    , m_session(session)
{
    setTextFormat(Qt::PlainText);
    setForegroundRole(QPalette::PlaceholderText);
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setContentsMargins(8, 0, 14, 0);
    setMinimumWidth(1); // gives way to the menus, not the window to it
    connect(&document, &views::Document::projectReset, this, &Summary::refresh);
    connect(&document, &views::Document::modelChanged, this, &Summary::refresh);
    connect(&document, &views::Document::targetChanged, this, &Summary::refresh);
    connect(&session.engine(), &EngineSupervisor::stateChanged, this, &Summary::refresh);
    connect(&session.loader(), &ModelLoader::changed, this, &Summary::refresh);
    refresh();
}

void Summary::refresh()
{
    const project::Project& project = m_document.project();
    const auto& model = m_session.loader().model();
    QStringList parts;
    if (model)
        parts << QString::fromStdString(model->name);
    else if (!project.model_path.empty())
        parts << QFileInfo(QString::fromStdString(project.model_path)).fileName();
    if (model)
        parts << tr("%1 layers × %2 heads").arg(model->layers).arg(model->heads);
    parts << tr("%1 → %2 tokens").arg(project.geometry.original_length).arg(project.target_length);
    parts << engineText(m_session.engine(), model);
    setText(parts.join(QStringLiteral(" · ")));
    setToolTip(views::translated(m_session.engine().engine().device_name));
}

} // namespace ropewalk::studio
