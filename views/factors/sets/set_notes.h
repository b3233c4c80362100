// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>
#include <string>

class QLabel;
class QPlainTextEdit;

namespace ropewalk::views {

class Document;

/// Where a set comes from, and the user's notes on it. What is typed in one go is one step of undo.
class SetNotes : public QWidget
{
    Q_OBJECT

public:
    explicit SetNotes(Document* document, QWidget* parent = nullptr);

    /// One of the project's sets, or any other (a baseline), which has no notes.
    void setSet(const std::string& id, const QString& origin);
    QPlainTextEdit* edit() { return m_edit; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void keep();

    Document* m_document;
    std::string m_id;
    QLabel* m_origin;
    QPlainTextEdit* m_edit;
    int m_gesture = 0;
};

} // namespace ropewalk::views
