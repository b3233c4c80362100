// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/choices_messages.h"
#include "views/evaluation/evaluation_panel.h"
#include "views/evaluation/measured.h"

class QTextBrowser;

namespace ropewalk::views {

class AccuracyBars;
class ChoicesSettings;
class Segments;

/// What the short context lost or kept: questions with choices, answered by likelihood. Accuracy with its interval a
/// set, counted live; beneath, the single questions, and what each set thought of every choice.
class ChoicesPanel : public EvaluationPanel
{
    Q_OBJECT

public:
    explicit ChoicesPanel(QWidget* parent = nullptr);

    protocol::ChoicesParams params() const; ///< without a set
    void setParams(const protocol::ChoicesParams& params);
    void setPath(const QString& path);
    void setSets(const std::vector<rope::FactorSet>& sets); ///< that can be the short list
    void setResults(Measurements<protocol::ChoicesResult> results);

    AccuracyBars* bars() { return m_bars; }
    ResultTable* questions() { return m_questions; }
    ResultTableView* questionList() { return m_list; }
    Segments* filter() { return m_filter; } ///< 0 = all, 1 = where the sets differ, 2 = where A is wrong
    QString details() const;

Q_SIGNALS:
    void fileRequested();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void show();
    void fillQuestions();
    void sizeColumns();
    void tell(int row);

    ChoicesSettings* m_settings;
    AccuracyBars* m_bars;
    Segments* m_filter;
    ResultTable* m_questions;
    ResultTableView* m_list;
    QTextBrowser* m_details;
    Measurements<protocol::ChoicesResult> m_results;
    std::vector<std::int64_t> m_shown; ///< the question of each row
    std::int64_t m_told = -1; ///< the question in the details; −1 = none
};

} // namespace ropewalk::views
