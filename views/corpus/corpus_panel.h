// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/documents_messages.h"
#include "views/plots/panel.h"

#include <optional>

class QLabel;
class QLineEdit;
class QStackedWidget;

namespace ropewalk::views {

class ResultTable;
class ResultTableView;

/// The text that is measured on: how much of it there is, and for each length how much of it is long enough. A file or a
/// folder can be dropped on it.
class CorpusPanel : public Panel
{
    Q_OBJECT

public:
    explicit CorpusPanel(QWidget* parent = nullptr);

    /// What is open or was asked for: "demo", a path, or empty where nothing is; field of JSON lines.
    void setOpened(const QString& path, const QString& field);
    void setCount(std::optional<protocol::DocumentsCountResult> count); ///< empty = not counted yet
    void setBusy(bool busy); ///< it is being read
    void setAvailable(bool available, const QString& reason = {}); ///< whether a text can be opened now
    void setFailure(const QString& why); ///< stays until something is opened; empty = none

    ResultTable* table() { return m_table; }
    ResultTableView* tableView() { return m_tableView; }
    QLineEdit* field() { return m_field; }
    QString summary() const; ///< "3 documents · 120,000 tokens"
    QString statusText() const;
    bool isEmpty() const; ///< no text is open

Q_SIGNALS:
    void openRequested(const QString& path, const QString& field);
    void fileRequested(); ///< the user wants to choose one
    void folderRequested();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void addButtons(QLayout* row);
    void refresh();
    void fillTable();

    QStackedWidget* m_pages;
    QLabel *m_name, *m_summary, *m_place, *m_status;
    QWidget* m_fieldRow;
    QLineEdit* m_field;
    ResultTable* m_table;
    ResultTableView* m_tableView;
    std::vector<QWidget*> m_buttons; ///< that open something
    QString m_path, m_reason, m_failure;
    std::optional<protocol::DocumentsCountResult> m_count;
    bool m_busy = false, m_available = false;
};

} // namespace ropewalk::views
