// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/model_loader.h"

#include "app/studio/session/new_project.h"
#include "views/language/translated.h"

#include <QScopedValueRollback>
#include <tuple>
#include <utility>

namespace ropewalk::studio {

namespace {

protocol::OpenModelParams request(const std::string& path, const project::ModelOptions& options)
{
    protocol::OpenModelParams params;
    params.path = path;
    params.dtype = options.dtype;
    params.sliding_window = options.sliding_window;
    params.original_length = options.original_length;
    params.allow_not_finite = options.allow_not_finite;
    return params;
}

} // namespace

ModelLoader::ModelLoader(
    views::Document& document, EngineClient& client, EngineSupervisor& engine, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_client(client)
    , m_engine(engine)
{
    connect(&engine, &EngineSupervisor::stateChanged, this, &ModelLoader::engineChanged);
    connect(&document, &views::Document::projectReset, this, &ModelLoader::projectChanged);
    connect(&document, &views::Document::targetChanged, this, &ModelLoader::readDocuments);
    connect(&document, &views::Document::modelChanged, this, &ModelLoader::followOptions);
    connect(&document, &views::Document::documentsChanged, this, &ModelLoader::followDocuments);
}

void ModelLoader::engineChanged()
{
    m_model.reset();
    m_documents.reset();
    if (m_engine.state() == EngineSupervisor::State::Ready) {
        if (m_wantedModel.isEmpty())
            synchronise();
        else
            openModel(std::exchange(m_wantedModel, {}));
    }
    Q_EMIT changed();
}

void ModelLoader::projectChanged()
{
    if (m_adopting)
        return;
    ++m_epoch;
    m_model.reset();
    m_documents.reset();
    if (m_engine.state() == EngineSupervisor::State::Ready)
        synchronise();
    Q_EMIT changed();
}

void ModelLoader::synchronise()
{
    const std::string path = m_document.project().model_path;
    if (path.empty())
        return;
    m_opening.cancel();
    m_openedAs = m_document.project().model_options;
    const quint64 epoch = m_epoch;
    const auto params = request(path, m_openedAs);
    m_opening = m_client.openModel(params, this, [this, path, epoch](const Result<protocol::ModelInfo>& result) {
        if (epoch != m_epoch)
            return; // another project took its place
        if (!result) {
            if (m_client.isConnected() && !result.error().cancelled)
                Q_EMIT modelRefused(QString::fromStdString(path), views::translated(result.error()));
            Q_EMIT changed();
            return;
        }
        m_model = *result;
        const auto& project = m_document.project();
        const bool differs = !project.model_fingerprint.empty()
            && (project.model_fingerprint != result->fingerprint || !(project.geometry == result->geometry));
        if (differs) {
            ++m_epoch;
            m_document.clearScores();
        }
        if (differs || project.model_fingerprint.empty())
            m_document.setModel(path, result->fingerprint, result->geometry);
        if (differs)
            Q_EMIT modelDiffers();
        modelKnown();
        Q_EMIT changed();
    });
}

void ModelLoader::openModel(const QString& path)
{
    if (m_engine.state() == EngineSupervisor::State::Failed) {
        Q_EMIT modelRefused(path, tr("the engine is not running"));
        return;
    }
    if (m_engine.state() != EngineSupervisor::State::Ready) {
        m_wantedModel = path;
        return;
    }
    m_opening.cancel();
    m_opening = m_client.openModel(request(path.toStdString(), {}), this, [this, path](const Result<protocol::ModelInfo>& result) {
        if (!result) {
            if (!result.error().cancelled)
                Q_EMIT modelRefused(path, views::translated(result.error()));
            if (!m_model && m_client.isConnected())
                synchronise();
            Q_EMIT changed();
            return;
        }
        ++m_epoch;
        m_model = *result;
        m_documents.reset();
        m_openedAs = {};
        {
            const QScopedValueRollback adopting(m_adopting, true);
            m_document.reset(projectOn(path.toStdString(), *result));
        }
        Q_EMIT modelAccepted(*result);
        modelKnown();
        Q_EMIT changed();
    });
    Q_EMIT changed();
}

void ModelLoader::openAs(const project::ModelOptions& options)
{
    const std::string path = m_document.project().model_path;
    if (m_engine.state() != EngineSupervisor::State::Ready) {
        Q_EMIT modelRefused(QString::fromStdString(path), tr("the engine is not running"));
        return;
    }
    m_opening.cancel();
    const quint64 epoch = m_epoch;
    const auto opened = [this, path, options, epoch](const Result<protocol::ModelInfo>& result) {
        if (epoch != m_epoch)
            return; // another project took its place
        if (result) {
            ++m_epoch;
            m_model = *result;
            m_documents.reset();
            m_openedAs = options;
            m_document.setModelOptions(options, result->geometry);
            m_document.setModel(path, result->fingerprint, result->geometry);
            modelKnown();
        } else if (!result.error().cancelled) {
            Q_EMIT modelRefused(QString::fromStdString(path), views::translated(result.error()));
        }
        Q_EMIT changed();
    };
    m_opening = m_client.openModel(request(path, options), this, opened);
    Q_EMIT changed();
}

void ModelLoader::openMoved(const QString& path)
{
    if (m_engine.state() != EngineSupervisor::State::Ready) {
        Q_EMIT modelRefused(path, tr("the engine is not running"));
        return;
    }
    m_opening.cancel();
    const quint64 epoch = m_epoch;
    const auto opened = [this, path, epoch](const Result<protocol::ModelInfo>& result) {
        if (epoch != m_epoch)
            return; // another project took its place
        const project::Project& project = m_document.project();
        if (result && result->geometry.pairs() != project.geometry.pairs()) {
            Q_EMIT modelRefused(path,
                tr("it turns %1 pairs, the project's sets are for %2")
                    .arg(result->geometry.pairs())
                    .arg(project.geometry.pairs()));
            synchronise();
        } else if (result) {
            const bool differs = result->fingerprint != project.model_fingerprint;
            ++m_epoch;
            m_model = *result;
            m_documents.reset();
            m_document.setModel(path.toStdString(), result->fingerprint, result->geometry);
            Q_EMIT modelFound();
            if (differs)
                Q_EMIT modelDiffers();
            modelKnown();
        } else if (!result.error().cancelled) {
            Q_EMIT modelRefused(path, views::translated(result.error()));
        }
        Q_EMIT changed();
    };
    m_opening = m_client.openModel(request(path.toStdString(), m_openedAs), this, opened);
    Q_EMIT changed();
}

void ModelLoader::openDocuments(const QString& path, const QString& field)
{
    if (!m_model && m_engine.state() == EngineSupervisor::State::Failed) {
        Q_EMIT documentsRefused(path, tr("the engine is not running"));
        return;
    }
    if (!m_model) {
        m_wantedText = {path.toStdString(), field.toStdString()};
        return;
    }
    m_reading.cancel();
    const protocol::DocumentsParams params{
        path.toStdString(), m_document.project().target_length, field.toStdString()};
    m_reading = m_client.openDocuments(params, this, [this, path, field](const Result<protocol::DocumentsInfo>& result) {
        if (!result) {
            if (!result.error().cancelled) {
                Q_EMIT documentsRefused(path, views::translated(result.error()));
                if (!m_documents && m_client.isConnected())
                    readDocuments(); // the project's own were not read yet
            }
            Q_EMIT changed();
            return;
        }
        ++m_epoch;
        m_documents = *result;
        m_readText = {path.toStdString(), field.toStdString()};
        if (m_readText == projectText())
            m_document.clearScores(); // it may say something else by now
        m_document.setDocumentsPath(m_readText.path, m_readText.field);
        Q_EMIT documentsAccepted(*result);
        Q_EMIT changed();
    });
    Q_EMIT changed();
}

void ModelLoader::cancel()
{
    m_wantedModel.clear();
    m_wantedText = {};
    m_opening.cancel();
    m_reading.cancel();
}

void ModelLoader::modelKnown()
{
    m_document.setTrained(m_model->trained);
    if (m_wantedText.path.empty()) {
        readDocuments();
        return;
    }
    const Text wanted = std::exchange(m_wantedText, {});
    openDocuments(QString::fromStdString(wanted.path), QString::fromStdString(wanted.field));
}

ModelLoader::Text ModelLoader::projectText() const
{
    return {m_document.project().documents_path, m_document.project().documents_field};
}

void ModelLoader::followOptions()
{
    if (m_adopting || m_document.project().model_options == m_openedAs)
        return;
    ++m_epoch;
    m_model.reset();
    m_documents.reset();
    if (m_engine.state() == EngineSupervisor::State::Ready)
        synchronise();
    Q_EMIT changed();
}

void ModelLoader::followDocuments()
{
    if (projectText() == m_readText)
        return;
    ++m_epoch;
    m_reading.cancel();
    m_documents.reset();
    readDocuments();
    Q_EMIT changed();
}

void ModelLoader::readDocuments()
{
    const Text text = projectText();
    if (!m_model || text.path.empty())
        return;
    m_reading.cancel();
    m_documents.reset();
    m_readText = text;
    const std::int64_t target = m_document.project().target_length;
    const auto read = [this, text, target](const Result<protocol::DocumentsInfo>& result) {
        if (target != m_document.project().target_length || text != projectText())
            return;
        if (result)
            m_documents = *result;
        else if (m_client.isConnected() && !result.error().cancelled)
            Q_EMIT documentsRefused(QString::fromStdString(text.path), views::translated(result.error()));
        Q_EMIT changed();
    };
    m_reading = m_client.openDocuments({text.path, target, text.field}, this, read);
    Q_EMIT changed();
}

} // namespace ropewalk::studio
