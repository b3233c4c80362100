// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/window/main_window.h"

#include "app/studio/files/project_files.h"
#include "app/studio/session/new_project.h"
#include "app/studio/control/device_control.h"
#include "app/studio/control/engine_messages.h"
#include "app/studio/control/evaluation/evaluate_control.h"
#include "app/studio/control/file_control.h"
#include "app/studio/workspace/evaluate_page.h"
#include "app/studio/window/help_text.h"
#include "app/studio/workspace/learn_page.h"
#include "app/studio/control/jobs_control.h"
#include "app/studio/control/memory_control.h"
#include "app/studio/control/overlay_control.h"
#include "app/studio/control/score_control.h"
#include "app/studio/control/search/search_control.h"
#include "app/studio/window/model_details.h"
#include "app/studio/window/preferences.h"
#include "app/studio/window/summary.h"
#include "app/studio/workspace/command_palette.h"
#include "app/studio/workspace/panel_area.h"
#include "app/studio/workspace/workspace_bar.h"
#include "core/rope/methods.h"
#include "views/factors/factor_panel.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/lengths/served_lengths.h"
#include "views/factors/sets/set_list.h"
#include "views/factors/sets/set_model.h"
#include "views/frequency/frequency_map.h"
#include "views/frequency/frequency_panel.h"
#include "views/learn/learn_board.h"
#include "views/perplexity/perplexity_panel.h"
#include "views/search/search_panel.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QTimer>

