// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/evaluation/evaluate_control.h"

#include "app/studio/control/evaluation/corpus_control.h"
#include "app/studio/control/evaluation/evaluation_memory.h"
#include "app/studio/files/save_target.h"
#include "app/studio/workspace/evaluate_page.h"
#include "core/formats/factor_file.h"
#include "views/choices/choices_panel.h"
#include "views/entropy/entropy_panel.h"
#include "views/evaluation/set_choice.h"
#include "views/language/translated.h"
#include "views/passkey/passkey_panel.h"
#include "views/perplexity/length_panel.h"

#include <QFileDialog>

namespace ropewalk::studio {

EvaluateControl::EvaluateControl(
    views::Document& document, Session& session, ProjectFiles& files, EvaluatePage& page, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_session(session)
    , m_files(files)
    , m_page(page)
{
    Evaluations& evaluations = session.evaluations();
    connectPanel(*page.entropy, evaluations.entropy());
    connectPanel(*page.passkey, evaluations.passkey());
    connectPanel(*page.passkey, evaluations.needle());
    connectPanel(*page.lengths, evaluations.curve());
    connectPanel(*page.choices, evaluations.choices());
    for (views::EvaluationPanel* panel : page.panels()) {
        connect(panel, &views::EvaluationPanel::runRequested, this, [this, panel] { run(*panel); });
        connect(panel, &views::EvaluationPanel::stopRequested, this, [this, panel] { stop(*panel); });
        connect(panel, &views::EvaluationPanel::settingsChanged, this, &EvaluateControl::showResults);
        connect(panel, &views::EvaluationPanel::saveRequested, this,
            [this, panel](const QString& suffix) { save(*panel, suffix); });
    }
    connect(page.entropy, &views::EntropyPanel::rowsRequested, this, &EvaluateControl::askForRows);
    connect(page.choices, &views::ChoicesPanel::fileRequested, this, [this] {
        const QString path = QFileDialog::getOpenFileName(
            &m_page, tr("Open questions"), {}, tr("JSON lines (*.jsonl *.ndjson *.json);;All files (*)"));
        if (!path.isEmpty())
            m_page.choices->setPath(path);
    });
    connect(page.passkey, &views::PasskeyPanel::fillerRequested, this, [this] {
        const QString path = QFileDialog::getOpenFileName(
            &m_page, tr("Open a text to hide keys in"), {}, tr("Texts (*.txt *.md *.jsonl *.ndjson);;All files (*)"));
        if (!path.isEmpty())
            m_page.passkey->setFiller(path);
    });
    connect(page.sets, &views::SetChoice::changed, this, [this] {
        offerSets();
        showResults();
    });
    connect(&evaluations, &Evaluations::folderChanged, this, &EvaluateControl::restoreSettings);
    connect(&document, &views::Document::projectReset, this, &EvaluateControl::refreshTask);
    connect(&document, &views::Document::targetChanged, this, &EvaluateControl::refreshTask);
    connect(&document, &views::Document::modelChanged, this, &EvaluateControl::refreshTask);
    connect(&session.loader(), &ModelLoader::changed, this, &EvaluateControl::refreshAvailable);
    connect(&session.engine(), &EngineSupervisor::stateChanged, this, &EvaluateControl::refreshAvailable);
    connect(&session.scoring(), &Scoring::stateChanged, this, [this] {
        for (views::EvaluationPanel* panel : m_page.panels())
            showPrice(*panel);
    });
    connect(&files, &ProjectFiles::changed, this, &EvaluateControl::changeFolder);
    new CorpusControl(document, session, page, this);
    new EvaluationMemory(document, session, page, this);
    offerSets();
    changeFolder();
    refreshTask();
    refreshAvailable();
}

void EvaluateControl::connectPanel(views::EvaluationPanel& panel, EvaluationRun& run)
{
    connect(&run, &EvaluationRun::stateChanged, this, [this, &panel, &run] { showState(panel, run); });
    connect(&run, &EvaluationRun::resultsChanged, this, &EvaluateControl::showResults);
    connect(&run, &EvaluationRun::progress, &panel, &views::EvaluationPanel::setProgress);
    connect(&run, &EvaluationRun::failed, &panel, &views::EvaluationPanel::setFailure);
}

EvaluationRun& EvaluateControl::runOf(views::EvaluationPanel& panel)
{
    Evaluations& all = m_session.evaluations();
    if (&panel == m_page.entropy)
        return all.entropy();
    if (&panel == m_page.lengths)
        return all.curve();
    if (&panel == m_page.choices)
        return all.choices();
    if (m_page.passkey->isNeedle())
        return all.needle();
    return all.passkey();
}

void EvaluateControl::run(views::EvaluationPanel& panel)
{
    Evaluations& all = m_session.evaluations();
    const std::vector<views::Compared> sets = m_page.sets->compared();
    panel.setFailure({});
    if (&panel == m_page.entropy)
        all.entropy().run(m_page.entropy->params(), sets);
    else if (&panel == m_page.lengths)
        all.curve().run(m_page.lengths->params(), sets);
    else if (&panel == m_page.choices)
        all.choices().run(m_page.choices->params(), sets);
    else if (m_page.passkey->isNeedle())
        all.needle().run(m_page.passkey->needleParams(), sets);
    else
        all.passkey().run(m_page.passkey->params(), sets);
    if (!runOf(panel).isRunning())
        panel.setNote(tr("Every chosen set is measured at these settings. Choose another set, or change the settings."));
}

void EvaluateControl::stop(views::EvaluationPanel& panel)
{
    if (&panel == m_page.passkey) {
        m_session.evaluations().passkey().stop();
        m_session.evaluations().needle().stop();
    } else {
        runOf(panel).stop();
    }
}

void EvaluateControl::showResults()
{
    for (views::EvaluationPanel* panel : m_page.panels())
        panel->setNote({});
    Evaluations& all = m_session.evaluations();
    const std::vector<views::Compared> sets = m_page.sets->compared();
    m_page.entropy->setResults(all.entropy().results(m_page.entropy->params(), sets));
    m_page.passkey->setResults(all.passkey().results(m_page.passkey->params(), sets));
    m_page.passkey->setNeedleResults(all.needle().results(m_page.passkey->needleParams(), sets));
    m_page.lengths->setResults(all.curve().results(m_page.lengths->params(), sets));
    m_page.choices->setResults(all.choices().results(m_page.choices->params(), sets));
    for (views::EvaluationPanel* panel : m_page.panels())
        showPrice(*panel);
}

void EvaluateControl::showState(views::EvaluationPanel& panel, EvaluationRun& run)
{
    const QString waiting = run.left() > 0 ? tr("%1 (%2 more wait)").arg(run.of()).arg(run.left()) : run.of();
    panel.setRunning(run.isRunning(), waiting);
    showPrice(panel);
}

void EvaluateControl::showPrice(views::EvaluationPanel& panel)
{
    Evaluations& all = m_session.evaluations();
    const std::vector<views::Compared> sets = m_page.sets->compared();
    double tokens = 0;
    if (&panel == m_page.entropy)
        tokens = all.entropy().tokensFor(m_page.entropy->params(), sets);
    else if (&panel == m_page.lengths)
        tokens = all.curve().tokensFor(m_page.lengths->params(), sets);
    else if (&panel == m_page.choices)
        tokens = all.choices().tokensFor(m_page.choices->params(), sets);
    else if (m_page.passkey->isNeedle())
        tokens = all.needle().tokensFor(m_page.passkey->needleParams(), sets);
    else
        tokens = all.passkey().tokensFor(m_page.passkey->params(), sets);
    double seconds = runOf(panel).secondsFor(tokens);
    const double window = m_session.scoring().windowPrice();
    if (seconds <= 0 && window > 0 && &panel != m_page.choices)
        seconds = tokens * window / double(std::max<std::int64_t>(1, m_document.project().target_length));
    panel.setPrice(seconds > 0 ? std::optional(seconds) : std::nullopt);
}

void EvaluateControl::offerSets()
{
    m_page.passkey->setSets(m_document.project().sets);
    m_page.choices->setSets(m_document.project().sets);
}

void EvaluateControl::refreshTask()
{
    const rope::Geometry& geometry = m_document.geometry();
    const std::int64_t target = m_document.project().target_length;
    m_page.entropy->setTask(geometry, target);
    m_page.passkey->setTask(geometry, target);
    m_page.lengths->setTask(geometry, target);
    showResults();
}

void EvaluateControl::refreshAvailable()
{
    const ModelLoader& loader = m_session.loader();
    const EngineSupervisor::State state = m_session.engine().state();
    QString reason;
    if (state == EngineSupervisor::State::Failed)
        reason = tr("An evaluation needs the engine.");
    else if (state != EngineSupervisor::State::Ready || loader.isBusy())
        reason = tr("The engine is getting ready.");
    else if (!loader.model())
        reason = tr("The model is not open in the engine.");
    // A passkey and questions bring their own text.
    QString text = reason;
    if (reason.isEmpty() && !loader.isReady())
        text = m_document.project().documents_path.empty() ? tr("This needs a text: drop one, or a folder of them.")
                                                           : tr("This needs a text of at least the target length.");
    for (views::EvaluationPanel* panel : m_page.panels()) {
        const bool ownText = panel == m_page.passkey || panel == m_page.choices;
        const QString& why = ownText ? reason : text;
        panel->setAvailable(why.isEmpty(), why);
    }
}

void EvaluateControl::changeFolder()
{
    // A document that was reset begins with nothing of its own, so only a save takes results along.
    m_session.evaluations().setFolder(m_files.resultsFolder(), true, m_files.path().isEmpty());
}

void EvaluateControl::restoreSettings()
{
    if (m_files.path().isEmpty())
        return;
    Evaluations& all = m_session.evaluations();
    if (const auto params = all.entropy().lastParams())
        m_page.entropy->setParams(*params);
    // Both are measured at the same settings: the newer ones, and what they were of is shown.
    const bool needle = all.needle().lastTime() > all.passkey().lastTime();
    if (const auto params = all.needle().lastParams(); params && needle)
        m_page.passkey->setNeedleParams(*params);
    else if (const auto keys = all.passkey().lastParams())
        m_page.passkey->setParams(*keys);
    m_page.passkey->setNeedle(needle);
    if (const auto params = all.curve().lastParams())
        m_page.lengths->setParams(*params);
    if (const auto params = all.choices().lastParams())
        m_page.choices->setParams(*params);
}

void EvaluateControl::askForRows(const protocol::RowRequest& row)
{
    struct Answers
    {
        std::vector<views::AttentionText::Row> rows;
        std::size_t waiting = 0;
    };
    for (const Call& call : m_rowCalls)
        call.cancel();
    m_rowCalls.clear();
    const quint64 asked = ++m_rowsAsked;
    const protocol::EntropyParams measured = m_page.entropy->params();
    std::vector<views::Compared> sets = m_page.sets->compared();
    sets.resize(std::min<std::size_t>(sets.size(), 2)); // A filled, B an outline: more cannot be told apart
    auto answers = std::make_shared<Answers>();
    answers->waiting = sets.size();
    answers->rows.resize(sets.size());
    m_page.entropy->setRowsHint(tr("Reading what token %1 looks at …").arg(row.query));
    for (std::size_t i = 0; i < sets.size(); ++i) {
        protocol::AttentionRowsParams params;
        params.set = sets[i].set;
        params.target = measured.target;
        params.split = measured.split;
        params.rows = {row};
        const auto take = [this, asked, answers, i, set = sets[i]](const Result<protocol::AttentionRowsResult>& result) {
            if (asked != m_rowsAsked)
                return;
            if (!result || result->rows.empty()) {
                ++m_rowsAsked;
                m_page.entropy->setRowsHint(
                    result ? tr("The engine sent no attention.") : views::translated(result.error()));
                return;
            }
            answers->rows[i] = {set, result->rows.front()};
            if (--answers->waiting == 0)
                m_page.entropy->setRows(std::move(answers->rows));
        };
        m_rowCalls.push_back(m_session.client().attentionRows(params, this, take));
    }
}

nlohmann::json EvaluateControl::written(views::EvaluationPanel& panel)
{
    Evaluations& all = m_session.evaluations();
    const std::vector<views::Compared> sets = m_page.sets->compared();
    if (&panel == m_page.entropy)
        return all.entropy().written(m_page.entropy->params(), sets);
    if (&panel == m_page.lengths)
        return all.curve().written(m_page.lengths->params(), sets);
    if (&panel == m_page.choices)
        return all.choices().written(m_page.choices->params(), sets);
    if (m_page.passkey->isNeedle())
        return all.needle().written(m_page.passkey->needleParams(), sets);
    return all.passkey().written(m_page.passkey->params(), sets);
}

void EvaluateControl::save(views::EvaluationPanel& panel, const QString& suffix)
{
    const QString name = QStringLiteral("%1.%2.%3").arg(m_files.name(), runOf(panel).name(), suffix);
    const auto& model = m_session.loader().model();
    const project::Project& project = m_document.project();
    const QString path = chooseSaveTarget(&m_page,
        {tr("Save the results"), name, tr("%1 files (*.%2)").arg(suffix.toUpper(), suffix)},
        openFiles(project, QString::fromStdString(model ? model->path : project.model_path), m_files.path()));
    if (path.isEmpty())
        return;
    const std::string text = suffix == QLatin1String("csv") ? panel.csv().toStdString() : written(panel).dump(1, ' ') + '\n';
    if (const Status saved = formats::save_atomically(path.toStdString(), text); !saved)
        panel.setFailure(views::translated(saved.error()));
}

} // namespace ropewalk::studio
