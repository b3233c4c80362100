// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/memory_messages.h"
#include "views/plots/panel.h"

#include <QAction>
#include <optional>

class QStackedWidget;

namespace ropewalk::views {

class PillButton;
class ProgressStrip;
class ResultTable;
class ResultTableView;

/// What every evaluation's view has: Run with its price and Stop in the header, settings that fold out, a line of what
/// happens, a page for when nothing is measured yet, the table behind the picture, and its copy and export.
class EvaluationPanel : public Panel
{
    Q_OBJECT

public:
    /// Whether it can be run now; the reason stands where the button's price would.
    void setAvailable(bool available, const QString& reason = {});
    /// What a run would need of the engine's memory; nothing is said of an empty one. What does not fit cannot be run.
    void setMemory(const protocol::MemoryResult& memory);
    void setPrice(std::optional<double> seconds); ///< an estimate of a run; empty = not known
    void setRunning(bool running, const QString& of = {}); ///< of which set
    void setProgress(const protocol::JobProgress& progress);
    void setFailure(const QString& why); ///< stays until the next run; empty = none
    void setNote(const QString& note); ///< a quiet line until the next run; empty = none
    bool isRunning() const { return m_running; }

    QAction* runAction() { return m_run; }
    QAction* stopAction() { return m_stop; }
    QAction* tableAction() { return m_showTable; } ///< the table instead of the picture
    ResultTable* table() { return m_table; }
    ResultTableView* tableView() { return m_tableView; }
    /// The results as text: the table behind the picture.
    QString csv() const;
    QString statusText() const;
    bool isEmpty() const; ///< nothing measured is shown

Q_SIGNALS:
    void runRequested();
    void stopRequested();
    void saveRequested(const QString& suffix); ///< "csv" or "json"
    void settingsChanged();

protected:
    explicit EvaluationPanel(const QString& title, QWidget* parent = nullptr);

    /// The three parts of the body; each once, from the constructor.
    void setParts(QWidget* settings, const QString& invitation, QWidget* content);
    void setHasResults(bool has);
    /// Why what is set cannot be measured; empty = it can.
    void setObjection(const QString& why);

private:
    void addMenu(); ///< what a right click or the menu key offers
    void refresh();

    QAction* m_run;
    QAction* m_stop;
    QAction* m_showTable;
    QAction* m_showSettings;
    QAction *m_copy = nullptr, *m_saveCsv = nullptr, *m_saveJson = nullptr;
    PillButton* m_runButton;
    PillButton* m_stopButton;
    PillButton* m_invite;
    QLabel* m_status;
    ProgressStrip* m_strip;
    QStackedWidget* m_pages;
    ResultTable* m_table;
    ResultTableView* m_tableView;
    QString m_reason, m_objection, m_failure, m_note, m_of;
    protocol::JobProgress m_progress;
    protocol::MemoryResult m_memory; ///< message empty = not known
    std::optional<double> m_price;
    bool m_available = false, m_running = false, m_has = false;
};

} // namespace ropewalk::views
