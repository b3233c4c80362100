// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/files/project_files.h"
#include "app/studio/session/session.h"
#include "app/studio/window/message_bar.h"
#include "core/formats/sources/search_log.h"

#include <functional>

class QMimeData;

namespace ropewalk::studio {

struct Actions;
class DiskControl;

/// What the File menu, the command line and drops do, with what goes wrong said in the window.
class FileControl : public QObject
{
    Q_OBJECT

public:
    FileControl(QWidget& window, views::Document& document, Session& session, ProjectFiles& files,
        MessageBar& messages, Actions& actions);

    /// Opens whatever this is: a project, a model, factors, a text.
    void openPath(const QString& path);
    bool accepts(const QMimeData& data) const;
    void drop(const QMimeData& data);
    bool save(); ///< asks for a name where there is none; false = not saved
    void exportActive();

    /// Does it at once when nothing would be lost, else asks first.
    void whenSafe(std::function<void()> then);
    void askNobody() { m_asks = false; } ///< nobody is there to answer: what is not saved gives way
    /// What a window that did not end well left behind.
    void offerRecovery();

Q_SIGNALS:
    void couldNotOpen(const QString& told); ///< as it stands in the window
    /// Instead of sets: another program's search, to be looked at.
    void searchLogOpened(const ropewalk::formats::SearchLog& log, const QString& path);

private:
    void openProject(const QString& path);
    void openModel(const QString& path);
    void importFactors(const QString& path);
    bool saveAs();
    QString modelFolder() const;
    void readProject(const QString& path);
    void findModel();
    void warn(const QString& key, const QString& text);
    void refuse(const QString& key, const QString& text); ///< what was to be opened
    void fillRecent();
    void connectActions();
    void connectSession();

    QWidget& m_window;
    views::Document& m_document;
    Session& m_session;
    ProjectFiles& m_files;
    MessageBar& m_messages;
    Actions& m_actions;
    DiskControl* m_disk;
    bool m_asks = true;
};

} // namespace ropewalk::studio