namespace ropewalk::studio {

namespace {

constexpr QLatin1String kPlace("window/geometry");
constexpr QSize kFirstSize(1280, 800);
constexpr int kFrame = 40; // pixels, about what a title bar and borders take

/// The menus, the workspaces, and at their right what is open. A corner widget of the menu bar would not follow its own
/// text.
QWidget* makeTop(QMenuBar* menus, WorkspaceBar* workspaces, Summary* summary)
{
    auto* top = new QWidget;
    auto* row = new QHBoxLayout(top);
    row->setContentsMargins(6, 3, 0, 1);
    row->setSpacing(0);
    menus->setNativeMenuBar(false);
    menus->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    row->addWidget(menus, 0, Qt::AlignVCenter);
    row->addWidget(workspaces);
    row->addWidget(summary, 1);
    return top;
}

/// As a config's model_type has it: "phi3" for Phi3ForCausalLM.
std::string modelType(const std::string& architecture)
{
    return QString::fromStdString(architecture).remove(QStringLiteral("ForCausalLM")).toLower().toStdString();
}

} // namespace

MainWindow::MainWindow(
    TransportFactory engine, AppearanceControl& appearance, const QString& dataFolder, QWidget* parent)
    : QMainWindow(parent)
    , m_session(m_document, std::move(engine))
    , m_appearance(appearance)
{
    m_document.reset(demoProject());
    m_files = std::make_unique<ProjectFiles>(m_document, dataFolder);
    m_layout = new Layout(m_document, m_session);
    setCentralWidget(m_layout);
    auto* menus = new QMenuBar;
    m_actions = std::make_unique<Actions>(*this, *menus, *m_document.undoStack(), *m_layout->sets,
        *m_layout->editor, *m_layout->search);
    setMenuWidget(makeTop(menus, new WorkspaceBar(m_actions->workspaces), new Summary(m_document, m_session)));
    setAcceptDrops(true);
    resize(kFirstSize);

    m_fileControl
        = new FileControl(*this, m_document, m_session, *m_files, *m_layout->messages, *m_actions);
    new EngineMessages(m_session, *m_layout->messages, this);
    new ScoreControl(m_document, m_session, *m_layout->perplexity, *m_actions, this);
    auto* search
        = new SearchControl(m_document, m_session, *m_files, *m_layout->search, *m_layout->messages, this);
    connect(m_fileControl, &FileControl::searchLogOpened, search, &SearchControl::showLog);
    connect(search, &SearchControl::logShown, m_layout, [this] { m_layout->setWorkspace(Workspace::Search); });
    m_overlay = new OverlayControl(*m_layout->editor, *m_layout->sets, *m_layout->search, *search, this);
    new EvaluateControl(m_document, m_session, *m_files, *m_layout->evaluate, this);
    m_actions->addEvaluate(*menus, *m_layout->evaluate);
    connect(m_layout->evaluate, &EvaluatePage::wanted, m_layout,
        [this] { m_layout->setWorkspace(Workspace::Evaluate); });
    new DeviceControl(m_session, *m_actions->devices, *m_layout->messages, this);
    new MemoryControl(m_document, m_session, *m_layout->search, this);
    new JobsControl(m_document, m_session, *m_layout->search->jobs(), this);
    connectViews();
    connectActions();
    connectWorkspaces();
    refreshTitle();
    m_layout->installEventFilter(this);
}

MainWindow::~MainWindow()
{
    // The session's parts must not report to views that are gone.
    m_session.engine().stop();
    delete takeCentralWidget();
}

void MainWindow::connectViews()
{
    views::FrequencyMap* map = m_layout->frequency->map();
    connect(m_layout->editor, &views::LambdaEditor::pairSelected, map, &views::FrequencyMap::setSelectedPair);
    connect(map, &views::FrequencyMap::pairSelected, m_layout->editor, &views::LambdaEditor::selectPair);
    views::LearnBoard* board = m_layout->learn->board();
    connect(m_layout->editor, &views::LambdaEditor::pairSelected, board, &views::LearnBoard::setSelectedPair);
    connect(map, &views::FrequencyMap::pairSelected, board, &views::LearnBoard::setSelectedPair);
    connect(board, &views::LearnBoard::pairSelected, m_layout->editor, &views::LambdaEditor::selectPair);
    connect(board, &views::LearnBoard::pairSelected, map, &views::FrequencyMap::setSelectedPair);
    connect(&m_session.loader(), &ModelLoader::changed, this, [this] {
        if (const auto& model = m_session.loader().model())
            m_layout->editor->lengths()->setModelType(modelType(model->architecture));
    });
    Scoring* scoring = &m_session.scoring();
    connect(m_layout->editor, &views::LambdaEditor::editing, scoring, &Scoring::setDragging);
    connect(m_layout->factors, &views::FactorPanel::editing, scoring, &Scoring::setDragging);
    connect(m_layout->factors, &views::FactorPanel::exportRequested, m_actions->exportSet, &QAction::trigger);
    connect(m_layout->factors, &views::FactorPanel::openFactorFileRequested, m_actions->openFactors,
        &QAction::trigger);
}

void MainWindow::connectActions()
{
    connect(m_files.get(), &ProjectFiles::changed, this, &MainWindow::refreshTitle);
    connect(m_actions->newWindow, &QAction::triggered, this, &MainWindow::newWindowRequested);
    connect(m_actions->resetZoom, &QAction::triggered, m_layout->frequency->map(), &views::FrequencyMap::resetZoom);
    for (auto preset = m_actions->presets.begin(); preset != m_actions->presets.end(); ++preset) {
        const auto method = rope::method_from_name(preset.key().toStdString());
        connect(preset.value(), &QAction::triggered, this, [this, method = *method] {
            if (const rope::FactorSet* active = m_document.activeSet())
                m_document.applyPreset(active->id,
                    rope::make_set(method, m_document.geometry(), m_document.project().target_length));
        });
    }
    for (auto look = m_actions->appearances.begin(); look != m_actions->appearances.end(); ++look)
        connect(look.value(), &QAction::triggered, this, [this, key = look.key()] { m_appearance.setAppearance(key); });
    const auto checkLook = [this] { m_actions->appearances.value(m_appearance.appearance())->setChecked(true); };
    connect(&m_appearance, &AppearanceControl::changed, this, checkLook);
    checkLook();
    connect(m_actions->modelDetails, &QAction::triggered, this, [this] {
        auto* details = new ModelDetails(m_document, m_session, this);
        details->setAttribute(Qt::WA_DeleteOnClose);
        details->show();
    });
    m_session.scoring().setLiveLimit(Preferences::kept().liveSeconds);
    connect(m_actions->preferences, &QAction::triggered, this, [this] {
        auto* dialog = new PreferencesDialog(m_appearance, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &PreferencesDialog::changed, this,
            [this](const Preferences& now) { m_session.scoring().setLiveLimit(now.liveSeconds); });
        dialog->show();
    });
    connect(m_actions->shortcuts, &QAction::triggered, this, [this] { showShortcuts(this); });
    connect(m_actions->about, &QAction::triggered, this, [this] { showAbout(this); });
}

void MainWindow::connectWorkspaces()
{
    const auto check = [this](Workspace workspace) { m_actions->workspaces.value(workspace)->setChecked(true); };
    for (auto one = m_actions->workspaces.begin(); one != m_actions->workspaces.end(); ++one)
        connect(one.value(), &QAction::triggered, this,
            [this, workspace = one.key()] { m_layout->setWorkspace(workspace); });
    connect(m_layout, &Layout::workspaceChanged, this, check);
    check(m_layout->workspace());
    for (QDockWidget* dock : m_layout->panels->docks())
        m_actions->panels->addAction(dock->toggleViewAction());
    connect(m_actions->arrangePanels, &QAction::toggled, m_layout->panels, &PanelArea::setArranging);
    connect(m_actions->resetPanels, &QAction::triggered, m_layout, &Layout::resetWorkspace);
    connect(m_actions->commands, &QAction::triggered, this, [this] { showCommands(*menuWidget(), this); });
}

void MainWindow::refreshTitle()
{
    setWindowTitle(tr("%1[*] — Ropewalk").arg(m_files->name()));
    setWindowModified(m_files->isModified());
    setWindowFilePath(m_files->path());
}

void MainWindow::restorePlace()
{
    const QSettings settings;
    if (!restoreGeometry(settings.value(kPlace).toByteArray())) {
        // A screen that the first size and its frame would fill is given to the window whole.
        const QSize screen = this->screen()->availableSize();
        if (screen.width() < kFirstSize.width() + kFrame || screen.height() < kFirstSize.height() + kFrame)
            setWindowState(windowState() | Qt::WindowMaximized);
    }
    m_layout->restore();
}

void MainWindow::reopenLast()
{
    const QString path = m_files->last();
    if (Preferences::kept().reopenLast && !path.isEmpty() && QFileInfo::exists(path)
        && !m_files->isOpenElsewhere(path))
        m_fileControl->openPath(path);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_layout && event->type() == QEvent::Paint) {
        m_layout->removeEventFilter(this);
        // After this paint, and the ones that it brought with it.
        QTimer::singleShot(0, this, [this] {
            Q_EMIT painted();
            m_session.engine().start();
            m_fileControl->offerRecovery();
        });
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_closing && m_files->isModified()) {
        event->ignore();
        m_fileControl->whenSafe([this] {
            m_closing = true;
            close();
        });
        return;
    }
    QSettings settings;
    settings.setValue(kPlace, saveGeometry());
    m_layout->save();
    m_session.search().stop();
    m_session.engine().stop();
    event->accept();
}

bool MainWindow::takes(const QMimeData& data) const
{
    // What is dragged here from this window's own list has its place in the list.
    return !m_layout->sets->model()->isDraggedFromHere(data) && m_fileControl->accepts(data);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (takes(*event->mimeData()))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    if (!takes(*event->mimeData()))
        return;
    event->acceptProposedAction();
    m_fileControl->drop(*event->mimeData());
}

} // namespace ropewalk::studio
