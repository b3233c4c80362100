// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/document/document.h"

#include <QAction>
#include <QWidget>

class QStackedWidget;

namespace ropewalk::views {
class ChoicesPanel;
class CorpusPanel;
class EntropyPanel;
class EvaluationPanel;
class LengthPanel;
class PasskeyPanel;
class Segments;
class SetChoice;
}

namespace ropewalk::studio {

/// What the model sees: four evaluations in turn, of the sets chosen above them, and the text they are measured on.
class EvaluatePage : public QWidget
{
    Q_OBJECT

public:
    explicit EvaluatePage(views::Document& document, QWidget* parent = nullptr);

    views::SetChoice* sets;
    views::Segments* tabs;
    views::EntropyPanel* entropy;
    views::PasskeyPanel* passkey;
    views::LengthPanel* lengths;
    views::ChoicesPanel* choices;
    views::CorpusPanel* corpus;
    /// Menu actions: show a view and run it, in the order of the tabs; then run or stop what is shown.
    std::vector<QAction*> measure;
    QAction *runShown, *stopShown;

    std::vector<views::EvaluationPanel*> panels() const; ///< in the order of the tabs
    views::EvaluationPanel* shown() const; ///< null while the text is
    void show(QWidget* panel); ///< one of them, or the corpus

Q_SIGNALS:
    void wanted(); ///< an action was used: the page should come to the front

private:
    void refreshActions();

    QStackedWidget* m_stack;
};

} // namespace ropewalk::studio
