// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/workspace/evaluate_page.h"

#include "views/choices/choices_panel.h"
#include "views/corpus/corpus_panel.h"
#include "views/entropy/entropy_panel.h"
#include "views/evaluation/segments.h"
#include "views/evaluation/set_choice.h"
#include "views/passkey/passkey_panel.h"
#include "views/perplexity/length_panel.h"

#include <QHBoxLayout>
#include <QStackedWidget>

namespace ropewalk::studio {

EvaluatePage::EvaluatePage(views::Document& document, QWidget* parent)
    : QWidget(parent)
    , sets(new views::SetChoice(&document))
    , tabs(new views::Segments(tr("Evaluation"),
          {{tr("Entropy"), tr("How widely attention spreads, head by head")},
              {tr("Passkey"), tr("At which length and depth a hidden number is still found")},
              {tr("Perplexity"), tr("How perplexity bends with length")},
              {tr("Questions"), tr("Whether what the model knew is kept")},
              {tr("Text"), tr("What is measured on, and how much of it is long enough")}}))
    , entropy(new views::EntropyPanel)
    , passkey(new views::PasskeyPanel)
    , lengths(new views::LengthPanel)
    , choices(new views::ChoicesPanel)
    , corpus(new views::CorpusPanel)
    , runShown(new QAction(tr("&Run what is shown"), this))
    , stopShown(new QAction(tr("S&top what is shown"), this))
    , m_stack(new QStackedWidget)
{
    setAccessibleName(tr("Evaluate"));
    auto* top = new QHBoxLayout;
    top->setSpacing(16);
    top->addWidget(tabs, 0, Qt::AlignTop);
    top->addWidget(sets, 1);
    for (views::EvaluationPanel* panel : panels())
        m_stack->addWidget(panel);
    m_stack->addWidget(corpus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0); // the window has margins
    layout->setSpacing(7);
    layout->addLayout(top);
    layout->addWidget(m_stack, 1);

    const QString names[]{tr("Measure attention &entropy"), tr("Measure &passkeys"),
        tr("Measure perplexity against &length"), tr("Ask standard &questions")};
    const Qt::Key keys[]{Qt::Key_E, Qt::Key_K, Qt::Key_X, Qt::Key_T};
    for (std::size_t i = 0; i < panels().size(); ++i) {
        views::EvaluationPanel* panel = panels()[i];
        auto* action = new QAction(names[i], this);
        action->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | keys[i]));
        measure.push_back(action);
        connect(action, &QAction::triggered, this, [this, panel] {
            show(panel);
            Q_EMIT wanted();
            panel->runAction()->trigger();
        });
        for (QAction* one : {panel->runAction(), panel->stopAction()})
            connect(one, &QAction::changed, this, &EvaluatePage::refreshActions);
    }
    runShown->setShortcut(QKeySequence(Qt::Key_F8));
    stopShown->setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F8));
    connect(runShown, &QAction::triggered, this, [this] {
        Q_EMIT wanted();
        shown()->runAction()->trigger();
    });
    connect(stopShown, &QAction::triggered, this, [this] { shown()->stopAction()->trigger(); });
    connect(tabs, &views::Segments::chosen, this, [this](int tab) { show(m_stack->widget(tab)); });
    refreshActions();
}

std::vector<views::EvaluationPanel*> EvaluatePage::panels() const
{
    return {entropy, passkey, lengths, choices};
}

views::EvaluationPanel* EvaluatePage::shown() const
{
    return qobject_cast<views::EvaluationPanel*>(m_stack->currentWidget());
}

void EvaluatePage::show(QWidget* panel)
{
    m_stack->setCurrentWidget(panel);
    tabs->setCurrent(m_stack->currentIndex());
    refreshActions();
}

void EvaluatePage::refreshActions()
{
    for (std::size_t i = 0; i < measure.size(); ++i)
        measure[i]->setEnabled(panels()[i]->runAction()->isEnabled());
    runShown->setEnabled(shown() && shown()->runAction()->isEnabled());
    stopShown->setEnabled(shown() && shown()->stopAction()->isEnabled());
}

} // namespace ropewalk::studio
