// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/evaluation/corpus_control.h"

#include "app/studio/workspace/evaluate_page.h"
#include "views/corpus/corpus_panel.h"
#include "views/entropy/entropy_panel.h"
#include "views/perplexity/length_panel.h"

#include <QFileDialog>
#include <algorithm>

namespace ropewalk::studio {

namespace {
constexpr int kRestMs = 120;
}

CorpusControl::CorpusControl(views::Document& document, Session& session, EvaluatePage& page, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_session(session)
    , m_page(page)
{
    views::CorpusPanel* corpus = page.corpus;
    ModelLoader& loader = session.loader();
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    const auto soon = [this] { m_rest.start(); };
    connect(&m_rest, &QTimer::timeout, this, &CorpusControl::count);
    connect(&loader, &ModelLoader::changed, this, &CorpusControl::follow);
    connect(&session.engine(), &EngineSupervisor::stateChanged, this, &CorpusControl::follow);
    connect(&document, &views::Document::projectReset, this, [this] {
        m_refused.clear();
        m_page.corpus->setFailure({});
        follow();
    });
    connect(&document, &views::Document::targetChanged, this, soon);
    connect(&document, &views::Document::documentsChanged, this, &CorpusControl::follow);
    for (views::EvaluationPanel* panel : page.panels())
        connect(panel, &views::EvaluationPanel::settingsChanged, this, soon);
    connect(corpus, &views::CorpusPanel::openRequested, this, [this](const QString& path, const QString& field) {
        m_refused = path;
        m_refusedField = field; // shown until the engine says otherwise
        m_page.corpus->setFailure({});
        m_session.loader().openDocuments(path, field);
    });
    connect(corpus, &views::CorpusPanel::fileRequested, this, [this] {
        const QString path = QFileDialog::getOpenFileName(&m_page, tr("Open a text"), {},
            tr("Texts (*.txt *.md *.jsonl *.ndjson *.json *.npy);;All files (*)"));
        if (!path.isEmpty())
            Q_EMIT m_page.corpus->openRequested(path, {});
    });
    connect(corpus, &views::CorpusPanel::folderRequested, this, [this] {
        const QString path = QFileDialog::getExistingDirectory(&m_page, tr("Open a folder of texts"));
        if (!path.isEmpty())
            Q_EMIT m_page.corpus->openRequested(path, {});
    });
    connect(&loader, &ModelLoader::documentsAccepted, this, [this] {
        m_refused.clear();
        m_page.corpus->setFailure({});
        follow();
    });
    connect(&loader, &ModelLoader::documentsRefused, this,
        [this](const QString& path, const QString& why) {
            // Lines that were dropped elsewhere may only want their field named here.
            if (m_refused.isEmpty() && (path.endsWith(u".jsonl") || path.endsWith(u".ndjson"))) {
                m_refused = path;
                m_refusedField.clear();
            }
            m_page.corpus->setFailure(why);
            follow();
        });
    follow();
}

void CorpusControl::follow()
{
    const ModelLoader& loader = m_session.loader();
    views::CorpusPanel& corpus = *m_page.corpus;
    const project::Project& project = m_document.project();
    if (m_refused.isEmpty())
        corpus.setOpened(QString::fromStdString(project.documents_path), QString::fromStdString(project.documents_field));
    else
        corpus.setOpened(m_refused, m_refusedField);
    corpus.setBusy(loader.model() && loader.isBusy());
    const EngineSupervisor::State state = m_session.engine().state();
    if (state == EngineSupervisor::State::Failed)
        corpus.setAvailable(false, tr("Reading a text needs the engine."));
    else if (!loader.model())
        corpus.setAvailable(false, tr("The engine is getting ready."));
    else
        corpus.setAvailable(true);
    m_rest.start();
}

std::vector<std::int64_t> CorpusControl::lengths() const
{
    std::vector<std::int64_t> all = m_page.lengths->params().lengths;
    all.push_back(m_page.entropy->params().target);
    all.push_back(m_document.project().target_length);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

void CorpusControl::count()
{
    const ModelLoader& loader = m_session.loader();
    if (!loader.documents() || !m_refused.isEmpty()) {
        m_counted.clear();
        m_page.corpus->setCount(std::nullopt);
        return;
    }
    const std::vector<std::int64_t> wanted = lengths();
    const quint64 epoch = loader.epoch();
    if (wanted == m_counted && epoch == m_epoch)
        return;
    m_counted = wanted;
    m_epoch = epoch;
    m_call.cancel();
    m_call = m_session.client().countDocuments({wanted}, this,
        [this, wanted, epoch](const Result<protocol::DocumentsCountResult>& found) {
            if (wanted != m_counted || epoch != m_session.loader().epoch())
                return;
            m_page.corpus->setCount(found ? std::optional(*found) : std::nullopt);
        });
}

} // namespace ropewalk::studio
