// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/engine_supervisor.h"
#include "views/document/document.h"

namespace ropewalk::studio {

/// Keeps the engine's model and documents the same as the project's: after a start, a restart, a project that was
/// opened, another target. Opening something new first asks the engine; only what it accepts enters the project.
class ModelLoader : public QObject
{
    Q_OBJECT

public:
    ModelLoader(views::Document& document, EngineClient& client, EngineSupervisor& engine, QObject* parent = nullptr);

    /// Asks for another model. Accepted: a new project on it, with no documents and target 4·L. Refused: nothing
    /// changes but modelRefused(). While the engine starts, the wish waits for it.
    void openModel(const QString& path);
    /// Asks for the project's model again, opened in another way. Accepted: sets and documents stay, numbers are
    /// measured anew. Refused: nothing changes but modelRefused().
    void openAs(const project::ModelOptions& options);
    /// Asks for the project's model where it lies now. Accepted: the project names that path, and modelDiffers() says so
    /// if it is not the same model. Refused, also where its sets would not fit: nothing changes but modelRefused().
    void openMoved(const QString& path);
    /// Asks for other documents: a text file, JSON lines with the field that holds the text, or a folder; "demo".
    void openDocuments(const QString& path, const QString& field = {});

    /// The engine's model, while it is the project's.
    const std::optional<protocol::ModelInfo>& model() const { return m_model; }
    /// The engine's documents at the present target, while they are the project's.
    const std::optional<protocol::DocumentsInfo>& documents() const { return m_documents; }
    /// Stops what is being opened; what was open stays open.
    void cancel();
    bool isBusy() const { return m_opening.isPending() || m_reading.isPending(); }
    qint64 openingCall() const { return m_opening.id(); } ///< for its progress
    /// True when scores can be asked for.
    bool isReady() const { return m_model && m_documents && m_documents->long_enough > 0; }
    /// Changes with the model and the documents, so that an answer about others is known as stale.
    quint64 epoch() const { return m_epoch; }

Q_SIGNALS:
    void changed(); ///< anything above
    void modelAccepted(const ropewalk::protocol::ModelInfo& model); ///< a new one, already in the document
    void modelRefused(const QString& path, const QString& why);
    void modelFound(); ///< openMoved() was accepted
    void modelDiffers(); ///< the project's model is not the one that it was saved with
    void documentsAccepted(const ropewalk::protocol::DocumentsInfo& documents);
    void documentsRefused(const QString& path, const QString& why);

private:
    /// Where documents are read from.
    struct Text
    {
        std::string path, field; ///< field: of JSON lines
        bool operator==(const Text&) const = default;
    };
    Text projectText() const;
    void synchronise();
    void engineChanged();
    void projectChanged();
    void readDocuments();
    void modelKnown();
    void followOptions(); ///< the project's model is to be opened in another way: an undo
    void followDocuments(); ///< the project has another text: an undo

    views::Document& m_document;
    EngineClient& m_client;
    EngineSupervisor& m_engine;
    std::optional<protocol::ModelInfo> m_model;
    std::optional<protocol::DocumentsInfo> m_documents;
    Call m_opening, m_reading;
    QString m_wantedModel; ///< waits for the engine; empty = none
    Text m_wantedText; ///< waits for the model; path empty = none
    project::ModelOptions m_openedAs; ///< how the engine was last asked to open the project's model
    Text m_readText; ///< what m_documents are, or will be, read from
    quint64 m_epoch = 0;
    bool m_adopting = false; ///< the document is being given an accepted model
};

} // namespace ropewalk::studio
