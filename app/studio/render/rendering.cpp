// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/render/rendering.h"

#include "app/studio/control/file_control.h"
#include "app/studio/render/evaluation_pictures.h"
#include "views/factors/factor_panel.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/sets/set_list.h"
#include "views/frequency/frequency_map.h"
#include "views/frequency/frequency_panel.h"
#include "views/perplexity/perplexity_panel.h"
#include "views/search/search_panel.h"
#include "views/search/search_settings.h"

#include <QCoreApplication>
#include <QPixmap>
#include <cstdio>

namespace ropewalk::studio {

namespace {

constexpr int kQuietMs = 100;
constexpr int kFailed = 1;

void say(const QString& line)
{
    std::printf("%s\n", line.toUtf8().constData());
    std::fflush(stdout);
}

} // namespace

Rendering::Rendering(MainWindow& window, const QString& folder, Demonstration demonstration, QObject* parent)
    : QObject(parent)
    , m_window(window)
    , m_folder(folder)
    , m_demonstration(demonstration)
{
    m_look.setSingleShot(true);
    m_look.setInterval(kQuietMs);
    connect(&m_look, &QTimer::timeout, this, &Rendering::look);
    const auto soon = [this] { m_look.start(); };
    Session& session = window.session();
    connect(&session.loader(), &ModelLoader::changed, this, soon);
    connect(&session.scoring(), &Scoring::stateChanged, this, soon);
    connect(&session.search(), &SearchRun::stateChanged, this, soon);
    connect(&session.engine(), &EngineSupervisor::stateChanged, this, soon);
    connect(window.layoutParts().frequency->map(), &views::FrequencyMap::picturesShown, this, soon);
    window.fileControl().askNobody();
    connect(&window.fileControl(), &FileControl::couldNotOpen, this, [this](const QString& told) {
        complain(told);
        end(kFailed);
    });
    connect(&session.scoring(), &Scoring::failed, this, [this](const QString& why) { m_unscored = why; });
}

void Rendering::complain(const QString& what)
{
    std::fprintf(stderr, "ropewalk: %s\n", what.toUtf8().constData());
}

QString Rendering::whyNoScores() const
{
    const ModelLoader& loader = m_window.session().loader();
    if (loader.isReady())
        return m_unscored;
    const project::Project& project = m_window.document().project();
    if (project.documents_path.empty())
        return tr("there is no text to score on; name one after the model");
    return tr("the text %1 is not long enough for %L2 tokens")
        .arg(QString::fromStdString(project.documents_path))
        .arg(project.target_length);
}

bool Rendering::isQuiet() const
{
    const ModelLoader& loader = m_window.session().loader();
    const bool textKnown = m_window.document().project().documents_path.empty() || loader.documents();
    return loader.model() && textKnown && !loader.isBusy() && m_window.session().scoring().isSettled()
        && m_window.layoutParts().frequency->map()->isUpToDate();
}

void Rendering::look()
{
    Session& session = m_window.session();
    if (session.engine().state() == EngineSupervisor::State::Failed) {
        complain(tr("the engine: %1").arg(session.engine().reason()));
        end(kFailed);
        return;
    }
    if (!isQuiet() || session.search().isActive())
        return;
    if (const QString why = whyNoScores(); !why.isEmpty()) {
        if (write())
            complain(m_demonstration == Demonstration::None ? tr("the pictures show no scores: %1").arg(why)
                                                            : tr("nothing was scored, searched or evaluated: %1").arg(why));
        end(kFailed);
        return;
    }
    if (!session.scoring().isLive() && !m_window.document().score(*m_window.document().activeSet())) {
        session.scoring().scoreNow();
        return;
    }
    if (m_step == Step::Evaluating)
        return;
    if (m_demonstration == Demonstration::SearchAndEvaluate && m_step == Step::Numbers) {
        m_step = Step::Searching;
        search();
    } else if (m_step == Step::Searching) {
        m_step = Step::Adopted;
        if (!session.search().result()) {
            complain(tr("the search found nothing"));
            end(kFailed);
            return;
        }
        m_window.layoutParts().search->adoptAction()->trigger();
    } else if (!write()) {
        end(kFailed);
    } else if (m_demonstration == Demonstration::None) {
        end(0);
    } else {
        m_step = Step::Evaluating;
        evaluate();
    }
}

void Rendering::evaluate()
{
    auto* pictures = new EvaluationPictures(m_window, this);
    connect(pictures, &EvaluationPictures::shown, this, [this](const QString& name) {
        if (!writePicture(name, m_window))
            end(kFailed);
    });
    connect(pictures, &EvaluationPictures::finished, this, [this] { end(0); });
    connect(pictures, &EvaluationPictures::failed, this, [this](const QString& why) {
        complain(why);
        end(kFailed);
    });
    pictures->start();
}

bool Rendering::writePicture(const QString& name, QWidget& widget)
{
    const QString path = m_folder.filePath(name + QStringLiteral(".png"));
    if (!widget.grab().save(path)) {
        complain(tr("%1 cannot be written").arg(path));
        return false;
    }
    say(path);
    return true;
}

void Rendering::search()
{
    views::SearchPanel* panel = m_window.layoutParts().search;
    panel->settings()->setParams(views::SearchSettings::quick());
    say(QStringLiteral("searching: %1 evaluations at %2 tokens")
            .arg(views::plannedEvaluations(panel->settings()->params()))
            .arg(m_window.document().project().target_length));
    connect(&m_window.session().search(), &SearchRun::generationDone, this,
        [](const protocol::GenerationReport& report) {
            say(QStringLiteral("generation %1 of %2: best %3")
                    .arg(report.generation)
                    .arg(report.generations)
                    .arg(report.best, 0, 'f', 4));
        });
    panel->startAction()->trigger();
}

bool Rendering::write()
{
    const views::Document& document = m_window.document();
    std::vector<rope::FactorSet> sets = document.baselines();
    sets.insert(sets.end(), document.project().sets.begin(), document.project().sets.end());
    for (const rope::FactorSet& set : sets)
        if (const auto score = document.score(set))
            say(QStringLiteral("%1: perplexity %2 at %3 tokens (%4)")
                    .arg(QString::fromStdString(set.name))
                    .arg(score->perplexity, 0, 'f', 4)
                    .arg(score->target)
                    .arg(score->split));

    const Layout& parts = m_window.layoutParts();
    const std::initializer_list<std::pair<const char*, QWidget*>> pictures{{"window", &m_window},
        {"sets", parts.sets}, {"lambda", parts.editor}, {"frequency", parts.frequency},
        {"perplexity", parts.perplexity}, {"factors", parts.factors}, {"search", parts.search}};
    m_folder.mkpath(QStringLiteral("."));
    for (const auto& [name, widget] : pictures)
        if (!writePicture(QString::fromLatin1(name), *widget))
            return false;
    return true;
}

void Rendering::end(int code)
{
    m_look.stop();
    disconnect(&m_look, nullptr, this, nullptr);
    // Also before events are looked at, which forget what was asked for earlier.
    QTimer::singleShot(0, QCoreApplication::instance(), [code] { QCoreApplication::exit(code); });
}

} // namespace ropewalk::studio
