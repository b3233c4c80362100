// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/window/actions.h"
#include "app/studio/workspace/layout.h"

#include <QMainWindow>

class QMimeData;

namespace ropewalk::studio {

class EngineMessages;
class FileControl;
class OverlayControl;
class ProjectFiles;

/// A window on one project with one engine. It shows itself before the engine starts.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// dataFolder: for autosaves and journals.
    MainWindow(TransportFactory engine, AppearanceControl& appearance, const QString& dataFolder,
        QWidget* parent = nullptr);
    ~MainWindow() override;

    views::Document& document() { return m_document; }
    Session& session() { return m_session; }
    Layout& layoutParts() { return *m_layout; }
    Actions& actions() { return *m_actions; }
    ProjectFiles& files() { return *m_files; }
    FileControl& fileControl() { return *m_fileControl; }
    const OverlayControl& overlay() const { return *m_overlay; }

    void restorePlace(); ///< size, place and splitters of the last window
    /// The project that was open when the last window closed, if it had a file.
    void reopenLast();

Q_SIGNALS:
    void newWindowRequested();
    void painted(); ///< once, after the first paint; the engine starts now

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void connectViews();
    void connectActions();
    void connectWorkspaces();
    void refreshTitle();
    bool takes(const QMimeData& data) const; ///< something dragged is for the window

    views::Document m_document;
    Session m_session;
    AppearanceControl& m_appearance;
    std::unique_ptr<ProjectFiles> m_files;
    Layout* m_layout;
    std::unique_ptr<Actions> m_actions;
    FileControl* m_fileControl = nullptr;
    OverlayControl* m_overlay = nullptr;
    bool m_closing = false; ///< what was not saved has been asked about
};

} // namespace ropewalk::studio
